"""Why something comes back: the codes, their words, and the ground each stands on."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from halles.returns.errors import ReasonInvalid

WITHDRAWAL, CHANGE_OF_MIND, FAULT = "withdrawal", "change_of_mind", "fault"
# What the customer of a return says, and the ground it is.
RETURN: dict[str, tuple[Promise, str]] = {
    "arrived_damaged": (_("It arrived damaged"), FAULT),
    "does_not_work": (_("It does not work"), FAULT),
    "wrong_item": (_("It is not what I ordered"), FAULT),
    "not_as_described": (_("It is not as described"), FAULT),
    "piece_missing": (_("A part of it is missing"), FAULT),
    "does_not_fit": (_("It does not fit"), CHANGE_OF_MIND),
    "changed_mind": (_("I changed my mind"), CHANGE_OF_MIND),
}
# What is missing cannot be sent back.
WITHOUT_PARCEL = frozenset({"piece_missing"})
# How the refund of an order is called (orders.reasons).
REFUND_REASON = {WITHDRAWAL: "withdrawal", CHANGE_OF_MIND: "returned", FAULT: "fault"}


def ground_of(reason: str) -> str:
    """The ground of a customer's reason; ReasonInvalid for any other."""
    if reason not in RETURN:
        raise ReasonInvalid
    return RETURN[reason][1]


def words(reason: str) -> str:
    """The reason in the reader's language; a withdrawal has none."""
    return str(RETURN[reason][0]) if reason in RETURN else ""


def choices(grounds: frozenset[str]) -> list[tuple[str, str]]:
    """The reasons that stand on one of these grounds, as choices of a form."""
    return [(code, str(text)) for code, (text, ground) in RETURN.items() if ground in grounds]
