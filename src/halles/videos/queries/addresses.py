"""Addresses of public videos for those who list them all: sitemaps."""

from __future__ import annotations

import datetime as dt
import uuid

from halles.kit.statements import fetch
from halles.videos.models import Video

_STARTS = """
SELECT id FROM (
    SELECT v.id, row_number() OVER (ORDER BY v.id) AS number FROM videos_video v
    JOIN creators_creator c ON c.id = v.creator_id AND c.status = 'active' WHERE v.status = 'published'
) numbered WHERE number %% %(size)s = 1 ORDER BY id LIMIT %(limit)s
"""


def list_part_starts(*, size: int, limit: int) -> list[uuid.UUID]:
    """The first video of every part of `size` videos in view, oldest first, at most `limit` parts. One statement."""
    return [row[0] for row in fetch(_STARTS, {"size": size, "limit": limit})]


def list_part(start: uuid.UUID, *, size: int) -> list[tuple[uuid.UUID, dt.datetime | None]]:
    """(id, published at) of up to `size` videos in view from `start` on. One statement."""
    shown = Video.objects.filter(status=Video.Status.PUBLISHED, creator__status="active", pk__gte=start)
    return list(shown.order_by("pk").values_list("pk", "published_at")[:size])
