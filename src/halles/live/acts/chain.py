"""Writing down what happened and telling the room, in the caller's transaction."""

from __future__ import annotations

import json
import uuid
from typing import Any

from halles.kit.statements import fetch


def record(session_id: uuid.UUID, kind: str, body: dict[str, Any]) -> None:
    """One more record in the show's chain; `body` holds nothing that not everybody may know."""
    fetch("SELECT live_act(%s, %s, %s::jsonb)", [session_id, kind, json.dumps(body, default=str)])


def record_offer(act_id: uuid.UUID) -> bool:
    """What happened to an offer and is not in the chain yet: its step, its claims; whether there was anything."""
    return bool(fetch("SELECT live_record_offer(%s)", [act_id])[0][0])


def tell(act_id: uuid.UUID) -> None:
    """Tell the room now how the act stands; the caller holds the act itself."""
    fetch("SELECT live_tell_act(%s, true)", [act_id])
