"""Counts that thousands may change at once: written with the row they count, spread over shards, read as sums."""

from __future__ import annotations

import random
import uuid
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from django.db import connection

from halles.kit.statements import fetch

SHARDS = 8

_ADD = """
INSERT INTO social_tally AS t (kind, target_id, what, shard, count)
SELECT %(kind)s, %(target)s::uuid, %(what)s, %(shard)s::smallint, %(by)s::integer {source}
ON CONFLICT (kind, target_id, what, shard) DO UPDATE SET count = t.count + excluded.count
"""
_SUMS = """
SELECT target_id, what, sum(count) FROM social_tally
WHERE kind = %s AND target_id = ANY(%s::uuid[]) GROUP BY target_id, what
"""
_CHANGE = "WITH changed AS ({change} RETURNING 1), counted AS ({add}) SELECT count(*) FROM changed"


@dataclass(frozen=True)
class Counted:
    """What is counted, of which target."""

    kind: str
    target_id: uuid.UUID
    what: Literal["like", "comment", "follow"]


def add(counted: Counted, by: int) -> None:
    """Count `by` more (or fewer)."""
    with connection.cursor() as cursor:
        cursor.execute(_ADD.format(source=""), _values(counted, by))


def insert_counted(insert: str, values: Mapping[str, Any], counted: Counted) -> bool:
    """Run an INSERT of one row, unless it is there, and count it in the same statement; whether a row was made.

    The statement may name %(kind)s and %(target)s.
    """
    return _change(f"{insert} ON CONFLICT DO NOTHING", values, counted, 1)


def delete_counted(delete: str, values: Mapping[str, Any], counted: Counted) -> bool:
    """Run a DELETE of at most one row and count it in the same statement; whether a row went."""
    return _change(delete, values, counted, -1)


def sums(kind: str, target_ids: Sequence[uuid.UUID]) -> dict[uuid.UUID, dict[str, int]]:
    """What is counted of each target, e.g. {id: {"like": 3}}; never below zero."""
    found: dict[uuid.UUID, dict[str, int]] = defaultdict(dict)
    for target_id, what, total in fetch(_SUMS, [kind, list(target_ids)]):
        found[target_id][what] = max(0, total)
    return found


def _change(change: str, values: Mapping[str, Any], counted: Counted, by: int) -> bool:
    statement = _CHANGE.format(change=change, add=_ADD.format(source="FROM changed"))
    with connection.cursor() as cursor:
        cursor.execute(statement, {**values, **_values(counted, by)})
        row = cursor.fetchone()
    return bool(row and row[0])


def _values(counted: Counted, by: int) -> dict[str, Any]:
    shard = random.randrange(SHARDS)  # noqa: S311 - spreads writers, keeps no secret
    return {
        "kind": counted.kind,
        "target": counted.target_id,
        "what": counted.what,
        "shard": shard,
        "by": by,
    }
