from __future__ import annotations

import random
from collections.abc import Collection

from halles.recommender import weights
from halles.recommender.request import FeedRequest
from halles.videos.queries import Candidate, list_from

# From a random place on, around the end to the beginning: every new video has the same chance, found by the index.
_DRAWN = f"""(SELECT video_id, 1.0::float8 AS strength FROM recommender_newvideo
 WHERE lot >= %(place)s AND number <> ALL (%(without)s::bigint[]) ORDER BY lot LIMIT {weights.NEW_COUNT})
UNION ALL
(SELECT video_id, 1.0::float8 FROM recommender_newvideo
 WHERE lot < %(place)s AND number <> ALL (%(without)s::bigint[]) ORDER BY lot LIMIT {weights.NEW_COUNT})
LIMIT {weights.NEW_COUNT}"""  # noqa: S608 - a number of ours


def new(request: FeedRequest, *, without: Collection[int]) -> list[tuple[Candidate, float]]:
    """New videos that have not had their guaranteed impressions yet, drawn by lot."""
    draw = random.Random(request.session.seed * 65_537 + request.session.position)  # noqa: S311 - a draw, no secret
    return list_from(_DRAWN, request.market.code, {"without": list(without), "place": draw.random()})
