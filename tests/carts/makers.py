"""A cart as plain as a test needs it."""

from __future__ import annotations

import uuid
from typing import Any

from django.db import transaction

from halles.carts import services
from halles.carts.models import CartLine
from halles.carts.owner import Owner, new_token
from halles.carts.queries import CartView, get_cart
from halles.catalog.models import Variant
from halles.markets.queries import get_market


def make_guest() -> Owner:
    return Owner(token=new_token())


def put(owner: Owner, variant: Variant, quantity: int = 1, **changes: Any) -> CartLine:
    market = get_market(changes.pop("market", "FR"))
    with transaction.atomic():
        return services.add_to_cart(owner, market=market, variant_id=variant.pk, quantity=quantity, **changes)


def seen(owner: Owner, market: str = "FR", **changes: Any) -> CartView:
    return get_cart(owner, market=get_market(market), **{"country": market, **changes})


def pieces_of(view: CartView) -> dict[uuid.UUID, int]:
    return {line.variant_id: line.quantity for part in view.parts for line in part.lines}
