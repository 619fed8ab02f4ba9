"""Taking hold of a show before changing it."""

from __future__ import annotations

import uuid

from halles.live.errors import AlreadyStarted, NotLive, SessionNotFound, SessionOver
from halles.live.models import LiveSession

Status = LiveSession.Status


def lock_session(session_id: uuid.UUID) -> LiveSession:
    """The show, locked until the transaction ends; the room's numbering waits too."""
    found = LiveSession.objects.select_for_update(of=("self",), no_key=True).select_related(
        "creator", "creator__seller"
    )
    session = found.filter(pk=session_id).first()
    if session is None:
        raise SessionNotFound
    return session


def lock_open(session_id: uuid.UUID) -> LiveSession:
    """The same, refusing a show that is over or canceled."""
    session = lock_session(session_id)
    if session.status in {Status.ENDED, Status.CANCELED}:
        raise SessionOver
    return session


def lock_planned(session_id: uuid.UUID) -> LiveSession:
    """The same, refusing a show that has started."""
    session = lock_open(session_id)
    if session.status != Status.PLANNED:
        raise AlreadyStarted
    return session


def lock_live(session_id: uuid.UUID) -> LiveSession:
    """The same, refusing a show that is not on air."""
    session = lock_open(session_id)
    if session.status != Status.LIVE:
        raise NotLive
    return session


def move(session: LiveSession, to: LiveSession.Status) -> None:
    """Take a locked show to another status, if the way leads there; the caller saves."""
    assert to in LiveSession.TRANSITIONS[LiveSession.Status(session.status)], f"{session.status} to {to}"
    session.status = to
