from __future__ import annotations

import uuid
from collections.abc import Collection
from typing import Any

from django.db import connection

from halles.recommender import weights
from halles.recommender.request import FeedRequest

_STATEMENT = """
SELECT video_id, score FROM recommender_popularvideo
WHERE market = %(market)s AND number <> ALL (%(without)s) AND NOT (is_selling AND %(is_quiet)s)
ORDER BY rank LIMIT %(limit)s
"""


def popular(request: FeedRequest, *, without: Collection[int], is_quiet: bool = False) -> dict[uuid.UUID, float]:
    """What engages the market now, with its strength; `is_quiet`: only what does not sell."""
    values: dict[str, Any] = {
        "market": request.market.code,
        "without": list(without),
        "is_quiet": is_quiet,
        "limit": weights.POPULAR_COUNT,
    }
    with connection.cursor() as cursor:
        cursor.execute(_STATEMENT, values)
        return dict(cursor.fetchall())
