"""A review that its author took away is forgotten in the end: its words, photos and video go, its stars stay counted
nowhere."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.db.models import Q

from halles.kit import clock
from halles.markets.queries import removed_words_spans
from halles.media.services import erase_asset
from halles.moderation.queries import reported_among
from halles.reviews.models import Remark, Review, Status

BATCH_SIZE = 200


def forget_removed_reviews() -> int:
    """Empty the reviews that their authors removed longer ago than the market of the author keeps them
    (`removed_words_days`), with what was added to them; those with an open report wait for it. Returns how many."""
    return sum(_forget(whose, clock.now() - kept) for whose, kept in removed_words_spans())


@transaction.atomic
def _forget(whose: Q, before: dt.datetime) -> int:
    by_author = Review.objects.filter(whose, status=Status.REMOVED, removed_by_kind="author", removed_at__lt=before)
    whole = (
        ~Q(text="")
        | Q(video__isnull=False)
        | Q(pictures__isnull=False)
        | Q(remarks__in=Remark.objects.exclude(text=""))
    )
    ids = list(by_author.filter(whole).order_by("removed_at").values_list("pk", flat=True).distinct()[:BATCH_SIZE])
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
