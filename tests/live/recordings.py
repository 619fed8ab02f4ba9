"""Shows that were really recorded, by the packager and the recording of the edge, in memory's time."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

from django.conf import settings
from django.db import connection

from halles.kit import clock
from halles.live import services
from halles.live.models import LiveSession
from halles.media.live import packager as packaging
from halles.media.live.recording import INDEX, Recording
from halles.media.live.replay import REPLAY, write_replay
from halles.media.live.rtmp import flv
from tests.live.makers import make_session
from tests.media.live.makers import make_messages

STARTED = dt.timedelta(minutes=30)


def record(folder: Path, start: dt.datetime, *, takes: int = 2, seconds: int = 6, gap_seconds: int = 20) -> None:
    """`takes` of `seconds` each, `gap_seconds` apart, the first from `start` on."""
    recording = Recording(folder, free_bytes_min=0)
    at = start.timestamp() * 1000
    packager = packaging.Packager(recording.add, lambda: at)
    for number in range(takes):
        at = (start + number * dt.timedelta(seconds=seconds + gap_seconds)).timestamp() * 1000
        for message in make_messages(seconds=seconds):
            flv.put(message, packager)
        packager.end_take()
    recording.close()
    write_replay(folder)


def make_recorded(*, takes: int = 2, seconds: int = 6, gap_seconds: int = 20, **changes: object) -> LiveSession:
    """A show that began half an hour ago, was recorded, and is over; told as the edge tells it."""
    start = (clock.now() - STARTED).replace(microsecond=0)
    end = start + takes * dt.timedelta(seconds=seconds + gap_seconds)
    session = make_session(status="ended", started_at=start, ended_at=end, scheduled_at=start, **changes)
    folder = f"live/{session.pk}/geheim"
    record(Path(settings.MEDIA_ROOT) / folder, start, takes=takes, seconds=seconds, gap_seconds=gap_seconds)
    word = services.MediaWord(
        event="ended", take=takes, at=end, storage_key=f"{folder}/{REPLAY}", index_key=f"{folder}/{INDEX}"
    )
    services.note_media(session.pk, word)
    session.refresh_from_db()
    return session


def tell(session: LiveSession, kind: str, body: dict[str, object], after: float, *, status: str = "shown") -> int:
    """What the room was told so many seconds after the start; its number."""
    assert session.started_at is not None
    with connection.cursor() as cursor:
        cursor.execute("SELECT live_announce(%s, %s, %s::jsonb)", [session.pk, kind, json.dumps(body)])
        (number,) = cursor.fetchone() or (0,)
        cursor.execute(
            'UPDATE live_roomevent SET at = %s, status = %s WHERE session_id = %s AND "offset" = %s',
            [session.started_at + dt.timedelta(seconds=after), status, session.pk, number],
        )
    return int(number)


def say(session: LiveSession, text: str, after: float, **more: object) -> int:
    """A message of the chat."""
    status = str(more.pop("status", "shown"))
    return tell(
        session, "chat", {"name": "Marc", "handle": "", "role": "viewer", "text": text, **more}, after, status=status
    )
