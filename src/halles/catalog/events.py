"""What happened to products."""

from __future__ import annotations

import uuid
from dataclasses import dataclass


@dataclass(frozen=True)
class ProductPublished:
    """The product is on sale, for the first time or again."""

    product_id: uuid.UUID
    seller_id: uuid.UUID


@dataclass(frozen=True)
class ProductWithdrawn:
    """The product is no longer on sale; `status` says whether it is paused, held or archived."""

    product_id: uuid.UUID
    seller_id: uuid.UUID
    status: str


@dataclass(frozen=True)
class ProductHeld:
    """The staff took the product off sale; its seller is owed the reason."""

    product_id: uuid.UUID
    seller_id: uuid.UUID
    why: str


@dataclass(frozen=True)
class ProductReleased:
    """The staff gave a held product back; it is paused until its seller offers it again."""

    product_id: uuid.UUID
    seller_id: uuid.UUID
    why: str


@dataclass(frozen=True)
class PriceChanged:
    """A variant has a new price in a market (None: it is no longer sold there)."""

    variant_id: uuid.UUID
    product_id: uuid.UUID
    market: str
    amount_minor: int | None
    is_reduced: bool
