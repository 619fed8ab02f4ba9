"""What banks say of payouts that the books do not, for the staff to look at."""

from __future__ import annotations

import uuid

from halles.kit.pages import Page, page_by_id
from halles.payouts.errors import PayoutNotFound
from halles.payouts.models import Discrepancy


def count_discrepancies() -> int:
    """How many wait for somebody to look at them."""
    return Discrepancy.objects.filter(closed_at=None).count()


def list_discrepancies(cursor: str | None = None) -> Page[Discrepancy]:
    """Those nobody has closed, with their payouts, latest first; staff only."""
    return page_by_id(Discrepancy.objects.filter(closed_at=None).select_related("payout"), cursor)


def get_discrepancy(discrepancy_id: uuid.UUID) -> Discrepancy:
    """Any of them with its payout; payouts.payout_not_found."""
    found = Discrepancy.objects.select_related("payout").filter(pk=discrepancy_id).first()
    if found is None:
        raise PayoutNotFound
    return found
