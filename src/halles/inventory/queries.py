"""Reads of stock."""

from __future__ import annotations

import uuid
from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import F
from django.db.models.functions import Coalesce

from halles.catalog.models import Product, Variant
from halles.inventory.models import Reservation, StockChange, StockLevel
from halles.kit.statements import fetch

_AVAILABLE = "SELECT variant_id, on_hand - reserved FROM inventory_stocklevel WHERE variant_id = ANY(%s::uuid[])"


@dataclass(frozen=True)
class StockView:
    """Pieces on the shelf, pieces of them that are sold, and what can still be bought."""

    on_hand: int
    reserved: int

    @property
    def available(self) -> int:
        """What can still be bought."""
        return self.on_hand - self.reserved


def available(variant_ids: Collection[uuid.UUID]) -> dict[uuid.UUID, int]:
    """How many pieces of each variant can be bought now; a variant never counted has none."""
    # Plain SQL with one array: a page of the feed asks for a hundred.
    return dict.fromkeys(variant_ids, 0) | dict(fetch(_AVAILABLE, [list(variant_ids)]))


def stock_levels(variant_ids: Collection[uuid.UUID]) -> dict[uuid.UUID, StockView]:
    """The stock of each variant as its seller sees it; a variant never counted has none."""
    rows = StockLevel.objects.filter(pk__in=variant_ids).values_list("pk", "on_hand", "reserved")
    return dict.fromkeys(variant_ids, StockView(0, 0)) | {
        variant_id: StockView(on_hand, reserved) for variant_id, on_hand, reserved in rows
    }


@dataclass(frozen=True)
class LowStock:
    """A variant of which little can still be bought."""

    variant_id: uuid.UUID
    product_id: uuid.UUID
    title: str
    variant_name: str
    available: int


def list_low(seller_id: uuid.UUID, *, at_most: int, limit: int = 20) -> list[LowStock]:
    """The variants on sale in a shop of which `at_most` pieces can still be bought, the scarcest first; a variant
    never counted has none."""
    offered = Variant.objects.filter(
        seller=seller_id, status=Variant.Status.ACTIVE, product__status=Product.Status.ACTIVE
    ).annotate(left=Coalesce(F("stock_level__on_hand") - F("stock_level__reserved"), 0))
    scarce = offered.filter(left__lte=at_most).order_by("left", "pk")[:limit]
    return [LowStock(*row) for row in scarce.values_list("pk", "product_id", "product__title", "name", "left")]


def list_changes(variant_id: uuid.UUID, *, limit: int = 50) -> list[StockChange]:
    """The latest changes of what lay on the shelf, newest first."""
    return list(StockChange.objects.filter(variant_id=variant_id).order_by("-pk")[:limit])


def reserved_for(kind: str, reference_id: uuid.UUID) -> dict[uuid.UUID, int]:
    """The pieces still promised to a reference, by variant; those given back or shipped are left out."""
    rows = Reservation.objects.filter(reference_kind=kind, reference_id=reference_id).annotate(
        left=F("quantity") - F("released_quantity") - F("taken_quantity")
    )
    return {row.variant_id: row.left for row in rows if row.left}
