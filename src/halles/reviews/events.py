"""What reviews announces."""

from __future__ import annotations

import uuid
from dataclasses import dataclass


@dataclass(frozen=True)
class ReviewShown:
    """A review can be read by everybody from now on, for the first time or again."""

    review_id: uuid.UUID
    product_id: uuid.UUID
    seller_id: uuid.UUID


@dataclass(frozen=True)
class ReviewReplied:
    """The shop has replied, and the reply can be read."""

    review_id: uuid.UUID
    user_id: uuid.UUID


@dataclass(frozen=True)
class ReviewAsked:
    """It is time to ask a customer, once, how they like what arrived."""

    order_id: uuid.UUID
