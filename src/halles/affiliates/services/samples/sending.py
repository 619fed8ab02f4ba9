"""An approved sample becomes an order that moves no money, and its parcel is followed like any other."""

from __future__ import annotations

import datetime as dt
import uuid

from django.db import transaction

from halles.affiliates.errors import samples as errors
from halles.affiliates.events.samples import SampleArrived, SampleStuck
from halles.affiliates.models import Sample
from halles.affiliates.services.samples.locking import lock_sample, move
from halles.checkout.purchase import Buyer, PayWith, PlaceOrder, Wanted
from halles.checkout.services import place_order
from halles.kit import clock, transactions
from halles.kit.errors import Refusal
from halles.kit.events import emit
from halles.kit.jobs import defer
from halles.markets.queries import find_market_for_country, get_market
from halles.orders.models import Order
from halles.promotions.models import PricePromise
from halles.users.addresses import AddressData

BATCH_SIZE = 200
PROBLEM_LENGTH_MAX = 300
Status = Sample.Status


def send_sample(sample_id: uuid.UUID) -> bool:
    """Place the order of an approved sample, once; whether it stands. No transaction may be open.

    What keeps it from being placed (an address nobody delivers to) is written down for both sides (SampleStuck).
    """
    sample = Sample.objects.select_related("creator__user").filter(pk=sample_id).first()
    if sample is None or sample.status != Status.APPROVED or sample.order_id is not None:
        return False
    user = sample.creator.user
    wanted = PlaceOrder(
        key=f"sample:{sample.pk}",
        buyer=Buyer(email=user.email, user_id=user.pk),
        market=sample.market,
        language=user.language or get_market(sample.market).language,
        lines=(Wanted(sample.variant_id, 1),),
        ship_to=AddressData.from_json(sample.ship_to),
        pay_with=PayWith("card"),
        expected_total_minor=0,
        expected_currency=get_market(sample.market).currency,
        claim_id=sample.promise_id,
    )
    try:
        placed = place_order(wanted)
    except Refusal as refused:
        code, told = refused.code, str(refused)[:PROBLEM_LENGTH_MAX]
        transactions.run(lambda: _note_problem(sample_id, code, told))
        return False
    transactions.run(lambda: _note_order(sample_id, placed.group_id))
    return True


@transaction.atomic
def send_elsewhere(sample_id: uuid.UUID, *, ship_to: AddressData) -> Sample:
    """Another address for a sample that could not be sent to the first; it is tried again at once.

    Refuses affiliates.sample_not_due, affiliates.sample_not_sent_there for another market than before.
    """
    sample = lock_sample(sample_id)
    if sample.status != Status.APPROVED or sample.order_id is not None:
        raise errors.NotOnItsWay
    market = find_market_for_country(ship_to.country)
    # The piece is kept at the terms of one market.
    if market is None or market.code != sample.market:
        raise errors.VariantNotSent
    sample.ship_to, sample.problem, sample.problem_words = ship_to.as_json(), "", ""
    sample.save(update_fields=["ship_to", "problem", "problem_words"])
    defer("affiliates.send_sample", sample_id=str(sample.pk))
    return sample


def note_shipped(order_id: uuid.UUID, at: dt.datetime) -> None:
    """The shop has packed the parcel of a sample."""
    sample = _lock_of_order(order_id)
    if sample is not None and sample.status == Status.APPROVED:
        move(sample, Status.SHIPPED)
        sample.shipped_at = at
        sample.save(update_fields=["status", "shipped_at"])


def note_delivered(order_id: uuid.UUID, at: dt.datetime) -> None:
    """It arrived: from now on the market's days to show it count. Emits SampleArrived."""
    sample = _lock_of_order(order_id)
    if sample is not None and sample.status in {Status.APPROVED, Status.SHIPPED}:
        move(sample, Status.DELIVERED)
        sample.delivered_at = at
        sample.due_at = at + dt.timedelta(days=get_market(sample.creator.market).samples.post_days)
        sample.save(update_fields=["status", "delivered_at", "due_at"])
        emit(SampleArrived(sample.pk))


def note_canceled(order_id: uuid.UUID) -> None:
    """Its order was canceled by either side or the clock: nothing was given, nothing is owed."""
    sample = _lock_of_order(order_id)
    if sample is not None and sample.status in {Status.APPROVED, Status.SHIPPED}:
        _cancel(sample)


def cancel_stuck(*, limit: int = BATCH_SIZE) -> int:
    """Approved samples whose piece is no longer kept, since no order came of them, are over; how many. No transaction
    open."""
    # Whoever bought with the promise of their sample by hand has had it: what is owed for it is owed.
    had = Sample.objects.filter(status=Status.APPROVED, order=None, promise__status=PricePromise.Status.USED)
    transactions.run_each(_follow_purchase, list(had.order_by("pk").values_list("pk", flat=True)[:limit]))
    gone = [PricePromise.Status.EXPIRED, PricePromise.Status.RELEASED]
    stuck = Sample.objects.filter(status=Status.APPROVED, order=None, promise__status__in=gone).order_by("pk")
    waiting = list(stuck.values_list("pk", flat=True)[:limit])
    transactions.run_each(_cancel_one, waiting)
    return len(waiting)


def _follow_purchase(sample_id: uuid.UUID) -> None:
    group_id = Sample.objects.values_list("promise__order_group_id", flat=True).get(pk=sample_id)
    if group_id is None:
        return
    _note_order(sample_id, group_id)
    order = Order.objects.get(group_id=group_id)
    if order.delivered_at is not None:
        note_delivered(order.pk, order.delivered_at)


def _cancel_one(sample_id: uuid.UUID) -> None:
    sample = lock_sample(sample_id)
    if sample.status == Status.APPROVED and sample.order_id is None:
        _cancel(sample)


def _cancel(sample: Sample) -> None:
    move(sample, Status.CANCELED)
    sample.closed_at = clock.now()
    sample.save(update_fields=["status", "closed_at"])


def _note_problem(sample_id: uuid.UUID, code: str, words: str) -> None:
    sample = lock_sample(sample_id)
    if sample.status == Status.APPROVED and sample.order_id is None:
        sample.problem, sample.problem_words = code, words
        sample.save(update_fields=["problem", "problem_words"])
        emit(SampleStuck(sample.pk))


def _note_order(sample_id: uuid.UUID, group_id: uuid.UUID) -> None:
    sample = lock_sample(sample_id)
    if sample.order_id is None:
        sample.order = Order.objects.get(group_id=group_id)
        sample.problem = sample.problem_words = ""
        sample.save(update_fields=["order", "problem", "problem_words"])


def _lock_of_order(order_id: uuid.UUID) -> Sample | None:
    # Nearly every order is no sample: one look into a unique index.
    found = Sample.objects.filter(order=order_id).values_list("pk", flat=True).first()
    return lock_sample(found) if found else None
