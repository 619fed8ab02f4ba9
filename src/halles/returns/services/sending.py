"""The way back: the label, the parcel handed over, and what its carrier says about it."""

from __future__ import annotations

import datetime as dt
import logging
import uuid
from collections.abc import Sequence
from functools import partial

from halles.fulfillment.carriers.port import CarrierSilent, Parcel, Scan
from halles.fulfillment.carriers.registry import clean_number, find_adapter
from halles.kit import clock, transactions
from halles.orders import story
from halles.orders.models import Order
from halles.returns import errors
from halles.returns.labels import Wanted, label_maker
from halles.returns.models import ReturnParcel, ReturnRequest
from halles.returns.services.inspecting import receive_locked
from halles.returns.services.locks import LockedReturn, lock_return
from halles.returns.services.money import settle

BATCH_SIZE = 100
POLL_EVERY = dt.timedelta(minutes=1)
POLL_FAILED_WAIT_MAX = dt.timedelta(hours=6)
Status = ReturnRequest.Status
logger = logging.getLogger(__name__)


def make_label(return_id: uuid.UUID) -> None:
    """Ask for the label of an approved return and keep it, once; the maker is asked with no transaction open."""
    request = ReturnRequest.objects.select_related("order__group", "order__seller").filter(pk=return_id).first()
    if request is None or request.status != Status.APPROVED or ReturnParcel.objects.filter(request=request).exists():
        return
    order = request.order
    transactions.assert_none_open()
    label = label_maker().make(
        Wanted(
            return_id=return_id,
            from_country=str(order.group.ship_to.get("country", "")),
            from_place=str(order.group.ship_to.get("city", "")),
            to_country=order.seller.country,
            to_place=order.seller.place,
        )
    )
    transactions.run(lambda: _keep_label(return_id, label.carrier, label.tracking_number))


def _keep_label(return_id: uuid.UUID, carrier: str, tracking_number: str) -> None:
    locked = lock_return(return_id)
    if locked.parcel is not None or locked.request.status != Status.APPROVED:
        return
    ReturnParcel.objects.create(
        request=locked.request,
        is_label_ours=True,
        carrier=carrier,
        tracking_number=tracking_number,
        label_minor=locked.market.returns.label_minor,
        made_at=clock.now(),
    )


def hand_over(return_id: uuid.UUID) -> ReturnRequest:
    """The customer has given the parcel with our label to the carrier, which is asked about it from now on."""
    locked = lock_return(return_id)
    locked.require(Status.APPROVED)
    if locked.parcel is None:
        raise errors.StatusMoved(status=locked.request.get_status_display())
    _on_its_way(locked, locked.parcel)
    return locked.request


def send_yourself(return_id: uuid.UUID, *, carrier: str, tracking_number: str) -> ReturnRequest:
    """The customer has sent it with a carrier of their own, and pays it themselves; our label is not used.

    Refuses as fulfillment does for a number that cannot be this carrier's.
    """
    number = clean_number(carrier, tracking_number)
    locked = lock_return(return_id)
    locked.require(Status.APPROVED)
    parcel = locked.parcel or ReturnParcel(request=locked.request, made_at=clock.now())
    parcel.is_label_ours, parcel.label_minor = False, 0
    parcel.carrier, parcel.tracking_number = carrier, number
    _on_its_way(locked, parcel)
    return locked.request


def _on_its_way(locked: LockedReturn, parcel: ReturnParcel) -> None:
    now = clock.now()
    parcel.status, parcel.sent_at = ReturnParcel.Status.IN_TRANSIT, now
    parcel.next_poll_at = now if find_adapter(parcel.carrier) is not None else None
    parcel.save()
    silent_until = now + dt.timedelta(days=locked.market.delivered_after_days)
    locked.move(Status.IN_TRANSIT, deadline_at=silent_until)


def poll_parcels(*, limit: int = BATCH_SIZE) -> int:
    """Ask about the parcels whose turn it is, and say how many. The carrier is asked with no transaction open."""
    turn = ReturnParcel.objects.filter(next_poll_at__lte=clock.now()).select_related(
        "request__order__group", "request__order__seller"
    )
    parcels = list(turn.order_by("next_poll_at")[:limit])
    for parcel in parcels:
        transactions.assert_none_open()
        try:
            scans = _ask(parcel, parcel.request.order)
        except CarrierSilent:
            logger.warning("carrier %s is silent about the return %s", parcel.carrier, parcel.tracking_number)
            _ask_later(parcel)
            continue
        transactions.run(partial(record_scans, parcel.request_id, scans))
    return len(parcels)


def _ask(parcel: ReturnParcel, order: Order) -> Sequence[Scan]:
    adapter = find_adapter(parcel.carrier)
    if adapter is None or parcel.sent_at is None:
        return []
    return adapter.track(
        Parcel(
            tracking_number=parcel.tracking_number,
            announced_at=parcel.sent_at,
            from_place=str(order.group.ship_to.get("city", "")),
            to_place=order.seller.place,
        ),
        clock.now(),
    )


def _ask_later(parcel: ReturnParcel) -> None:
    failed = parcel.poll_failed_count + 1
    wait = min(POLL_EVERY * 2 ** min(failed, 10), POLL_FAILED_WAIT_MAX)
    ReturnParcel.objects.filter(pk=parcel.pk).update(poll_failed_count=failed, next_poll_at=clock.now() + wait)


def record_scans(return_id: uuid.UUID, scans: Sequence[Scan]) -> None:
    """What the carrier says: back at the shop begins the inspection, lost with our label is refunded in full."""
    locked = lock_return(return_id)
    parcel = locked.parcel
    if parcel is None:
        return
    parcel.scans = [
        {"at": scan.at.isoformat(), "status": scan.status, "text_code": scan.text_code, "place": scan.place}
        for scan in sorted(scans, key=lambda one: one.at)
    ]
    last = max(scans, key=lambda one: one.at, default=None)
    is_over = last is not None and last.status in ("delivered", "lost")
    parcel.poll_failed_count, parcel.next_poll_at = 0, None if is_over else clock.now() + POLL_EVERY
    if last is not None and is_over:
        parcel.status = last.status
        parcel.delivered_at = last.at if last.status == "delivered" else None
    parcel.save()
    if not is_over or locked.request.status != Status.IN_TRANSIT or last is None:
        return
    if last.status == "delivered":
        receive_locked(locked, by=story.CARRIER, at=last.at)
    elif parcel.is_label_ours:
        # Who gave the label bears the way.
        settle(locked, by=story.CLOCK)
