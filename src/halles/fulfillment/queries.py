"""Reads of parcels."""

from __future__ import annotations

import datetime as dt
import uuid
from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass

from halles.fulfillment.carriers.registry import CarrierFacts, all_carriers, list_carriers, tracking_url
from halles.fulfillment.errors import PackageNotFound
from halles.fulfillment.models import HandoverProof, Package
from halles.fulfillment.words import SCANS
from halles.kit import clock
from halles.kit.statements import fetch
from halles.orders.models import Order
from halles.sellers.models import Seller

__all__ = [
    "CarrierFacts",
    "PackageView",
    "ScanView",
    "can_confirm_received",
    "find_package",
    "get_package_for_seller",
    "list_carriers",
    "list_late_parcels",
    "list_packages",
    "list_packages_of",
    "order_of_package",
]

_HAS_ANY = "SELECT 1 FROM fulfillment_package WHERE order_id = ANY (%s::uuid[]) LIMIT 1"
ON_ITS_WAY = (Order.Status.AWAITING_COLLECTION, Order.Status.IN_TRANSIT)


@dataclass(frozen=True)
class ScanView:
    """A sighting in words of the active language."""

    at: dt.datetime
    status: str
    text: str
    place: str


@dataclass(frozen=True)
class PackageView:
    """A parcel as customer and seller see it; `lines` are (order_line_id, pieces), scans newest first."""

    id: uuid.UUID
    position: int
    carrier_name: str
    tracking_number: str
    tracking_url: str
    status: str
    status_text: str
    packed_at: dt.datetime
    delivered_at: dt.datetime | None
    delivered_by: str
    lines: tuple[tuple[uuid.UUID, int], ...]
    scans: tuple[ScanView, ...]
    # Kept at the shop: the number is the customer's code, and nobody else is shown it.
    is_at_shop: bool = False


def list_packages(order: Order) -> list[PackageView]:
    """The parcels of an order, in the order they were packed."""
    return list_packages_of([order.pk]).get(order.pk, [])


def can_confirm_received(order: Order) -> bool:
    """Whether the customer may say now that everything arrived."""
    return order.status in ON_ITS_WAY


def list_packages_of(order_ids: Collection[uuid.UUID]) -> dict[uuid.UUID, list[PackageView]]:
    """The parcels of each of these orders, in the order they were packed; four statements for all."""
    if not fetch(_HAS_ANY, [list(order_ids)]):
        return {}
    rows = Package.objects.filter(order_id__in=order_ids).prefetch_related("lines", "tracking_events")
    found: dict[uuid.UUID, list[PackageView]] = defaultdict(list)
    for package in rows.order_by("order_id", "position"):
        found[package.order_id].append(_view(package))
    return dict(found)


def order_of_package(package_id: uuid.UUID) -> uuid.UUID:
    """The order a parcel belongs to."""
    return Package.objects.values_list("order_id", flat=True).get(pk=package_id)


def find_package(package_id: uuid.UUID) -> PackageView | None:
    """One parcel, for mails; None when there is none."""
    package = Package.objects.filter(pk=package_id).prefetch_related("lines", "tracking_events").first()
    return _view(package) if package else None


def get_package_for_seller(seller: Seller, package_id: uuid.UUID) -> Package:
    """A parcel of this shop; PackageNotFound."""
    package = Package.objects.select_related("order").filter(pk=package_id, order__seller=seller).first()
    if package is None:
        raise PackageNotFound
    return package


def list_late_parcels(*, limit: int = 100) -> list[Package]:
    """Parcels not delivered after the last day promised to the customer, lost ones included; oldest promise first."""
    late = Package.objects.exclude(status__in=Package.ENDED).filter(
        order__arrives_to_on__lt=clock.now().date(),
        order__status__in=[
            Order.Status.PARTIALLY_SHIPPING,
            Order.Status.AWAITING_COLLECTION,
            Order.Status.IN_TRANSIT,
        ],
    )
    return list(late.select_related("order__group", "order__seller").order_by("order__arrives_to_on", "pk")[:limit])


def carrier_name(code: str) -> str:
    """What people call a carrier; its code where none is known by it."""
    carrier = all_carriers().get(code)
    return carrier.name if carrier else code


def _view(package: Package) -> PackageView:
    scans = sorted(package.tracking_events.all(), key=lambda event: (event.at, event.pk), reverse=True)
    return PackageView(
        id=package.pk,
        position=package.position,
        carrier_name=carrier_name(package.carrier),
        tracking_number=package.tracking_number,
        is_at_shop=package.carrier == "at_shop",
        tracking_url=tracking_url(package.carrier, package.tracking_number),
        status=package.status,
        status_text=str(Package.Status(package.status).label),
        packed_at=package.packed_at,
        delivered_at=package.delivered_at,
        delivered_by=package.delivered_by,
        lines=tuple((line.order_line_id, line.quantity) for line in package.lines.all()),
        scans=tuple(
            ScanView(event.at, event.status, str(SCANS.get(event.text_code, event.text_code)), event.place)
            for event in scans
        ),
    )


def list_handover_proofs(*, limit: int = 100) -> list[HandoverProof]:
    """The newest receipts with their parcels, orders and shops, for the staff."""
    rows = HandoverProof.objects.select_related("package__order__group", "package__order__seller")
    return list(rows.order_by("-made_at")[:limit])


def get_handover_proof(package_id: uuid.UUID) -> HandoverProof:
    """The receipt of a parcel; PackageNotFound without one."""
    proof = HandoverProof.objects.filter(pk=package_id).first()
    if proof is None:
        raise PackageNotFound
    return proof
