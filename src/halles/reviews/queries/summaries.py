"""How many people rated, and how."""

from __future__ import annotations

import uuid
from collections.abc import Collection
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from django.db.models import Sum

from halles.kit.statements import fetch
from halles.reviews.models import Rating


@dataclass(frozen=True)
class Summary:
    """How many people rated, and how: `by_stars` from 5 down to 1, `average` to one decimal (0 without any)."""

    count: int
    average: Decimal
    by_stars: dict[int, int]

    @property
    def rows(self) -> list[tuple[int, int, int]]:
        """(stars, how many, per cent of all), five stars first."""
        return [
            (stars, count, round(100 * count / self.count) if self.count else 0)
            for stars, count in self.by_stars.items()
        ]


_COUNTS = "SELECT product_id, stars, count FROM reviews_rating WHERE product_id = ANY (%s::uuid[]) AND count > 0"
EMPTY = Summary(0, Decimal(0), dict.fromkeys(range(5, 0, -1), 0))


def summary_for(product_ids: Collection[uuid.UUID]) -> dict[uuid.UUID, Summary]:
    """The summary of every product asked for, empty ones included; one statement."""
    found: dict[uuid.UUID, dict[int, int]] = {}
    for product_id, stars, count in fetch(_COUNTS, [list(product_ids)]):
        found.setdefault(product_id, {})[stars] = count
    return {product_id: _summary(found.get(product_id, {})) for product_id in product_ids}


def shop_summary(seller_id: uuid.UUID) -> Summary:
    """The same over everything a shop sells; one statement."""
    rows = Rating.objects.filter(seller_id=seller_id, count__gt=0).values_list("stars").annotate(Sum("count"))
    return _summary(dict(rows.order_by()))


def _summary(counts: dict[int, int]) -> Summary:
    total = sum(counts.values())
    if not total:
        return EMPTY
    average = Decimal(sum(stars * count for stars, count in counts.items())) / total
    rounded = average.quantize(Decimal("0.1"), ROUND_HALF_UP)
    return Summary(total, rounded, {stars: counts.get(stars, 0) for stars in range(5, 0, -1)})
