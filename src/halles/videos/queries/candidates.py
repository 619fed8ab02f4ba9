"""Short rows of videos for a feed to choose from: one bounded statement each, in plain SQL since feeds are hot."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import connection

from halles.videos.models import CallToAction

# A market with few videos of its own must not make a request walk the whole table.
FRESH_LOOKED_AT_MAX = 2000

# The same rule as facts.is_selling.
_SELLS = "(v.call_to_action = %(buy)s OR coalesce(v.template_parts ->> 'offer', '') <> '')"
_COLUMNS = f"SELECT v.id, v.number, v.creator_id, v.language, v.published_at, {_SELLS} AS is_selling"
_SHOWN = """JOIN creators_creator c ON c.id = v.creator_id AND c.status = 'active'
WHERE (v.markets = '{}' OR %(market)s = ANY (v.markets)) AND v.number <> ALL (%(without)s)"""

_FRESH = f"""{_COLUMNS}
FROM (
    SELECT * FROM videos_video WHERE status = 'published' ORDER BY published_at DESC, id DESC LIMIT %(looked_at)s
) AS v {_SHOWN} AND NOT (%(is_quiet)s AND {_SELLS})
ORDER BY v.published_at DESC, v.id DESC LIMIT %(limit)s"""  # noqa: S608 - pieces of ours

_FOLLOWED = f"""{_COLUMNS}
FROM videos_video v {_SHOWN}
AND v.status = 'published' AND v.creator_id = ANY (%(creators)s) AND v.published_at >= %(since)s
ORDER BY v.published_at DESC, v.id DESC LIMIT %(limit)s"""

_NAMED = f"""{_COLUMNS}
FROM videos_video v {_SHOWN}
AND v.status = 'published' AND v.id = ANY (%(ids)s)"""


@dataclass(frozen=True, slots=True)
class Candidate:
    """What a feed needs to know of a video before it is chosen."""

    id: uuid.UUID
    number: int
    creator_id: uuid.UUID
    language: str
    published_at: dt.datetime
    is_selling: bool


def list_fresh(market: str, *, without: Collection[int], limit: int, is_quiet: bool = False) -> list[Candidate]:
    """The latest videos of a market, newest first, except those of the numbers given.

    `is_quiet`: only those that do not sell.
    """
    looked_at = FRESH_LOOKED_AT_MAX + len(without)
    return _read(_FRESH, market, without, {"looked_at": looked_at, "limit": limit, "is_quiet": is_quiet})


def list_followed(
    market: str, creator_ids: Collection[uuid.UUID], *, since: dt.datetime, without: Collection[int], limit: int
) -> list[Candidate]:
    """The latest videos of these creators since an instant, newest first."""
    if not creator_ids:
        return []
    return _read(_FOLLOWED, market, without, {"creators": list(creator_ids), "since": since, "limit": limit})


def list_named(market: str, video_ids: Collection[uuid.UUID]) -> list[Candidate]:
    """Those of these videos that may be watched in the market, in no order."""
    if not video_ids:
        return []
    return _read(_NAMED, market, (), {"ids": list(video_ids)})


def _read(statement: str, market: str, without: Collection[int], more: Mapping[str, Any]) -> list[Candidate]:
    values = {"market": market, "without": list(without), "buy": CallToAction.BUY.value, **more}
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return [Candidate(*row) for row in cursor.fetchall()]
