"""Delivered: said by the carrier, by the customer, or by the market's days of silence; never by the seller."""

from __future__ import annotations

import datetime as dt
import uuid

from django.db.models import Q

from halles.fulfillment.carriers.registry import all_carriers
from halles.fulfillment.errors import CodeWrong, NotOnItsWay
from halles.fulfillment.models import Package
from halles.fulfillment.queries import ON_ITS_WAY
from halles.fulfillment.services.packing import AT_SHOP
from halles.kit import clock, transactions
from halles.markets.queries import all_markets
from halles.orders import services as orders
from halles.orders import story
from halles.orders.models import Order

BATCH_SIZE = 100
Status = Package.Status


def arrive_if_all_there(order_id: uuid.UUID, *, by: story.By) -> bool:
    """A fully packed order whose every parcel arrived is delivered, at the time of the last one."""
    packages = list(Package.objects.filter(order_id=order_id).exclude(status=Status.NOT_COLLECTED))
    if not packages or any(package.status != Status.DELIVERED for package in packages):
        return False
    last = max(packages, key=lambda package: package.delivered_at or package.packed_at)
    assert last.delivered_at is not None
    kind = (
        story.COLLECTED
        if last.carrier == AT_SHOP
        else {
            Package.DeliveredBy.CARRIER: story.DELIVERED,
            Package.DeliveredBy.CUSTOMER: story.DELIVERED_SAID_CUSTOMER,
            Package.DeliveredBy.SILENCE: story.DELIVERED_BY_SILENCE,
        }[Package.DeliveredBy(last.delivered_by)]
    )
    return orders.mark_delivered(order_id, by=by, at=last.delivered_at, kind=kind)


def confirm_received(order_id: uuid.UUID, *, by: story.By) -> None:
    """The customer has everything; NotOnItsWay when the order is not wholly packed or has arrived already."""
    locked = orders.lock_group_of(order_id)
    if locked.order(order_id).status not in ON_ITS_WAY:
        raise NotOnItsWay
    _take_as_delivered(order_id, Package.DeliveredBy.CUSTOMER)
    arrive_if_all_there(order_id, by=by)


def hand_over(order_id: uuid.UUID, code: str, *, by: story.By) -> None:
    """The customer said their code at the counter. The code is their word; the shop's alone would not be enough.

    Refuses fulfillment.not_on_its_way, fulfillment.code_wrong. Whoever calls limits how often one may guess.
    """
    locked = orders.lock_group_of(order_id)
    if locked.order(order_id).status not in ON_ITS_WAY:
        raise NotOnItsWay
    said = "".join(code.split()).upper()
    waiting = Package.objects.filter(order_id=order_id, carrier=AT_SHOP, tracking_number=said)
    if not waiting.exclude(status__in=Package.ENDED).exists():
        raise CodeWrong
    waiting.update(
        status=Status.DELIVERED, delivered_at=clock.now(), delivered_by=Package.DeliveredBy.CUSTOMER, next_poll_at=None
    )
    arrive_if_all_there(order_id, by=by)


def assume_delivered(*, limit: int = BATCH_SIZE) -> int:
    """Orders whose parcels nobody has heard of for the market's days are taken as delivered; returns how many.

    A parcel that its carrier lost, or that a carrier we can ask has never seen, does not arrive by silence.
    """
    # All markets in one batch, so that an order that fails in one of them holds up no other.
    silent: list[tuple[uuid.UUID, dt.datetime]] = []
    for market in all_markets().values():
        since = clock.now() - dt.timedelta(days=market.delivered_after_days)
        silent += [(order_id, since) for order_id in _silent_orders(market.code, since, limit - len(silent))]
    return sum(transactions.run_each(lambda one: _assume(*one), silent))


def _silent_orders(market: str, silent_since: dt.datetime, limit: int) -> list[uuid.UUID]:
    candidates = Order.objects.filter(status__in=ON_ITS_WAY, group__market=market, shipped_at__lte=silent_since)
    spoken_for = Package.objects.exclude(status__in=Package.ENDED).exclude(_open_to_silence(silent_since))
    silent = candidates.exclude(packages__in=spoken_for).order_by("shipped_at")
    return list(silent.values_list("pk", flat=True)[:limit])


def _assume(order_id: uuid.UUID, silent_since: dt.datetime) -> bool:
    locked = orders.lock_group_of(order_id)
    waiting = Package.objects.filter(order_id=order_id).exclude(status__in=Package.ENDED)
    is_spoken_for = waiting.exclude(_open_to_silence(silent_since)).exists()
    if locked.order(order_id).status not in ON_ITS_WAY or is_spoken_for:
        return False
    _take_as_delivered(order_id, Package.DeliveredBy.SILENCE)
    return arrive_if_all_there(order_id, by=story.CLOCK)


def _open_to_silence(silent_since: dt.datetime) -> Q:
    """Parcels whose silence means arrival: on their way and unheard of, or with a carrier that cannot be asked."""
    asked = [code for code, carrier in all_carriers().items() if carrier.adapter]
    moving = Q(status__in=[Status.IN_TRANSIT, Status.OUT_FOR_DELIVERY])
    # What waits at the shop has not left it, however long nobody comes.
    never_heard = Q(status=Status.PACKED) & ~Q(carrier__in=[*asked, AT_SHOP])
    return Q(last_seen_at__lte=silent_since) & (moving | never_heard)


def _take_as_delivered(order_id: uuid.UUID, said_by: Package.DeliveredBy) -> None:
    waiting = Package.objects.filter(order_id=order_id).exclude(status__in=Package.ENDED)
    waiting.update(status=Status.DELIVERED, delivered_at=clock.now(), delivered_by=said_by, next_poll_at=None)
