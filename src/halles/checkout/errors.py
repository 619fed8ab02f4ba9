"""What `checkout` refuses. A refusal here means that nothing was charged and nothing is kept."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from halles.kit.errors import Conflict, Invalid, Limited, Malformed


class KeyReused(Invalid):
    """The idempotency key was used for another purchase."""

    code = "checkout.key_reused"
    sentence = _("This key was already used for another purchase. Reload the page and try again.")


class KeyInvalid(Malformed):
    """Missing, or not 8 to 100 visible characters."""

    code = "checkout.key_invalid"
    sentence = _("Send an Idempotency-Key of 8 to 100 visible characters.")


class InProgress(Conflict):
    """A first request with the same key has not got its answer yet."""

    code = "checkout.in_progress"
    sentence = _("Your order is just being placed. Please wait a moment.")


class PriceChanged(Conflict):
    """The total is not what the customer saw; `data` has the new one in minor units."""

    code = "checkout.price_changed"
    sentence = _("The price has changed since you opened this page. Please look at the new total before you buy.")


class AddressMissing(Invalid):
    """One tap needs a default address."""

    code = "checkout.address_missing"
    sentence = _("Save a delivery address first; then one tap is enough.")


class CardMissing(Invalid):
    """One tap needs a saved card."""

    code = "checkout.card_missing"
    sentence = _("Save a card first; then one tap is enough.")


class MethodNotOffered(Invalid):
    """The market does not take this way to pay."""

    code = "checkout.method_not_offered"
    sentence = _("This way to pay is not offered here. Please choose another one.")


class PaymentNotPossible(Conflict):
    """The provider could not be reached for good."""

    code = "checkout.payment_not_possible"
    sentence = _("The payment could not be made. You have not been charged; please try again in a minute.")


class TooManyUnpaid(Limited):
    """Goods wait for several payments of this buyer already."""

    code = "checkout.too_many_unpaid"
    sentence = _("You have %(count)s orders that are not paid yet. Pay or cancel one of them first.")
