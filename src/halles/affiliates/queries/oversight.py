"""Plans of all shops, as the staff look them up."""

from __future__ import annotations

from django.db.models import Count, Prefetch, Q

from halles.affiliates.models import Participation, Plan, Rate
from halles.kit.pages import Page, page_by_id

PARTS_SHOWN_MAX = 20


def search_plans(text: str, cursor: str | None = None) -> Page[Plan]:
    """Plans by shop, product or handle, all without a text, newest first; each with its rates, oldest first, the newest
    20 who take part or were asked (`newest_parts`), and how many there are (`part_count`). Staff only."""
    found = Plan.objects.all()
    if text:
        taking_part = Participation.objects.filter(creator__handle__iexact=text.removeprefix("@"))
        found = found.filter(
            Q(seller__name__icontains=text) | Q(product__title__icontains=text) | Q(pk__in=taking_part.values("plan"))
        )
    rates = Prefetch("rates", Rate.objects.order_by("from_at"))
    newest = Participation.objects.select_related("creator").order_by("-pk")[:PARTS_SHOWN_MAX]
    parts = Prefetch("participations", newest, to_attr="newest_parts")
    rows = found.select_related("seller", "product").annotate(part_count=Count("participations"))
    return page_by_id(rows.prefetch_related(rates, parts), cursor)
