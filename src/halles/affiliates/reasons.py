"""Why a touch won or did not, why a commission went back, and why a shop's fees wait: codes, and the words people
read."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

LAST_TOUCH = "last_touch"
TARGETED_BEATS_OPEN = "targeted_beats_open"
TARGETED_AS_OPEN = "targeted_as_open"
LATER_TOUCH = "later_touch"
AFTER_SALE = "after_sale"
TOO_OLD = "too_old"
OTHER_PRODUCT = "other_product"
CREATOR_SUSPENDED = "creator_suspended"
OWN_SHOP = "own_shop"
NOT_ADMITTED = "not_admitted"
OWN_PURCHASE = "own_purchase"
NO_PLAN = "no_plan"
OTHER_CONTENT = "other_content"
NOT_TAKING_PART = "not_taking_part"
NO_TOUCH = "no_touch"
NOTHING_PAID = "nothing_paid"

WORDS: dict[str, str | Promise] = {
    LAST_TOUCH: _("The last click before the purchase."),
    TARGETED_BEATS_OPEN: _(
        "The last click before the purchase; the agreement with this creator replaces the open plan."
    ),
    TARGETED_AS_OPEN: _(
        "The last click before the purchase; the agreement with this creator pays no less than the open plan, which"
        " paid more that day."
    ),
    LATER_TOUCH: _("A later click counted."),
    AFTER_SALE: _("The click came after the purchase."),
    TOO_OLD: _("The click lay too long before the purchase."),
    OTHER_PRODUCT: _("The click was about another product."),
    CREATOR_SUSPENDED: _("The profile was not active."),
    OWN_SHOP: _("The profile belongs to the shop that sold it."),
    NOT_ADMITTED: _("The profile had no permission to earn with other shops’ goods."),
    OWN_PURCHASE: _("Nobody earns by their own purchases."),
    NO_PLAN: _("The shop offered no commission for this product."),
    OTHER_CONTENT: _("The shop’s offer was for another kind of content."),
    NOT_TAKING_PART: _("The creator did not take part in the shop’s plan."),
    NO_TOUCH: _("No creator led to this purchase."),
    NOTHING_PAID: _("Nothing was paid for it."),
}


# Why the payouts of a shop are held (payouts.PayeeHold.Reason), as a creator reads it who waits for a fee: the words to
# the shop itself are the shop's.
_HELD: dict[str, str | Promise] = {
    "identity": _("we check who stands behind the shop"),
    "account": _("the shop’s bank account was changed, or was refused by the bank"),
    "returns": _("unusually many orders of the shop come back"),
    "suspicion": _("orders of the shop are being looked at"),
    "authority": _("a court or an authority has ordered it"),
    "other": _("for another reason, which the shop knows"),
}


def words_for_who_waits(code: str) -> str:
    """Why the payouts of a shop are held, in the active language, for somebody else than the shop."""
    return str(_HELD.get(code, _HELD["other"]))


def words_for_winner(code: str) -> str:
    """As `words`, for the creator who earns by the line: the click that counted led to something of theirs."""
    return gettext("A later click on something of yours counted.") if code == LATER_TOUCH else words(code)


def words(code: str) -> str:
    """The sentence of a code, in the active language; the code itself when it is none of ours."""
    return str(WORDS.get(code, code))
