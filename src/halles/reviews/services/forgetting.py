"""A review that was taken away is forgotten in the end: its words, photos and video go, its stars stay counted
nowhere."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.db.models import Q

from halles.kit import clock
from halles.markets.queries import removed_words_spans
from halles.media.services import erase_asset
from halles.moderation.queries import appealable, reported_among
from halles.reviews.models import Remark, Review, Status

BATCH_SIZE = 200


def forget_removed_reviews() -> int:
    """Empty the reviews that were removed longer ago than the market of the author keeps them (`removed_words_days`),
    with what was added to them, and the follow-ups and replies that were removed alone. Those with an open report wait
    for it, and what the staff removed waits until no appeal can come any more. Returns how many."""
    spans = [(whose, clock.now() - kept) for whose, kept in removed_words_spans()]
    return sum(_forget(whose, before) + _forget_remarks(whose, before) for whose, before in spans)


@transaction.atomic
def _forget_remarks(whose: Q, before: dt.datetime) -> int:
    old = Remark.objects.filter(whose, status=Status.REMOVED, removed_at__lt=before).exclude(text="")
    old = old.exclude(pk__in=appealable("review_remark"))
    ids = list(old.order_by("removed_at").values_list("pk", flat=True)[:BATCH_SIZE])
    return Remark.objects.filter(pk__in=set(ids) - reported_among("review_remark", ids)).update(text="")


@transaction.atomic
def _forget(whose: Q, before: dt.datetime) -> int:
    old = Review.objects.filter(whose, status=Status.REMOVED, removed_at__lt=before)
    old = old.exclude(removed_by_kind="staff", pk__in=appealable("review"))
    whole = (
        ~Q(text="")
        | Q(video__isnull=False)
        | Q(pictures__isnull=False)
        | Q(remarks__in=Remark.objects.exclude(text=""))
    )
    ids = list(old.filter(whole).order_by("removed_at").values_list("pk", flat=True).distinct()[:BATCH_SIZE])
    gone = Review.objects.filter(pk__in=set(ids) - reported_among("review", ids)).select_for_update().order_by("pk")
    count = 0
    for review in gone:
        assets = [*review.pictures.values_list("asset_id", flat=True), *([review.video_id] if review.video_id else [])]
        review.pictures.all().delete()
        review.remarks.exclude(text="").update(text="")
        review.text, review.video = "", None
        review.save(update_fields=["text", "video"])
        for asset_id in assets:
            erase_asset(asset_id)
        count += 1
    return count
