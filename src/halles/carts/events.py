"""What `carts` announces."""

from __future__ import annotations

import uuid
from dataclasses import dataclass


@dataclass(frozen=True)
class CartMoved:
    """Everything of a guest's cart is in a person's now; the guest's is no more."""

    from_cart_id: uuid.UUID
    to_cart_id: uuid.UUID
