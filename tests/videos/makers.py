"""Videos as plain as a test needs them: the clip is there at once, nothing is encoded."""

from __future__ import annotations

import datetime as dt
from typing import Any

from halles.catalog.models import Variant
from halles.creators.models import Creator
from halles.kit import clock, ids
from halles.media.models import Asset, Rendition
from halles.users.models import User
from halles.videos.models import Anchor, Video
from tests.creators.makers import make_creator

CLIP_MS = 20_000


def make_asset(user: User, *, is_playable: bool = True, **changes: Any) -> Asset:
    """A clip of 20 seconds that has been encoded in one size (or, not playable, is still waiting)."""
    facts: dict[str, Any] = {"user": user, "kind": Asset.Kind.VIDEO}
    if is_playable:
        facts |= {
            "status": Asset.Status.READY,
            "edition": 1,
            "duration_ms": CLIP_MS,
            "source_duration_ms": CLIP_MS,
            "width": 720,
            "height": 1280,
            "poster_key": f"posters/{ids.uuid7()}.webp",
            "playable_at": clock.now(),
        }
    asset = Asset.objects.create(**{**facts, **changes})
    if is_playable:
        Rendition.objects.create(
            asset=asset,
            edition=1,
            short_edge=480,
            width=480,
            height=854,
            size_bytes=900_000,
            bitrate_bps=800_000,
            key=f"clips/{asset.pk}.mp4",
        )
    return asset


def make_video(
    creator: Creator | None = None, *, is_playable: bool = True, shows: Variant | None = None, **changes: Any
) -> Video:
    """A published video (pass `status` for another), with one product in it when `shows` is given."""
    creator = creator or make_creator()
    facts: dict[str, Any] = {
        "creator": creator,
        "asset": make_asset(creator.user, is_playable=is_playable),
        "caption": "Le four s'ouvre à cinq heures",
        "language": "fr",
        "status": Video.Status.PUBLISHED,
    }
    facts |= changes
    if facts["status"] == Video.Status.PUBLISHED:
        facts.setdefault("published_at", clock.now() - dt.timedelta(hours=1))
        facts.setdefault("publish_at", facts["published_at"])
    video = Video.objects.create(**facts)
    video.refresh_from_db()
    if shows is not None:
        place(video, shows)
    return video


def place(video: Video, shows: Variant, **changes: Any) -> Anchor:
    """A product in a video from second 1 to 5."""
    facts = {
        "product": shows.product,
        "start_ms": 1_000,
        "end_ms": 5_000,
        "position": video.anchors.count(),
        **changes,
    }
    return Anchor.objects.create(video=video, **facts)
