"""Telling a room: one numbered event, announced to every edge when the transaction commits."""

from __future__ import annotations

import json
import uuid
from typing import Any

from halles.kit.statements import fetch

_ANNOUNCE = "SELECT live_announce(%(session)s, %(kind)s, %(body)s::jsonb, %(change)s::jsonb)"


def announce(session_id: uuid.UUID, kind: str, body: dict[str, Any], *, change: dict[str, Any] | None = None) -> int:
    """Tell the room something durable; the event's number.

    `change` is merged into the room's state, which latecomers get; under its key "acts" by the act's id, where None
    takes an act away. Both hold JSON values that everybody may see.
    """
    values = {
        "session": session_id,
        "kind": kind,
        "body": json.dumps(body),
        "change": None if change is None else json.dumps(change),
    }
    ((number,),) = fetch(_ANNOUNCE, values)
    assert number is not None, "the session is locked, so it is there"
    return int(number)
