"""Parcels of the past: what carriers said about them, day by day."""

from __future__ import annotations

import datetime as dt
from functools import partial
from zlib import crc32

from halles.demo.world.numbers import digits
from halles.fulfillment import services as fulfillment
from halles.fulfillment.carriers.port import Scan
from halles.fulfillment.models import Package
from halles.kit import clock, transactions
from halles.orders.models import Order

CARRIERS = {"FR": "colissimo", "GB": "dpd", "DE": "dhl", "US": "fedex", "JP": "yamato"}
HOUR = dt.timedelta(hours=1)


def pack(order: Order, at: dt.datetime, *, lines_max: int | None = None) -> None:
    """Put the lines that are not packed (at most so many) into a parcel; nothing to do when all are."""
    if order.status != Order.Status.AWAITING_SHIPMENT:
        return
    lines = list(order.lines.order_by("position"))[:lines_max]
    pieces = {line.pk: line.quantity - line.shipped_quantity - line.canceled_quantity for line in lines}
    carrier = CARRIERS.get(order.seller.market, "dhl")
    parcelled = fulfillment.Parcelled(pieces, carrier, tracking_number(carrier, str(order.pk)))
    with clock.travel(min(at, clock.now())):
        transactions.run(partial(fulfillment.ship, order.pk, parcelled, by=order.seller.owner_id))
    order.refresh_from_db()


def scan(
    order: Order,
    at: dt.datetime,
    *,
    arrives: bool,
    is_late: bool = False,
    more: dt.timedelta = dt.timedelta(0),
    has_delay: bool = False,
) -> None:
    """Write down what the carrier saw until now: taken, sorted, at the depot, and in the end delivered."""
    extra = more / HOUR
    steps = [(0.0, "in_transit", "accepted", False), (9.0, "in_transit", "sorted", False)]
    if is_late:  # late, but not silent: silence would count as delivered
        heard = (clock.now() - at) / HOUR - 30
        steps += [(40.0, "in_transit", "delayed", False), (max(heard, 41.0), "in_transit", "delayed", False)]
    if has_delay:
        steps += [(60.0, "in_transit", "delayed", False)]
    if arrives:
        steps += [
            (26.0 + extra, "in_transit", "arrived_at_depot", True),
            (42.0 + extra, "out_for_delivery", "out_for_delivery", True),
            (47.0 + extra, "delivered", "delivered", True),
        ]
    here, there = order.seller.place, order.group.ship_to.get("city", "")
    scans = [
        Scan(at + hours * HOUR, status, code, there if is_there else here)  # type: ignore[arg-type]
        for hours, status, code, is_there in steps
        if at + hours * HOUR <= clock.now()
    ]
    for package in Package.objects.filter(order=order).exclude(status=Package.Status.DELIVERED):
        with clock.travel(scans[-1].at if scans else clock.now()):
            transactions.run(partial(fulfillment.record_scans, package.pk, scans))
    order.refresh_from_db()


def deliver(order: Order, at: dt.datetime, *, days_more: int = 0, is_late: bool = False) -> None:
    """The whole journey to the door, so many days longer than usual; the carrier says so when that is late."""
    scan(order, at, arrives=True, more=dt.timedelta(days=days_more), has_delay=is_late)


def tracking_number(carrier: str, key: str) -> str:
    """A number the carrier could have given, always the same for the same parcel."""
    if carrier == "colissimo":
        return f"8R{digits(key, 11)}"
    if carrier == "dpd":
        return digits(key, 14)
    if carrier == "yamato":
        stem = digits(key, 11)
        return stem + str(int(stem) % 7)
    return digits(key, 12) if carrier == "fedex" else digits(f"{key}{crc32(key.encode())}", 10)
