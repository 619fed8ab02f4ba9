"""Why a sample cannot be shown: said once by the creator, answered by staff. The days stand still meanwhile."""

from __future__ import annotations

import uuid

from django.db import IntegrityError, transaction

from halles.affiliates.errors import samples as errors
from halles.affiliates.events.samples import SampleAppealAnswered, SampleClosed
from halles.affiliates.models import Sample, SampleAppeal
from halles.affiliates.models.samples import WORDS_LENGTH_MAX
from halles.affiliates.services.samples.locking import lock_sample, move
from halles.kit import clock
from halles.kit.events import emit
from halles.moderation.services import record_staff_action, require_other
from halles.sellers.models import SellerStaff
from halles.users.models import User

ANSWER_LENGTH_MAX = 1_000
Status = Sample.Status


@transaction.atomic
def appeal(sample_id: uuid.UUID, *, reason: str, words: str) -> SampleAppeal:
    """Say that it came broken, wrong or unsafe. Refuses affiliates.sample_not_due, affiliates.sample_appealed_already,
    affiliates.sample_appeal_incomplete."""
    sample = lock_sample(sample_id)
    words = words.replace("\x00", "").strip()
    now = clock.now()
    if sample.status != Status.DELIVERED or sample.due_at is None or sample.due_at <= now:
        raise errors.NotOnItsWay
    if reason not in SampleAppeal.Reason.values or not 1 <= len(words) <= WORDS_LENGTH_MAX:
        raise errors.AppealIncomplete(length_max=WORDS_LENGTH_MAX)
    try:
        with transaction.atomic():
            return SampleAppeal.objects.create(sample=sample, reason=reason, words=words, opened_at=now)
    except IntegrityError as twin:
        raise errors.AppealedAlready from twin


@transaction.atomic
def answer_appeal(sample_id: uuid.UUID, *, is_granted: bool, answer: str, by: User) -> SampleAppeal:
    """Staff excuses the creator, or gives back the days that the appeal took. Both sides read the answer.

    Refuses affiliates.sample_answer_missing, affiliates.sample_appeal_answered, and moderation.own_case to the creator
    and to the shop's people. Emits SampleAppealAnswered.
    """
    answer = answer.replace("\x00", "").strip()[:ANSWER_LENGTH_MAX]
    if not answer:
        raise errors.AnswerMissing
    sample = lock_sample(sample_id)
    found = SampleAppeal.objects.select_for_update().filter(sample=sample).first()
    if found is None or found.status != SampleAppeal.Status.OPEN:
        raise errors.AppealAnswered
    at_shop = SellerStaff.objects.filter(seller=sample.seller_id).values_list("user", flat=True)
    require_other(by, sample.creator.user_id, *at_shop)
    now = clock.now()
    found.status = SampleAppeal.Status.GRANTED if is_granted else SampleAppeal.Status.REJECTED
    found.answered_at, found.answered_by, found.answer = now, by, answer
    found.save()
    if sample.status == Status.DELIVERED:
        _follow(sample, found, is_granted=is_granted)
    record_staff_action(
        by=by,
        verb="answer_sample_appeal",
        kind="sample",
        target_id=sample.pk,
        why=answer,
        data={"granted": is_granted},
    )
    emit(SampleAppealAnswered(sample.pk, is_granted=is_granted))
    return found


def _follow(sample: Sample, found: SampleAppeal, *, is_granted: bool) -> None:
    now = clock.now()
    if is_granted:
        move(sample, Status.EXCUSED)
        sample.closed_at = now
        sample.save(update_fields=["status", "closed_at"])
        emit(SampleClosed(sample.pk, sample.status))
        return
    assert sample.due_at is not None
    sample.due_at += now - found.opened_at
    sample.save(update_fields=["due_at"])
