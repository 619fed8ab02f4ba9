"""What is kept back of a settlement is let go when its days are over."""

from __future__ import annotations

from collections import defaultdict

from halles.kit import clock, transactions
from halles.kit.ids import uuid7
from halles.ledger.services import Entry, Reference, post_many
from halles.payouts import postings
from halles.payouts.models import Reserve

RESERVES_AT_ONCE = 2_000


def release_reserves() -> int:
    """Free the reserves whose days are over and return how many, at most RESERVES_AT_ONCE; no transaction open."""
    return transactions.run(_release)


def _release() -> int:
    now, release_id = clock.now(), uuid7()
    due = Reserve.objects.select_for_update(skip_locked=True).filter(released_at=None, until__lte=now).order_by("until")
    rows = list(due[:RESERVES_AT_ONCE])
    sums: dict[tuple[str, str], list[Reserve]] = defaultdict(list)
    for row in rows:
        sums[str(row.seller_id), row.currency].append(row)
    entries = []
    for (seller_id, currency), some in sorted(sums.items()):
        amount = sum(row.amount_minor for row in some)
        is_one = len(some) == 1
        about = some[0]
        if amount:
            entries.append(
                Entry(
                    "reserve_released",
                    f"reserve:{about.pk}" if is_one else f"reserve:{release_id}:{seller_id}:{currency}",
                    Reference("order", about.order_id, about.order_number)
                    if is_one
                    else Reference("settlement", release_id),
                    postings.reserve_released(about.seller_id, amount, currency),
                )
            )
    post_many(entries, at=now)
    Reserve.objects.filter(pk__in=[row.pk for row in rows]).update(released_at=now)
    return len(rows)
