"""Why orders are canceled and money goes back: the codes, their words, and who may give which."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from halles.orders.errors import ReasonInvalid
from halles.orders.models import OrderEvent

CUSTOMER: dict[str, Promise] = {
    "changed_mind": _("I changed my mind"),
    "mistake": _("I ordered by mistake"),
    "wrong_address": _("The address is wrong"),
    "found_cheaper": _("I found it cheaper"),
    "takes_too_long": _("It takes too long"),
    "other": _("Another reason"),
}
SELLER: dict[str, Promise] = {
    "out_of_stock": _("Out of stock"),
    "damaged": _("Damaged before shipping"),
    "wrong_price": _("The price was wrong"),
    "cannot_ship_there": _("We cannot ship to this address"),
    "customer_asked": _("The customer asked for it"),
    "other": _("Another reason"),
}
CLOCK: dict[str, Promise] = {
    "payment_declined": _("The payment was declined"),
    "payment_failed": _("The payment could not be taken"),
    "expired": _("It was not paid in time"),
    "not_shipped": _("The shop did not ship in time"),
    "not_collected": _("Nobody collected it in time"),
}
REFUND: dict[str, Promise] = {
    "arrived_damaged": _("Arrived damaged"),
    "arrived_late": _("Arrived late"),
    "piece_missing": _("Something was missing"),
    "wrong_item": _("The wrong item was sent"),
    "parcel_lost": _("The parcel was lost"),
    "goodwill": _("Goodwill"),
    "customer_asked": _("The customer asked for it"),
    "other": _("Another reason"),
}
# Given by returns, never chosen from a list: what the law or a decision says.
WITHDRAWAL: dict[str, Promise] = {"withdrawal": _("You withdrew from the contract")}
RETURN: dict[str, Promise] = {
    "withdrawal": _("You withdrew from the contract"),
    "returned": _("Sent back"),
    "fault": _("Something was wrong with it"),
    "case_decided": _("A case was decided"),
}
# Decided by the customer's bank.
CHARGED_BACK = "charged_back"
BANK: dict[str, Promise] = {CHARGED_BACK: _("The customer’s bank took the money back")}
_BY = {
    OrderEvent.By.CUSTOMER: {**CUSTOMER, **WITHDRAWAL},
    OrderEvent.By.SELLER: SELLER,
    OrderEvent.By.STAFF: SELLER,
    OrderEvent.By.CLOCK: CLOCK,
    OrderEvent.By.PROVIDER: CLOCK,
}


def require_cancel_reason(by_kind: str, reason: str) -> None:
    """ReasonInvalid unless this kind of person may cancel for this reason."""
    if reason not in _BY.get(OrderEvent.By(by_kind), {}):
        raise ReasonInvalid


def require_refund_reason(reason: str) -> None:
    """ReasonInvalid unless it is one of the refund reasons."""
    if reason not in REFUND and reason not in RETURN:
        raise ReasonInvalid


def words(reason: str) -> str:
    """The reason in the reader's language; an unknown code stands for itself."""
    for table in (CUSTOMER, SELLER, CLOCK, REFUND, RETURN, BANK):
        if reason in table:
            return str(table[reason])
    return reason
