"""What the edge asks and says about picture and sound."""

from __future__ import annotations

import datetime as dt
import hmac
import uuid
from dataclasses import dataclass

from django.db import transaction

from halles.creators.models import Creator
from halles.kit import clock
from halles.live.errors import SessionNotFound, SessionOver
from halles.live.models import LiveSession, Take
from halles.live.services.locking import lock_session
from halles.live.services.planning import key_hash
from halles.live.services.recordings import keep_recording
from halles.live.services.room import announce
from halles.live.services.showing import end_lost

# The longest show; the edge ends what goes on after it.
SHOW_MAX = dt.timedelta(hours=12)
REHEARSAL_MAX = dt.timedelta(hours=3)


@dataclass(frozen=True)
class Admission:
    """Who may send picture and sound, and until when."""

    session_id: uuid.UUID
    is_rehearsal: bool
    ends_by: dt.datetime


@dataclass(frozen=True)
class MediaWord:
    """What the edge says of take `take`: `event` started, lost, back, full (the rest is not kept) or ended.

    Sizes are in pixels, ms and bytes.
    """

    event: str
    take: int
    at: dt.datetime
    protocol: str = ""
    width: int = 0
    height: int = 0
    duration_ms: int = 0
    size_bytes: int = 0
    storage_key: str = ""
    index_key: str = ""


def admit(key: str) -> Admission:
    """Whose show this stream key opens; refuses live.not_found for a wrong key, live.ended for a show that is over."""
    session = LiveSession.objects.filter(stream_key_hash=key_hash(key)).select_related("creator").first()
    if session is None or not hmac.compare_digest(session.stream_key, key):
        raise SessionNotFound
    if session.status in {LiveSession.Status.ENDED, LiveSession.Status.CANCELED}:
        raise SessionOver
    if session.creator.status != Creator.Status.ACTIVE:
        raise SessionOver
    is_rehearsal = session.status == LiveSession.Status.PLANNED
    return Admission(session.pk, is_rehearsal, ends_by(session))


def ends_by(session: LiveSession) -> dt.datetime:
    """When the edge must stop at the latest."""
    if session.started_at is not None:
        return session.started_at + SHOW_MAX
    return clock.now() + REHEARSAL_MAX


@transaction.atomic
def note_media(session_id: uuid.UUID, word: MediaWord) -> None:
    """Write down what the edge says; hearing it twice changes nothing. The room is told of picture lost and back."""
    session = lock_session(session_id)
    take, _is_new = Take.objects.get_or_create(
        session=session, number=word.take, defaults={"began_at": word.at, "protocol": word.protocol[:10]}
    )
    for field in ("width", "height", "duration_ms", "size_bytes", "storage_key", "index_key"):
        value = getattr(word, field)
        if value:
            setattr(take, field, value)
    is_stale = session.takes.filter(number__gt=word.take).exists()
    if word.event in {"lost", "ended"} and take.ended_at is None:
        take.ended_at = word.at
    take.save()
    if word.event == "ended" and word.index_key:
        keep_recording(session, word.index_key)
    if word.event == "full" and session.recording_full_at is None:
        session.recording_full_at = word.at
        session.save(update_fields=["recording_full_at"])
        announce(session.pk, "recording", {"is_full": True})
    if is_stale or session.status in {LiveSession.Status.ENDED, LiveSession.Status.CANCELED}:
        return
    if word.event in {"started", "back"} and take.ended_at is None:
        _set_media(session, LiveSession.Media.ON, None)
    elif word.event == "lost":
        _set_media(session, LiveSession.Media.LOST, word.at)
    elif word.event == "ended":
        _set_media(session, LiveSession.Media.LOST, session.lost_at or word.at)
        end_lost(session_id)


def _set_media(session: LiveSession, media: LiveSession.Media, lost_at: dt.datetime | None) -> None:
    is_rehearsal = session.status == LiveSession.Status.PLANNED
    if is_rehearsal and media == LiveSession.Media.LOST:
        media, lost_at = LiveSession.Media.NONE, None
    if session.media == media:
        return
    session.media, session.lost_at = media, lost_at
    session.save(update_fields=["media", "lost_at"])
    announce(session.pk, "media", {"media": media.value})
