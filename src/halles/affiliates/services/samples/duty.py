"""What was sent is to be shown: found in real videos and shows, reminded of, extended once, missed."""

from __future__ import annotations

import datetime as dt
import uuid

from django.db import transaction

from halles.affiliates.errors import samples as errors
from halles.affiliates.events.samples import SampleClosed, SampleDueSoon
from halles.affiliates.models import Sample, SampleAppeal
from halles.affiliates.services.samples.locking import lock_sample, move
from halles.kit import clock, transactions
from halles.kit.events import emit
from halles.live.queries import find_show_with_pin
from halles.markets.queries import get_market
from halles.markets.sample_rules import SampleRules
from halles.videos.queries import find_shown_with

BATCH_SIZE = 500
Status = Sample.Status


@transaction.atomic
def extend(sample_id: uuid.UUID) -> Sample:
    """The market's days more, once, while there is still time. Refuses affiliates.sample_not_due,
    affiliates.sample_extended_already."""
    sample = lock_sample(sample_id)
    now = clock.now()
    if sample.status != Status.DELIVERED or sample.due_at is None or sample.due_at <= now:
        raise errors.NotOnItsWay
    if sample.extended_at is not None:
        raise errors.ExtendedAlready
    sample.due_at += dt.timedelta(days=_rules(sample).extension_days)
    # The reminders come again before the new end.
    sample.extended_at, sample.reminded_count = now, 0
    sample.save(update_fields=["due_at", "extended_at", "reminded_count"])
    return sample


def look_at_duties() -> int:
    """Look at every sample that waits to be shown; how many are over now. No transaction open."""
    closed, after = 0, None
    waiting = Sample.objects.filter(status=Status.DELIVERED).order_by("pk").values_list("pk", flat=True)
    while batch := list((waiting.filter(pk__gt=after) if after else waiting)[:BATCH_SIZE]):
        closed += sum(transactions.try_each(look_at, batch))
        after = batch[-1]
    return closed


@transaction.atomic
def look_at(sample_id: uuid.UUID) -> bool:
    """Whether this sample was shown long enough, is being shown, or is overdue; reminds where days run out. Whether it
    is over now. An open appeal stops the days, not the showing."""
    sample = lock_sample(sample_id)
    if sample.status != Status.DELIVERED or sample.due_at is None:
        return False
    now, rules = clock.now(), _rules(sample)
    if _is_shown(sample, rules, now):
        _close(sample, Status.POSTED, now)
        return True
    appeal = SampleAppeal.objects.filter(sample=sample, status=SampleAppeal.Status.OPEN).first()
    is_being_shown = sample.seen_since is not None and sample.seen_since <= sample.due_at
    if appeal is not None or is_being_shown:
        return False
    if sample.due_at <= now:
        _close(sample, Status.MISSED, now)
        return True
    _remind(sample, sample.due_at - now, rules)
    return False


def _is_shown(sample: Sample, rules: SampleRules, now: dt.datetime) -> bool:
    assert sample.delivered_at is not None
    assert sample.due_at is not None
    show_id = find_show_with_pin(
        sample.creator_id,
        sample.product_id,
        since=sample.delivered_at,
        until=sample.due_at,
        minutes_min=rules.show_minutes_min,
    )
    if show_id is not None:
        sample.posted_kind, sample.posted_id, sample.seen_since = Sample.PostedKind.SHOW, show_id, now
        return True
    video_id = find_shown_with(sample.creator_id, sample.product_id, since=sample.delivered_at)
    if video_id != sample.posted_id:
        # A video taken back, or without the product, starts anew when it is there again.
        sample.posted_kind = Sample.PostedKind.VIDEO if video_id else ""
        sample.posted_id, sample.seen_since = video_id, now if video_id else None
        sample.save(update_fields=["posted_kind", "posted_id", "seen_since"])
    if sample.seen_since is None or sample.seen_since > sample.due_at:
        return False
    return sample.seen_since + dt.timedelta(days=rules.video_days_min) <= now


def _close(sample: Sample, to: Sample.Status, at: dt.datetime) -> None:
    move(sample, to)
    sample.closed_at = at
    sample.save()
    emit(SampleClosed(sample.pk, sample.status))


def _remind(sample: Sample, left: dt.timedelta, rules: SampleRules) -> None:
    passed = [days for days in rules.remind_days if left <= dt.timedelta(days=days)]
    if len(passed) > sample.reminded_count:
        sample.reminded_count = len(passed)
        sample.save(update_fields=["reminded_count"])
        emit(SampleDueSoon(sample.pk, days=min(passed)))


def _rules(sample: Sample) -> SampleRules:
    return get_market(sample.creator.market).samples
