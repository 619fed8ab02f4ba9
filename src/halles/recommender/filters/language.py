from __future__ import annotations

from halles.recommender.request import FeedRequest, Pool


def in_language(request: FeedRequest, pool: Pool) -> Pool:
    """Only videos in the person's languages (or without words), unless that leaves too few for a page."""
    understood = {
        number: pooled for number, pooled in pool.items() if is_understood(request, pooled.candidate.language)
    }
    return understood if len(understood) >= 2 * request.size else pool


def is_understood(request: FeedRequest, language: str) -> bool:
    """Whether somebody with these languages follows a video in `language`."""
    return not language or language.split("-", maxsplit=1)[0] in request.languages
