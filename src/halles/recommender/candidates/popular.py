from __future__ import annotations

from collections.abc import Collection

from halles.recommender import weights
from halles.recommender.request import FeedRequest
from halles.videos.queries import Candidate, list_from

_RANKED = f"""SELECT video_id, score AS strength FROM recommender_popularvideo
WHERE market = %(market)s AND number <> ALL (%(without)s::bigint[]) AND NOT (is_selling AND %(is_quiet)s)
ORDER BY rank LIMIT {weights.POPULAR_COUNT}"""  # noqa: S608 - a number of ours


def popular(request: FeedRequest, *, without: Collection[int], is_quiet: bool = False) -> list[tuple[Candidate, float]]:
    """What engages the market now, with its strength; `is_quiet`: only what does not sell."""
    return list_from(_RANKED, request.market.code, {"without": list(without), "is_quiet": is_quiet})
