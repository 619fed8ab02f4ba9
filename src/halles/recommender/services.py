"""What the feed prepares ahead, and what people choose for it."""

from __future__ import annotations

import random
import uuid

from django.db import transaction

from halles.interactions.queries import impression_counts, popularity
from halles.kit import clock
from halles.recommender import weights
from halles.recommender.errors import ShareRefused
from halles.recommender.models import FeedChoice, NewVideo, PopularVideo
from halles.users.models import User
from halles.videos.models import Video
from halles.videos.queries import Candidate, list_fresh, list_named, unbuyable_among

CHUNK = 500
# A market with few videos of its own has them in its list even when those of others are newer.
LOOKED_AT = 200_000


def set_selling_share(user: User, selling_share_bps: int) -> None:
    """Let a person choose how many of 10,000 items may sell: 0 for none, 10,000 for no limit."""
    if not 0 <= selling_share_bps <= 10_000:
        raise ShareRefused
    FeedChoice.objects.update_or_create(
        pk=user.pk, defaults={"selling_share_bps": selling_share_bps, "changed_at": clock.now()}
    )


def add_new_video(video_id: uuid.UUID) -> None:
    """Give a video that was just published its guaranteed impressions, once."""
    video = Video.objects.filter(pk=video_id).values_list("number", "published_at").first()
    if video is None or video[1] is None or video[1] < clock.now() - weights.NEW_AGE_MAX:
        return
    lot = random.random()  # noqa: S311 - a draw, keeps no secret
    NewVideo.objects.bulk_create([NewVideo(video_id=video_id, number=video[0], lot=lot)], ignore_conflicts=True)


def refresh_popular(market: str) -> int:
    """Write the list of a market's most engaging videos anew, and return its length.

    What nobody has been shown yet follows by its date, so that a young platform has a whole list too; what cannot be
    bought here now is left out.
    """
    now = clock.now()
    engaged = popularity(
        market, since=now - weights.POPULAR_WINDOW, half_life=weights.POPULAR_HALF_LIFE, limit=weights.POPULAR_KEPT
    )
    best = max((score for _video_id, score in engaged), default=0.0) or 1.0
    scores = {video_id: max(score / best, 0.0) for video_id, score in engaged}
    rows = {one.id: one for one in list_fresh(market, without=(), limit=weights.POPULAR_KEPT, looked_at=LOOKED_AT)}
    rows |= {one.id: one for one in _named(market, list(scores))}
    ordered = sorted(rows.values(), key=lambda one: (-scores.get(one.id, 0.0), -one.published_s))
    ordered = ordered[: weights.POPULAR_KEPT]
    unbuyable = set()
    for start in range(0, len(ordered), CHUNK):
        unbuyable |= unbuyable_among([one.id for one in ordered[start : start + CHUNK]], market=market)
    kept = [
        PopularVideo(
            market=market,
            rank=rank,
            video_id=one.id,
            number=one.number,
            is_selling=one.is_selling,
            score=scores.get(one.id, 0.0),
            computed_at=now,
        )
        for rank, one in enumerate(one for one in ordered if one.id not in unbuyable)
    ]
    with transaction.atomic():
        PopularVideo.objects.filter(market=market).delete()
        PopularVideo.objects.bulk_create(kept, batch_size=CHUNK)
    return len(kept)


def release_new_videos() -> int:
    """End the trial of videos that had their guaranteed impressions or are no longer new; how many."""
    ended = NewVideo.objects.filter(added_at__lt=clock.now() - weights.NEW_AGE_MAX).delete()[0]
    keys = list(NewVideo.objects.values_list("pk", flat=True))
    for start in range(0, len(keys), CHUNK):
        shown = impression_counts(keys[start : start + CHUNK])
        done = [video_id for video_id, count in shown.items() if count >= weights.NEW_IMPRESSIONS]
        ended += NewVideo.objects.filter(pk__in=done).delete()[0]
    return ended


def _named(market: str, video_ids: list[uuid.UUID]) -> list[Candidate]:
    found: list[Candidate] = []
    for start in range(0, len(video_ids), CHUNK):
        found += list_named(market, video_ids[start : start + CHUNK])
    return found
