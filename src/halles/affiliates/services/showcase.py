"""What a creator shows on their page."""

from __future__ import annotations

import uuid
from collections.abc import Sequence

from django.db import transaction

from halles.affiliates.errors.plans import NotForSale, ShowcaseFull
from halles.affiliates.models import ShowcaseItem
from halles.catalog.models import Product
from halles.creators.models import Creator
from halles.kit import clock, jobs

SHOWCASE_MAX = 100


@transaction.atomic
def put_in_showcase(creator: Creator, product_id: uuid.UUID, *, is_full_fine: bool = False) -> None:
    """A product on sale on the creator's page, behind the others; there already, nothing changes. Refuses
    affiliates.not_for_sale and, unless `is_full_fine`, showcase_full."""
    Creator.objects.select_for_update(no_key=True).get(pk=creator.pk)
    shown = list(ShowcaseItem.objects.filter(creator=creator).values_list("product_id", "position"))
    if product_id in {product for product, _position in shown}:
        return
    if len(shown) >= SHOWCASE_MAX:
        if is_full_fine:
            return
        raise ShowcaseFull(count_max=SHOWCASE_MAX)
    if not Product.objects.filter(pk=product_id, status=Product.Status.ACTIVE).exists():
        if is_full_fine:
            return
        raise NotForSale
    last = max((position for _product, position in shown), default=-1)
    ShowcaseItem.objects.create(creator=creator, product_id=product_id, position=last + 1, added_at=clock.now())


@transaction.atomic
def take_out_of_showcase(creator: Creator, product_id: uuid.UUID) -> None:
    """A product no longer on the creator's page; a kept rate ends if nothing else of theirs shows it."""
    gone, _by_model = ShowcaseItem.objects.filter(creator=creator, product=product_id).delete()
    if gone:
        jobs.defer("affiliates.check_locks", creator_id=str(creator.pk))


@transaction.atomic
def sort_showcase(creator: Creator, product_ids: Sequence[uuid.UUID]) -> None:
    """These first, in this order, then the others as they stood; unknown ones are left out."""
    Creator.objects.select_for_update(no_key=True).get(pk=creator.pk)
    items = {item.product_id: item for item in ShowcaseItem.objects.filter(creator=creator)}
    first = [items[one] for one in dict.fromkeys(product_ids) if one in items]
    rest = [item for item in items.values() if item not in first]
    for position, item in enumerate([*first, *rest]):
        item.position = position
    ShowcaseItem.objects.bulk_update(items.values(), ["position"])
