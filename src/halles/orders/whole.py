"""A purchase with everything its pages show, by five constant statements: the receipt and the order's page are what
every buyer sees, and building the same queries anew costs more than answering them."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from halles.kit.statements import columns_of, fetch, fetch_one, model_of, width_of
from halles.orders.models import Order, OrderEvent, OrderGroup, OrderLine, OrderRefund
from halles.sellers.models import Seller

_BY_ID = f"SELECT {columns_of(OrderGroup, 'g')} FROM orders_ordergroup g WHERE g.id = %s"  # noqa: S608 - our columns
_ORDERS = f"""
SELECT {columns_of(Order, "o")}, {columns_of(Seller, "s")}
FROM orders_order o JOIN sellers_seller s ON s.id = o.seller_id WHERE o.group_id = %s ORDER BY o.position
"""  # noqa: S608 - our columns
_LINES = f"""
SELECT {columns_of(OrderLine, "l")} FROM orders_orderline l WHERE l.order_id = ANY (%s::uuid[]) ORDER BY l.position
"""  # noqa: S608 - our columns
_EVENTS = f"""
SELECT {columns_of(OrderEvent, "e")} FROM orders_orderevent e WHERE e.order_id = ANY (%s::uuid[]) ORDER BY e.id
"""  # noqa: S608 - our columns
_REFUNDS = f"""
SELECT {columns_of(OrderRefund, "r")} FROM orders_orderrefund r WHERE r.order_id = ANY (%s::uuid[])
"""  # noqa: S608 - our columns


def find_whole(group_id: uuid.UUID) -> OrderGroup | None:
    """A purchase with orders, sellers, lines, events and refunds loaded."""
    row = fetch_one(_BY_ID, [group_id])
    if row is None:
        return None
    group = model_of(OrderGroup, row)
    orders = [_with_seller(one) for one in fetch(_ORDERS, [group.pk])]
    ids = [order.pk for order in orders]
    parts = {
        "lines": _by_order(OrderLine, fetch(_LINES, [ids])),
        "events": _by_order(OrderEvent, fetch(_EVENTS, [ids])),
        "refunds": _by_order(OrderRefund, fetch(_REFUNDS, [ids])),
    }
    for order in orders:
        order.group = group
        for name, by_order in parts.items():
            for part in by_order[order.pk]:
                part.order = order
            _keep(order, name, by_order[order.pk])
    _keep(group, "orders", orders)
    return group


def _with_seller(row: Sequence[Any]) -> Order:
    order = model_of(Order, row)
    order.seller = model_of(Seller, row[width_of(Order) :])
    return order


def _by_order(model: type[Any], rows: Iterable[Sequence[Any]]) -> dict[uuid.UUID, list[Any]]:
    found: dict[uuid.UUID, list[Any]] = defaultdict(list)
    for row in rows:
        one = model_of(model, row)
        found[one.order_id].append(one)
    return found


def _keep(owner: Any, name: str, rows: list[Any]) -> None:
    """As `prefetch_related` leaves them, so that `all()` asks nobody and a filter asks for its own."""
    known = getattr(owner, name).get_queryset()
    known._result_cache, known._prefetch_done = rows, True  # noqa: SLF001
    if not hasattr(owner, "_prefetched_objects_cache"):
        owner._prefetched_objects_cache = {}  # noqa: SLF001
    owner._prefetched_objects_cache[name] = known  # noqa: SLF001
