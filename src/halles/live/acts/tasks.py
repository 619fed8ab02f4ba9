"""What is asked of those who take part, and whether somebody has done it."""

from __future__ import annotations

import json
import uuid
from dataclasses import dataclass
from typing import Any

from halles.kit.statements import fetch
from halles.live.acts.errors import Banned, TaskLeft, TasksWrong
from halles.live.models import LiveSession

_LEFT = """
SELECT l.code FROM live_livesession s, live_task_left(s, %s::jsonb, %s, coalesce(s.started_at, s.created_at), %s) l
WHERE s.id = %s
"""


@dataclass(frozen=True)
class Tasks:
    """All of them together: follow the creator, write in the chat, watch for so long."""

    follow: bool = False
    comment: bool = False
    watch_seconds: int = 0

    def as_json(self) -> dict[str, Any]:
        """Only what is asked."""
        asked: dict[str, Any] = {}
        if self.follow:
            asked["follow"] = True
        if self.comment:
            asked["comment"] = True
        if self.watch_seconds:
            asked["watch_seconds"] = self.watch_seconds
        return asked


def require_time_left(tasks: Tasks, *, seconds: int, gap_seconds: int) -> None:
    """TasksWrong when watching takes so long that nobody who comes a little later could take part."""
    longest = max(0, seconds - gap_seconds)
    if not 0 <= tasks.watch_seconds <= longest:
        raise TasksWrong(seconds_max=longest)


def require_done(session: LiveSession, tasks: dict[str, Any], user_id: uuid.UUID, *, watched_ms: int) -> None:
    """TaskLeft unless this person has done all of it."""
    left = fetch(_LEFT, [json.dumps(tasks), user_id, watched_ms, session.pk])
    if left and left[0][0] is not None:
        raise TaskLeft


def require_welcome(session: LiveSession, user_id: uuid.UUID) -> None:
    """Banned when this person may not take part in the creator's shows."""
    item = json.dumps({"u": str(user_id)})
    if fetch("SELECT live_is_banned(%s, %s::jsonb)", [session.creator_id, item])[0][0]:
        raise Banned
