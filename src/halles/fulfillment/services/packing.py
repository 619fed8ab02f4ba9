"""Packing: which pieces are in a parcel, who carries it and under which number."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass

from halles.fulfillment.carriers.registry import clean_number, find_adapter, get_carrier
from halles.fulfillment.errors import AlreadyMoving, PackageNotFound, TooManyPackages, TrackingNumberTaken
from halles.fulfillment.models import Package, PackageLine
from halles.kit import clock
from halles.kit.ids import short_code, uuid7
from halles.orders import services as orders
from halles.orders import story

PACKAGES_MAX = 20
AT_SHOP = "at_shop"
CODE_LENGTH = 6


@dataclass(frozen=True)
class Parcelled:
    """What the packer says: pieces per order line id, the carrier's code and the number on the label."""

    pieces: Mapping[uuid.UUID, int]
    carrier: str
    tracking_number: str


def ship(order_id: uuid.UUID, parcelled: Parcelled, *, by: uuid.UUID) -> Package:
    """Put pieces of an order into a parcel; they leave the stock. The order is partly or wholly packed after it.

    Refusals: fulfillment.tracking_number_invalid, .tracking_number_taken, .carrier_unknown, .too_many_packages, and
    those of orders.services.mark_packed. Runs in the caller's transaction.
    """
    number = clean_number(parcelled.carrier, parcelled.tracking_number)
    orders.lock_group_of(order_id)
    packed_before = Package.objects.filter(order_id=order_id).count()
    if packed_before >= PACKAGES_MAX:
        raise TooManyPackages(limit=PACKAGES_MAX)
    _require_free(parcelled.carrier, number)
    package_id, now = uuid7(), clock.now()
    orders.mark_packed(
        order_id,
        parcelled.pieces,
        by=story.seller(by),
        package_id=package_id,
        carrier=get_carrier(parcelled.carrier).name,
        tracking_number=number,
    )
    package = Package.objects.create(
        id=package_id,
        order_id=order_id,
        position=packed_before + 1,
        carrier=parcelled.carrier,
        tracking_number=number,
        packed_by_id=by,
        packed_at=now,
        last_seen_at=now,
        next_poll_at=now if find_adapter(parcelled.carrier) else None,
    )
    PackageLine.objects.bulk_create(
        PackageLine(package=package, order_line_id=line_id, quantity=quantity)
        for line_id, quantity in parcelled.pieces.items()
    )
    return package


def make_ready(order_id: uuid.UUID, pieces: Mapping[uuid.UUID, int], *, by: uuid.UUID) -> Package:
    """Keep pieces of an order ready at the shop; the customer is told a code to say at the counter. Refuses as `ship`.

    Runs in the caller's transaction.
    """
    code = short_code("", CODE_LENGTH).removeprefix("-")
    return ship(order_id, Parcelled(pieces, AT_SHOP, code), by=by)


def correct_tracking(package_id: uuid.UUID, *, carrier: str, tracking_number: str) -> Package:
    """Another carrier or number for a parcel that no carrier has seen yet; AlreadyMoving afterwards."""
    number = clean_number(carrier, tracking_number)
    package = Package.objects.filter(pk=package_id).first()
    if package is None:
        raise PackageNotFound
    orders.lock_group_of(package.order_id)
    package.refresh_from_db()
    if package.status != Package.Status.PACKED or AT_SHOP in (package.carrier, carrier):
        raise AlreadyMoving
    if (carrier, number) != (package.carrier, package.tracking_number):
        _require_free(carrier, number)
    package.carrier, package.tracking_number = carrier, number
    package.next_poll_at = clock.now() if find_adapter(carrier) else None
    package.save(update_fields=["carrier", "tracking_number", "next_poll_at"])
    return package


def _require_free(carrier: str, number: str) -> None:
    if Package.objects.filter(carrier=carrier, tracking_number=number).exists():
        raise TrackingNumberTaken
