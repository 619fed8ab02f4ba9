"""The hourly proof of all the money."""

from __future__ import annotations

import datetime as dt

from halles.ledger.models import BooksCheck
from halles.payouts import queries

CHECKS_KEPT = dt.timedelta(days=30)


def check_money() -> BooksCheck:
    """Prove the books and what shops wait for from the rows alone, and keep what came of it; older checks go."""
    found = queries.check_money_now()
    found.save()
    BooksCheck.objects.filter(at__lt=found.at - CHECKS_KEPT).delete()
    return found
