"""What payments refuses, and why cards are declined, in words for customers."""

from __future__ import annotations

from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from halles.kit.errors import Conflict, Forbidden, Invalid, NotFound, PaymentRefused

_DECLINES: dict[str, str | Promise] = {
    "insufficient_funds": _("There is not enough money on this card. Please use another way to pay."),
    "expired_card": _("This card has expired. Please use another card."),
    "incorrect_cvc": _("The security code on the back of the card is wrong. Please check it and try again."),
    "authentication_failed": _("Your bank could not confirm that it was you. Please try again or use another card."),
    "authentication_refused": _("You stopped the payment at your bank. You can try again whenever you like."),
    "wallet_refused": _("You stopped the payment in the wallet. You can try again whenever you like."),
    "do_not_honor": _("Your bank said no and did not tell us why. Please use another card or ask your bank."),
    "test_card_unknown": _("Only test cards work here. Never enter a real card on this site."),
    "too_many_cards": _("You have saved as many cards as fit here. Please delete one first."),
    "token_unusable": _("The card details are no longer valid. Please enter them again."),
}
_DECLINED = _("Your bank declined this payment. Please use another card.")


def decline_sentence(code: str) -> str:
    """Why a payment was declined and what to do, for the customer, in the language in force."""
    return str(_DECLINES.get(code, _DECLINED))


class Declined(PaymentRefused):
    """Raised by those who need the payment at once; carries the provider's code as `reason`."""

    code = "payment.declined"
    sentence = _("%(why)s You have not been charged.")

    def __init__(self, reason: str) -> None:
        super().__init__(reason=reason, why=decline_sentence(reason))


class PaymentNotFound(NotFound):
    """No such payment."""

    code = "payments.payment_not_found"
    sentence = _("There is no such payment.")


class CardUnknown(NotFound):
    """No such card, or not this person's."""

    code = "payments.card_unknown"
    sentence = _("This card is no longer saved. Please choose another one or enter it again.")


class CardRefused(PaymentRefused):
    """The provider will not keep this card."""

    code = "payments.card_refused"
    sentence = _("%(why)s The card was not saved.")

    def __init__(self, reason: str) -> None:
        super().__init__(reason=reason, why=decline_sentence(reason))


class ProviderSilent(Conflict):
    """The provider did not answer in time and nothing was kept."""

    code = "payments.provider_silent"
    sentence = _("The payment provider did not answer. Please try again in a minute.")


class NotAuthorized(Conflict):
    """There is no authorisation to capture."""

    code = "payments.not_authorized"
    sentence = _("This payment is not authorised, so nothing can be taken from it.")


class CaptureTooLarge(Conflict):
    """More than was authorised, or another amount than asked for before."""

    code = "payments.capture_too_large"
    sentence = _("No more can be taken than the customer agreed to, and only once.")


class RefundTooLarge(Conflict):
    """More than what is left of the captured money."""

    code = "payments.refund_too_large"
    sentence = _("This is more than what is left of the payment. Please choose a smaller amount.")


class RefundNotFailed(Conflict):
    """Only a failed refund is tried again."""

    code = "payments.refund_not_failed"
    sentence = _("This refund has not failed, so there is nothing to try again.")


class ProviderUnknown(NotFound):
    """No provider of that name."""

    code = "payments.provider_unknown"
    sentence = _("There is no such payment provider.")


class CardDetailsWrong(Invalid):
    """Number, date or security code cannot be right; `fields` says which."""

    code = "payments.card_details_wrong"
    sentence = _("Please check the card details.")

    def __init__(self, fields: dict[str, str], **data: Any) -> None:
        super().__init__(fields, **data)


class CallbackRefused(Forbidden):
    """A callback without the provider's signature."""

    code = "payments.callback_refused"
    sentence = _("This message is not signed by the payment provider.")


class MoneyMoves(Conflict):
    code = "payments.money_moves"
    sentence = _("A payment or refund of yours is not settled yet. Wait until the money has arrived.")
