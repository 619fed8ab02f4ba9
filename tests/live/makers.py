"""Shows as plain as a test needs them."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from typing import Any

from django.db import connection

from halles.kit import clock, ids
from halles.live.models import LiveSession
from tests.creators.makers import make_creator


def make_session(**changes: Any) -> LiveSession:
    """A planned show in France; pass `status` "live" for one that is on air."""
    creator = changes.pop("creator", None) or make_creator()
    key = changes.pop("key", f"live_{ids.uuid7().hex}")
    facts: dict[str, Any] = {
        "creator": creator,
        "title": "Le marché du matin",
        "market": "FR",
        "language": "fr",
        "scheduled_at": clock.now() + dt.timedelta(hours=1),
        "stream_key_hash": hashlib.sha256(key.encode()).hexdigest(),
        "stream_key": key,
        "created_by": creator.user,
    }
    if changes.get("status") in {"live", "ended"}:
        facts["started_at"] = clock.now()
    if changes.get("status") == "ended":
        facts["ended_at"] = clock.now()
    return LiveSession.objects.create(**{**facts, **changes})


def call(function: str, *arguments: Any) -> Any:
    """What the SQL function answers; dicts and lists go in as jsonb."""
    given = [json.dumps(one) if isinstance(one, dict | list) else one for one in arguments]
    marks = ", ".join("%s::jsonb" if isinstance(one, dict | list) else "%s" for one in arguments)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {function}({marks})", given)
        row = cursor.fetchone()
    assert row is not None
    return json.loads(row[0]) if isinstance(row[0], str) else row[0]
