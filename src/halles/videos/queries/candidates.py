"""Short rows of videos for a feed to choose from: one bounded statement each, in plain SQL since feeds are hot."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from halles.kit.statements import fetch

# A market with few videos of its own must not make a request walk the whole table; a sitting serves at most 900.
LOOKED_AT_MAX = 3000

# The same rule as facts.is_selling.
_SELLS = "(v.call_to_action = 'buy' OR coalesce(v.template_parts ->> 'offer', '') <> '')"
_COLUMNS = f"""SELECT v.id, v.number, v.creator_id, v.language, extract(epoch FROM v.published_at)::float8,
       {_SELLS} AS is_selling"""  # noqa: S608 - pieces of ours
_SHOWN = """JOIN creators_creator c ON c.id = v.creator_id AND c.status = 'active'
WHERE v.status = 'published' AND (v.markets = '{}' OR %(market)s = ANY (v.markets))"""

# Limits stand in the text: of a limit that is a parameter the planner would think it means a tenth of the table.
_FRESH = """{columns}
FROM (
    SELECT * FROM videos_video WHERE status = 'published' ORDER BY published_at DESC, id DESC LIMIT {looked_at}
) AS v {shown} AND v.number <> ALL (%(without)s::bigint[]) AND NOT (%(is_quiet)s AND {sells})
ORDER BY v.published_at DESC, v.id DESC LIMIT {limit}"""

_FOLLOWED = """{columns}
FROM videos_video v {shown} AND v.number <> ALL (%(without)s::bigint[])
AND v.creator_id = ANY (%(creators)s::uuid[]) AND v.published_at >= %(since)s
ORDER BY v.published_at DESC, v.id DESC LIMIT {limit}"""

_NAMED = """{columns}
FROM videos_video v {shown} AND v.id = ANY (%(ids)s::uuid[])"""

_FROM = """{columns}, named.strength
FROM ({table}) AS named JOIN videos_video v ON v.id = named.video_id {shown}"""


@dataclass(slots=True)
class Candidate:
    """What a feed needs to know of a video before it is chosen."""

    id: uuid.UUID
    number: int
    creator_id: uuid.UUID
    language: str
    # Seconds since 1970: a number is read ten times faster than an instant, and there are a hundred per page.
    published_s: float
    is_selling: bool


def list_fresh(
    market: str,
    *,
    without: Collection[int],
    limit: int,
    is_quiet: bool = False,
    looked_at: int = LOOKED_AT_MAX,
) -> list[Candidate]:
    """The latest videos of a market, newest first, except those of the numbers given.

    `is_quiet`: only those that do not sell. `looked_at`: how many of the latest of all markets are gone through.
    """
    values = {"market": market, "without": list(without), "is_quiet": is_quiet}
    return [Candidate(*row) for row in fetch(_text(_FRESH, limit=limit, looked_at=looked_at), values)]


def list_followed(
    market: str, creator_ids: Collection[uuid.UUID], *, since: dt.datetime, without: Collection[int], limit: int
) -> list[Candidate]:
    """The latest videos of these creators since an instant, newest first."""
    if not creator_ids:
        return []
    values = {"market": market, "without": list(without), "creators": list(creator_ids), "since": since}
    return [Candidate(*row) for row in fetch(_text(_FOLLOWED, limit=limit), values)]


def list_named(market: str, video_ids: Collection[uuid.UUID]) -> list[Candidate]:
    """Those of these videos that may be watched in the market, in no order."""
    values = {"market": market, "ids": list(video_ids)}
    return [Candidate(*row) for row in fetch(_text(_NAMED), values)] if video_ids else []


def list_from(table: str, market: str, values: Mapping[str, Any]) -> list[tuple[Candidate, float]]:
    """Those that may be watched of the videos a statement names, with its strength of each, in no order.

    `table` is constant SQL of ours that gives `video_id` and `strength`, from %(market)s and the `values`.
    """
    rows = fetch(_text(_FROM, table=table), {"market": market, **values})
    return [(Candidate(*row[:-1]), row[-1]) for row in rows]


def _text(statement: str, *, limit: int = 0, looked_at: int = 0, table: str = "") -> str:
    return statement.format(columns=_COLUMNS, shown=_SHOWN, sells=_SELLS, table=table, limit=limit, looked_at=looked_at)
