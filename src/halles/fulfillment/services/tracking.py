"""Asking carriers where parcels are, and writing down what they say."""

from __future__ import annotations

import datetime as dt
import logging
import uuid
from collections.abc import Sequence
from functools import partial

from halles.fulfillment.carriers.port import CarrierSilent, Parcel, Scan
from halles.fulfillment.carriers.registry import find_adapter
from halles.fulfillment.models import Package, TrackingEvent
from halles.fulfillment.services.arriving import arrive_if_all_there
from halles.kit import clock, transactions
from halles.orders import services as orders
from halles.orders import story

BATCH_SIZE = 100
POLL_EVERY = dt.timedelta(minutes=1)
POLL_FAILED_WAIT_MAX = dt.timedelta(hours=6)
Status = Package.Status
logger = logging.getLogger(__name__)


def poll_tracking(*, limit: int = BATCH_SIZE) -> int:
    """Ask about the parcels whose turn it is, and say how many. The carrier is asked with no transaction open."""
    turn = Package.objects.filter(next_poll_at__lte=clock.now()).select_related("order__group", "order__seller")
    packages = list(turn.order_by("next_poll_at")[:limit])
    for package in packages:
        transactions.assert_none_open()
        try:
            scans = _ask(package)
        except CarrierSilent:
            logger.warning("carrier %s is silent about %s", package.carrier, package.tracking_number)
            _ask_later(package)
            continue
        transactions.run(partial(record_scans, package.pk, scans, asked_for=package.tracking_number))
    return len(packages)


def _ask(package: Package) -> Sequence[Scan]:
    adapter = find_adapter(package.carrier)
    if adapter is None:
        return []
    ship_to = package.order.group.ship_to
    parcel = Parcel(
        tracking_number=package.tracking_number,
        announced_at=package.packed_at,
        from_place=package.order.seller.place,
        to_place=ship_to.get("city", ""),
    )
    return adapter.track(parcel, clock.now())


def _ask_later(package: Package) -> None:
    """Twice as long after each silence, up to some hours."""
    failed = package.poll_failed_count + 1
    wait = min(POLL_EVERY * 2 ** min(failed, 10), POLL_FAILED_WAIT_MAX)
    Package.objects.filter(pk=package.pk).update(poll_failed_count=failed, next_poll_at=clock.now() + wait)


def record_scans(package_id: uuid.UUID, scans: Sequence[Scan], *, asked_for: str | None = None) -> None:
    """Write the sightings not known yet, and what they mean for the parcel and its order.

    Scans may come again, late and out of order; each is written once, and the newest decides. Those of a number
    (`asked_for`) that was corrected while the carrier was asked are another parcel's.
    """
    order_id = Package.objects.values_list("order_id", flat=True).get(pk=package_id)
    orders.lock_group_of(order_id)
    package = Package.objects.select_for_update().get(pk=package_id)
    if asked_for is not None and asked_for != package.tracking_number:
        return
    known = set(package.tracking_events.values_list("at", "text_code"))
    fresh = [scan for scan in scans if (scan.at, scan.text_code) not in known]
    TrackingEvent.objects.bulk_create(
        [
            TrackingEvent(package=package, at=one.at, status=one.status, text_code=one.text_code, place=one.place)
            for one in fresh
        ],
        ignore_conflicts=True,
    )
    for scan in sorted(fresh, key=lambda one: one.at):
        _follow(package, scan)
    is_over = package.status == Status.DELIVERED
    package.poll_failed_count = 0
    package.next_poll_at = None if is_over or find_adapter(package.carrier) is None else clock.now() + POLL_EVERY
    package.save()
    if is_over:
        arrive_if_all_there(order_id, by=story.CARRIER)


def _follow(package: Package, scan: Scan) -> None:
    """One sighting: the parcel's status, and a line on the order's time line when it changes."""
    package.last_seen_at = max(package.last_seen_at, scan.at)
    package.handed_over_at = package.handed_over_at or scan.at
    status = Status(scan.status)
    if status not in Package.TRANSITIONS[package.status]:
        return
    was_packed = package.status == Status.PACKED
    package.status = status
    if status == Status.DELIVERED:
        package.delivered_at, package.delivered_by = scan.at, Package.DeliveredBy.CARRIER
        return
    data = {"package_id": str(package.pk), "place": scan.place}
    if status == Status.OUT_FOR_DELIVERY:
        orders.note_movement(package.order_id, story.OUT_FOR_DELIVERY, at=scan.at, **data)
    elif status == Status.LOST:
        orders.note_movement(package.order_id, story.PARCEL_LOST, at=scan.at, **data)
    elif was_packed:
        orders.note_movement(package.order_id, story.IN_TRANSIT, at=scan.at, **data)
