from __future__ import annotations

import random
import uuid
from collections.abc import Collection
from typing import Any

from django.db import connection

from halles.recommender import weights
from halles.recommender.request import FeedRequest

# From a random place on, around the end to the beginning: every new video has the same chance, found by the index.
_STATEMENT = """
(SELECT video_id FROM recommender_newvideo WHERE lot >= %(place)s AND number <> ALL (%(without)s)
 ORDER BY lot LIMIT %(limit)s)
UNION ALL
(SELECT video_id FROM recommender_newvideo WHERE lot < %(place)s AND number <> ALL (%(without)s)
 ORDER BY lot LIMIT %(limit)s)
LIMIT %(limit)s
"""


def new(request: FeedRequest, *, without: Collection[int]) -> set[uuid.UUID]:
    """New videos that have not had their guaranteed impressions yet, drawn by lot."""
    draw = random.Random(f"{request.session.seed}:{request.session.position}")  # noqa: S311 - a draw, no secret
    values: dict[str, Any] = {"place": draw.random(), "without": list(without), "limit": weights.NEW_COUNT}
    with connection.cursor() as cursor:
        cursor.execute(_STATEMENT, values)
        return {row[0] for row in cursor.fetchall()}
