"""What the shop did not ship, and what nobody collected at the shop, in the market's time is canceled."""

from __future__ import annotations

import datetime as dt
import uuid
from collections import Counter

from halles.fulfillment.models import Package
from halles.fulfillment.services.arriving import arrive_if_all_there
from halles.fulfillment.services.packing import AT_SHOP
from halles.kit import clock, transactions
from halles.markets.queries import all_markets
from halles.orders import services as orders
from halles.orders import story
from halles.orders.models import Order

BATCH_SIZE = 100
TO_SHIP = (Order.Status.AWAITING_SHIPMENT, Order.Status.PARTIALLY_SHIPPING)


def cancel_not_shipped(*, limit: int = BATCH_SIZE) -> int:
    """Cancel what is not packed after its last day, by the market's own calendar day; returns how many orders."""
    # All markets in one batch, so that an order that fails in one of them holds up no other.
    due: list[uuid.UUID] = []
    for market in all_markets().values():
        over = Order.objects.filter(
            status__in=TO_SHIP, group__market=market.code, auto_cancel_on__lt=clock.today(market.time_zone)
        )
        due += over.order_by("auto_cancel_on").values_list("pk", flat=True)[: limit - len(due)]
    return len(transactions.run_each(_cancel, due))


def _cancel(order_id: uuid.UUID) -> None:
    orders.cancel_unpacked(order_id, reason="not_shipped")


def take_back_uncollected(*, limit: int = BATCH_SIZE) -> int:
    """Cancel what waited at a shop for the market's days and nobody fetched; returns how many orders."""
    due: dict[uuid.UUID, dt.datetime] = {}
    for market in all_markets().values():
        since = clock.now() - dt.timedelta(days=market.collect_within_days)
        waiting = Package.objects.filter(
            carrier=AT_SHOP,
            status=Package.Status.PACKED,
            packed_at__lte=since,
            order__status=Order.Status.AWAITING_COLLECTION,
            order__group__market=market.code,
        )
        found = waiting.order_by("packed_at").values_list("order_id", flat=True)[: limit - len(due)]
        due |= dict.fromkeys(found, since)
    return sum(transactions.run_each(lambda one: _take_back(*one), list(due.items())))


def _take_back(order_id: uuid.UUID, since: dt.datetime) -> bool:
    orders.lock_group_of(order_id)
    kept = Package.objects.filter(
        order_id=order_id, carrier=AT_SHOP, status=Package.Status.PACKED, packed_at__lte=since
    )
    packages = list(kept.prefetch_related("lines"))
    pieces: Counter[uuid.UUID] = Counter()
    for package in packages:
        for line in package.lines.all():
            pieces[line.order_line_id] += line.quantity
    if not packages or not orders.cancel_uncollected(order_id, pieces, put_back_by=packages[0].packed_by_id):
        return False
    Package.objects.filter(pk__in=[package.pk for package in packages]).update(status=Package.Status.NOT_COLLECTED)
    arrive_if_all_there(order_id, by=story.CLOCK)
    return True
