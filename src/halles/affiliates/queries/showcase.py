"""What a creator shows on their page."""

from __future__ import annotations

import uuid

from halles.affiliates.models import ShowcaseItem


def list_showcase(creator_id: uuid.UUID) -> list[uuid.UUID]:
    """The products of a creator's showcase in their order, at most 100."""
    items = ShowcaseItem.objects.filter(creator=creator_id).order_by("position")
    return list(items.values_list("product_id", flat=True)[:100])
