"""The shop says yes or no, or nothing."""

from __future__ import annotations

import datetime as dt
import uuid

from django.db import transaction

from halles.affiliates.errors import samples as errors
from halles.affiliates.events.samples import SampleDecided
from halles.affiliates.models import Sample
from halles.affiliates.models.samples import WORDS_LENGTH_MAX
from halles.affiliates.queries.samples import count_given
from halles.affiliates.services.samples.locking import lock_offer, lock_sample, move
from halles.kit import clock, transactions
from halles.kit.events import emit
from halles.kit.jobs import defer
from halles.markets.queries import get_market
from halles.promotions import services as promotions

BATCH_SIZE = 200
Status = Sample.Status


@transaction.atomic
def approve(sample_id: uuid.UUID) -> Sample:
    """Give a piece: it is kept for the creator, and an order that moves no money is placed to their address next.

    Refuses affiliates.sample_not_asked, affiliates.offer_used_up, inventory.sold_out. Emits SampleDecided.
    """
    offer_id = Sample.objects.filter(pk=sample_id).values_list("offer_id", flat=True).first()
    if offer_id is None:
        raise errors.SampleNotFound
    offer = lock_offer(offer_id)
    sample = _lock_asked(sample_id)
    if count_given(offer) >= offer.piece_max:
        raise errors.OfferUsedUp
    now = clock.now()
    market = get_market(sample.market)
    sample.promise = promotions.promise_sample(
        sample_id=sample.pk,
        user_id=sample.creator.user_id,
        seller_id=sample.seller_id,
        variant_id=sample.variant_id,
        market=market.code,
        currency=market.currency,
        # As long as the shop had to decide: time to give another address where the parcel cannot go to this one.
        until=now + dt.timedelta(days=market.samples.decide_days),
    )
    move(sample, Status.APPROVED)
    sample.decided_at = now
    sample.save(update_fields=["promise", "status", "decided_at"])
    defer("affiliates.send_sample", sample_id=str(sample.pk))
    emit(SampleDecided(sample.pk, sample.status))
    return sample


@transaction.atomic
def decline(sample_id: uuid.UUID, *, words: str = "") -> Sample:
    """Say no, with a word of why. Refuses affiliates.sample_not_asked. Emits SampleDecided."""
    sample = _lock_asked(sample_id)
    sample.decline_words = words.replace("\x00", "").strip()[:WORDS_LENGTH_MAX]
    _refuse(sample, Status.DECLINED)
    return sample


def decline_silently(*, limit: int = BATCH_SIZE) -> int:
    """Requests that a shop left unanswered are over, and their creators told so; how many. No transaction open."""
    due = Sample.objects.filter(status=Status.ASKED, decide_by__lte=clock.now()).order_by("decide_by")
    waiting = list(due.values_list("pk", flat=True)[:limit])
    transactions.run_each(_leave_unanswered, waiting)
    return len(waiting)


def _leave_unanswered(sample_id: uuid.UUID) -> None:
    sample = lock_sample(sample_id)
    if sample.status == Status.ASKED and sample.decide_by <= clock.now():
        _refuse(sample, Status.UNANSWERED)


def _refuse(sample: Sample, to: Sample.Status) -> None:
    move(sample, to)
    sample.decided_at = sample.closed_at = clock.now()
    sample.save(update_fields=["status", "decline_words", "decided_at", "closed_at"])
    emit(SampleDecided(sample.pk, sample.status))


def _lock_asked(sample_id: uuid.UUID) -> Sample:
    sample = lock_sample(sample_id)
    if sample.status != Status.ASKED:
        raise errors.NotAskedAnyMore(status_text=sample.get_status_display())
    return sample
