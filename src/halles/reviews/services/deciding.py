"""Taking reviews away, and showing those that waited."""

from __future__ import annotations

import uuid

from django.db import transaction

from halles.kit import clock, events
from halles.moderation.services import record_staff_action
from halles.reviews.errors import ReviewNotFound
from halles.reviews.events import ReviewReplied, ReviewShown
from halles.reviews.models import Remark, Review, Status
from halles.reviews.services.ratings import set_status
from halles.reviews.services.writing import lock_own_review
from halles.users.models import User


def lock_review(review_id: uuid.UUID) -> Review:
    """The review, locked until the transaction ends."""
    found = Review.objects.select_for_update().filter(pk=review_id).first()
    if found is None:
        raise ReviewNotFound
    return found


@transaction.atomic
def remove_own_review(user: User, review_id: uuid.UUID) -> None:
    """Take one's own review away for good; the same purchase is not reviewed again."""
    review = lock_own_review(user, review_id)
    set_status(review, Status.REMOVED, removed_at=clock.now(), removed_by_kind="author")


@transaction.atomic
def remove_review_as_staff(review_id: uuid.UUID, *, by: User, why: str) -> None:
    """Take a review away for a reason that its author will read; removing it twice changes nothing."""
    review = lock_review(review_id)
    record_staff_action(by=by, verb="remove_review", kind="review", target_id=review_id, why=why)
    if review.status == Status.REMOVED:
        return
    set_status(review, Status.REMOVED, removed_at=clock.now(), removed_by_kind="staff")


@transaction.atomic
def release_review(review_id: uuid.UUID, *, by: User, why: str = "") -> Review:
    """Show a held review; one that is not held stays as it is."""
    review = lock_review(review_id)
    if review.status == Status.HELD:
        record_staff_action(by=by, verb="release_review", kind="review", target_id=review_id, why=why)
        set_status(review, Status.SHOWN)
        events.emit(ReviewShown(review.pk, review.product_id, review.seller_id))
    return review


@transaction.atomic
def release_remark(remark_id: uuid.UUID, *, by: User, why: str = "") -> None:
    """Show a held follow-up or reply; one that is not held stays as it is."""
    remark = _lock_remark(remark_id)
    if remark.status != Status.HELD:
        return
    record_staff_action(by=by, verb="release_remark", kind="review_remark", target_id=remark_id, why=why)
    remark.status = Status.SHOWN
    remark.save(update_fields=["status"])
    if remark.kind == Remark.Kind.REPLY:
        events.emit(ReviewReplied(remark.review_id, remark.review.user_id))


@transaction.atomic
def remove_remark_as_staff(remark_id: uuid.UUID, *, by: User, why: str) -> None:
    """Take a follow-up or a reply away; removing it twice changes nothing."""
    remark = _lock_remark(remark_id)
    record_staff_action(by=by, verb="remove_remark", kind="review_remark", target_id=remark_id, why=why)
    if remark.status != Status.REMOVED:
        remark.status, remark.removed_at = Status.REMOVED, clock.now()
        remark.save(update_fields=["status", "removed_at"])


@transaction.atomic
def restore_review(review_id: uuid.UUID, *, was_held: bool, is_final: bool) -> None:
    """Bring back what the staff removed: an appeal pauses the decision, or it was wrong (`is_final`).

    One that waited for its reader waits again until the appeal is decided. What its author deleted stays deleted; of
    one whose words are forgotten the stars come back.
    """
    review = lock_review(review_id)
    if review.status == Status.HELD and is_final:
        set_status(review, Status.SHOWN)
    elif review.status == Status.REMOVED and review.removed_by_kind == "staff":
        to = Status.HELD if was_held and not is_final else Status.SHOWN
        set_status(review, to, removed_at=None, removed_by_kind="")


@transaction.atomic
def restore_remark(remark_id: uuid.UUID, *, was_held: bool, is_final: bool) -> None:
    """The same for a follow-up or a reply, which only the staff takes away."""
    remark = _lock_remark(remark_id)
    # An emptied one has nothing to say any more.
    if remark.status != Status.SHOWN and remark.text:
        remark.status = Status.HELD if was_held and not is_final else Status.SHOWN
        remark.removed_at = None
        remark.save(update_fields=["status", "removed_at"])


def _lock_remark(remark_id: uuid.UUID) -> Remark:
    found = Remark.objects.select_for_update(of=("self",)).select_related("review").filter(pk=remark_id).first()
    if found is None:
        raise ReviewNotFound
    return found
