"""From the shelf to the customer's door: packed, with the carrier, delivered, completed. `fulfillment` calls these."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from typing import Any
from zoneinfo import ZoneInfo

from babel.dates import format_datetime
from django.utils.translation import get_language, to_locale

from halles.inventory import services as inventory
from halles.kit import clock
from halles.kit.events import emit
from halles.ledger.services import Reference, post
from halles.markets.queries import get_market
from halles.orders import errors, events, money, postings, story
from halles.orders.collecting import PICKUP, method_of
from halles.orders.models import Order, OrderEvent, OrderLine
from halles.orders.services.locks import LockedGroup, lock_group_of
from halles.orders.services.placing import STOCK_REFERENCE
from halles.orders.services.taking_off import parties_of
from halles.payouts import services as payouts
from halles.sellers import queries as sellers

Status = Order.Status
TO_SHIP = (Status.AWAITING_SHIPMENT, Status.PARTIALLY_SHIPPING)


def mark_packed(
    order_id: uuid.UUID,
    pieces: Mapping[uuid.UUID, int],
    *,
    by: story.By,
    package_id: uuid.UUID,
    carrier: str,
    tracking_number: str,
) -> Order:
    """`pieces` per line id are in a parcel: they leave the shelf. Announces OrderShipped.

    Refusals: orders.still_on_hold, orders.not_to_ship, orders.line_not_found, orders.too_many_pieces.
    """
    locked = lock_group_of(order_id)
    order = locked.order(order_id)
    _require_to_ship(locked, order)
    lines = {line.pk: line for line in locked.lines(order)}
    if not pieces or not pieces.keys() <= lines.keys():
        raise errors.LineNotFound
    for line_id, quantity in pieces.items():
        line = lines[line_id]
        left = line.quantity - line.canceled_quantity - line.shipped_quantity
        if not 0 < quantity <= left:
            raise errors.TooManyPieces(left=left)
        line.shipped_quantity += quantity
    OrderLine.objects.bulk_update(lines.values(), ["shipped_quantity"])
    totals = {lines[line_id].variant_id: lines[line_id].shipped_quantity for line_id in pieces}
    inventory.take_out(inventory.Reference(STOCK_REFERENCE, locked.group.pk), totals)
    is_all = all(line.quantity == line.canceled_quantity + line.shipped_quantity for line in lines.values())
    now = clock.now()
    order.status = Status.AWAITING_COLLECTION if is_all else Status.PARTIALLY_SHIPPING
    order.shipped_at = order.shipped_at or now
    order.save(update_fields=["status", "shipped_at"])
    data = {"package_id": str(package_id), "carrier": carrier, "tracking_number": tracking_number}
    kind = story.READY if method_of(order) == PICKUP else story.PACKED
    story.note(order.pk, kind, by, now, **data).save()
    emit(events.OrderShipped(order.pk, package_id))
    return order


def _require_to_ship(locked: LockedGroup, order: Order) -> None:
    if order.status == Status.ON_HOLD and order.hold_until is not None:
        raise errors.StillOnHold(until=_in_words(order.hold_until, get_market(locked.group.market).time_zone))
    if order.status not in TO_SHIP:
        raise errors.NotToShip


def _in_words(at: dt.datetime, time_zone: str) -> str:
    locale = to_locale(get_language() or "en")
    return str(format_datetime(at, "short", tzinfo=ZoneInfo(time_zone), locale=locale))


def note_movement(order_id: uuid.UUID, kind: str, *, at: dt.datetime, **data: Any) -> None:
    """The carrier scanned a parcel (a code of `story`); a fully packed order is in transit from its first scan on."""
    locked = lock_group_of(order_id)
    order = locked.order(order_id)
    if order.status == Status.AWAITING_COLLECTION and kind in (story.IN_TRANSIT, story.OUT_FOR_DELIVERY):
        order.status = Status.IN_TRANSIT
        order.save(update_fields=["status"])
    story.note(order.pk, kind, story.CARRIER, at, **data).save()


def mark_delivered(order_id: uuid.UUID, *, by: story.By, at: dt.datetime, kind: str) -> bool:
    """Every parcel of a fully packed order has arrived: the carriage is earned and the settlement days begin.

    False, with nothing written, when the order is not on its way. Announces OrderDelivered.
    """
    locked = lock_group_of(order_id)
    order = locked.order(order_id)
    if order.status not in (Status.AWAITING_COLLECTION, Status.IN_TRANSIT):
        return False
    _earn_carriage(locked, order)
    tiers = get_market(locked.group.market).settlement.tiers
    days = tiers[sellers.settlement_tier_of(order.seller_id)].days
    payouts.start_hold_clock(order.pk, at + dt.timedelta(days=days))
    order.status, order.delivered_at = Status.DELIVERED, at
    order.save(update_fields=["status", "delivered_at"])
    story.note(order.pk, kind, by, at).save()
    emit(events.OrderDelivered(order.pk, at))
    return True


def _earn_carriage(locked: LockedGroup, order: Order) -> None:
    parties = parties_of(locked.group, order)
    carriage = postings.shares(parties, [money.shipping_left(order, locked.lines(order))]).carriage_minor
    if not carriage:
        return
    account = payouts.add_to_hold(order.pk, carriage)
    post(
        "shipping_earned",
        key=f"shipping_earned:{order.pk}",
        reference=Reference("order", order.pk, locked.group.number),
        lines=postings.shipping_earned(parties, carriage, earned_on=account),
    )


def complete_order(order_id: uuid.UUID) -> bool:
    """As `complete_orders`, one order."""
    return complete_orders([order_id]) == 1


def complete_orders(order_ids: Sequence[uuid.UUID]) -> int:
    """The sellers' money is free: those of the orders that are delivered are completed; how many. Announces
    OrderCompleted for each."""
    delivered = Order.objects.select_for_update(no_key=True).filter(pk__in=order_ids, status=Status.DELIVERED)
    done = list(delivered.order_by("pk").values_list("pk", flat=True))
    now = clock.now()
    Order.objects.filter(pk__in=done).update(status=Status.COMPLETED, completed_at=now)
    OrderEvent.objects.bulk_create(story.note(order_id, story.COMPLETED, story.CLOCK, now) for order_id in done)
    for order_id in done:
        emit(events.OrderCompleted(order_id))
    return len(done)
