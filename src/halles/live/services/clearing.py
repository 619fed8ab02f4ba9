"""Taking away a show that left nothing behind."""

from __future__ import annotations

import uuid

from django.db import transaction

from halles.live.models import LiveSession
from halles.live.services.locking import lock_session
from halles.live.services.recordings import remove_recording

OVER = frozenset({LiveSession.Status.ENDED, LiveSession.Status.CANCELED})


@transaction.atomic
def delete_session(session_id: uuid.UUID) -> bool:
    """Delete the recording of a show that is over, and the show with its room; False when the show has to stay.

    It stays while it had acts, since what was promised and the chain of records are for ever, and while it has clips.
    """
    session = lock_session(session_id)
    assert session.status in OVER, "asked for shows that are over"
    remove_recording(session_id)
    if session.acts.exists() or session.records.exists() or session.clips.exists():
        return False
    session.delete()
    return True
