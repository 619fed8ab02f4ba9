"""The sandbox's test cards, and what any card form checks before a bank is asked."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

# Wider than any valid answer, so that what comes back is one sentence and not a database error.
TEXT_MAX = 40


@dataclass(frozen=True)
class TestCard:
    """A number and what it stands for; `decline_code` only where the bank says no."""

    __test__ = False  # not a test class, whatever its name tells pytest

    number: str
    brand: str
    behavior: str
    means: str | Promise
    decline_code: str = ""


TEST_CARDS: tuple[TestCard, ...] = (
    TestCard("4242424242424242", "visa", "approved", gettext_lazy("Approved by the bank")),
    TestCard("5555555555554444", "mastercard", "approved", gettext_lazy("Approved by the bank")),
    TestCard("378282246310005", "amex", "approved", gettext_lazy("Approved, with four digits on the front")),
    TestCard("3566002020360505", "jcb", "approved", gettext_lazy("Approved by the bank")),
    TestCard("4000002500003155", "visa", "challenge", gettext_lazy("The bank asks the customer first (3-D Secure)")),
    TestCard("4000000000000002", "visa", "declined", gettext_lazy("Declined by the bank"), "do_not_honor"),
    TestCard("4000000000009995", "visa", "declined", gettext_lazy("Declined: not enough money"), "insufficient_funds"),
    TestCard("4000000000000069", "visa", "declined", gettext_lazy("Declined: expired"), "expired_card"),
    TestCard("4000000000000127", "visa", "declined", gettext_lazy("Declined: wrong security code"), "incorrect_cvc"),
    TestCard("4000000000000119", "visa", "slow", gettext_lazy("Approved, but slower than the time limit")),
    TestCard("4000000000000101", "visa", "lost", gettext_lazy("Approved, but the answer is lost on the way")),
    TestCard("4000000000000341", "visa", "capture_fails", gettext_lazy("Approved, but gone when it is captured")),
    TestCard("4000000000005126", "visa", "refund_fails", gettext_lazy("Approved; the first refund fails")),
    TestCard("4000000000000259", "visa", "chargeback", gettext_lazy("Approved; the bank takes the money back later")),
)
_BY_NUMBER = {card.number: card for card in TEST_CARDS}
_DECLINE_CODES = {card.number[-4:]: card.decline_code for card in TEST_CARDS if card.decline_code}


@dataclass(frozen=True)
class CardDetails:
    """A card as typed, checked."""

    number: str
    exp_month: int
    exp_year: int


def read_details(typed: dict[str, object], today: dt.date) -> tuple[CardDetails | None, dict[str, str]]:
    """The card of `number`, `expiry` (MM/YY) and `cvc`, or a sentence for each field that cannot be right."""
    number = re.sub(r"[\s-]", "", _text(typed, "number"))
    cvc = _text(typed, "cvc").strip()
    expiry = _read_expiry(_text(typed, "expiry"))
    wrong: dict[str, str] = {}
    if not re.fullmatch(r"[0-9]{12,19}", number) or not has_luhn(number):
        wrong["number"] = _("This card number is not complete or has a typing mistake. Please check it.")
    if expiry is None:
        wrong["expiry"] = _("Please enter the date on the card as month and year, for example 09/29.")
    elif expiry < (today.year, today.month):
        wrong["expiry"] = _("This card has expired. Please use another card.")
    elif expiry > (today.year + 20, today.month):
        wrong["expiry"] = _("This date is too far ahead. Please check the date on the card.")
    length = 4 if number.startswith(("34", "37")) else 3
    if not re.fullmatch(rf"[0-9]{{{length}}}", cvc):
        wrong["cvc"] = (
            _("Please enter the four digits on the front of the card.")
            if length == 4
            else _("Please enter the three digits on the back of the card.")
        )
    if wrong or expiry is None:
        return None, wrong
    return CardDetails(number, expiry[1], expiry[0]), {}


def has_luhn(number: str) -> bool:
    """Whether the last digit checks the others (ISO/IEC 7812)."""
    total = 0
    for place, digit in enumerate(reversed(number)):
        value = int(digit) * (1 + place % 2)
        total += value - 9 if value > 9 else value
    return total % 10 == 0


def find_test_card(number: str) -> TestCard | None:
    """The test card of that number; a real card is none, and is not looked at further."""
    return _BY_NUMBER.get(number)


def decline_code(last4: str) -> str:
    """Why the declined test card that ends so is declined."""
    return _DECLINE_CODES[last4]


def _text(typed: dict[str, object], name: str) -> str:
    value = typed.get(name)
    return value[:TEXT_MAX] if isinstance(value, str) else ""


def _read_expiry(text: str) -> tuple[int, int] | None:
    """(year, month) of MM/YY or MM/YYYY, with or without the stroke."""
    found = re.fullmatch(r"\s*([0-9]{1,2})\s*[/.\- ]\s*((?:20)?[0-9]{2})\s*|([0-9]{2})([0-9]{2})", text)
    if found is None:
        return None
    month, year = int(found[1] or found[3]), int(found[2] or found[4])
    return (year if year > 99 else 2000 + year, month) if 1 <= month <= 12 else None
