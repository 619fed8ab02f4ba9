"""Codes of payouts as people say them."""

from __future__ import annotations

from django import template
from django.utils.functional import Promise
from django.utils.translation import pgettext_lazy

from halles.payouts import queries
from halles.payouts.models import Payout
from halles.payouts.words import why_words
from halles.users.models import User

register = template.Library()

TIERS: dict[str, Promise] = {
    "standard": pgettext_lazy("settlement", "Standard"),
    "express": pgettext_lazy("settlement", "Express"),
    "extended": pgettext_lazy("settlement", "Extended"),
}


@register.filter
def payout_why(code: str) -> str:
    """Why a payout did not go through."""
    return why_words(code)


@register.filter
def tier_name(code: str) -> str:
    """How soon a shop's sales are free."""
    return str(TIERS.get(code, code))


@register.simple_tag
def retry_step(payout: Payout, person: User) -> str:
    """What this person can do about a payout that failed or came back: "send", "agree" or "wait"."""
    return queries.retry_step(payout, person).value


@register.filter
def payout_status(code: str) -> str:
    """Where a payout stands."""
    return str(dict(Payout.Status.choices).get(code, code))
