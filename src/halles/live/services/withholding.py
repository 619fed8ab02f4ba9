"""A show before the staff: taken off the air and out of sight by a decision, shown again when that ends."""

from __future__ import annotations

import uuid

from django.db import transaction

from halles.kit import clock
from halles.kit.events import emit
from halles.live.events import SessionChanged
from halles.live.models import Clip, LiveSession
from halles.live.services.locking import lock_session
from halles.live.services.recordings import give_back_replay, withhold_replay
from halles.live.services.showing import end_session
from halles.moderation import services as moderation
from halles.moderation.models import TargetKind
from halles.users.models import User
from halles.videos import services as videos

WRITTEN = ("withheld_at", "updated_at")


@transaction.atomic
def withhold_session(session_id: uuid.UUID, *, by: User, why: str) -> None:
    """Keep a show from the public: on air it ends at once, planned it cannot begin, a replay is put away, and
    clips of it are not published; its team still sees it. Withholding it twice changes nothing more."""
    session = lock_session(session_id)
    moderation.record_staff_action(
        by=by, verb="withhold_show", kind=TargetKind.LIVE_SESSION, target_id=session_id, why=why
    )
    if session.withheld_at is not None:
        return
    if session.status == LiveSession.Status.LIVE:
        end_session(session_id)
    session.withheld_at = session.updated_at = clock.now()
    session.save(update_fields=WRITTEN)
    emit(SessionChanged(session_id))
    withhold_replay(session_id)
    videos.withhold_videos(_clips_of(session_id))


@transaction.atomic
def show_session(session_id: uuid.UUID) -> None:
    """Let the public see a withheld show again, its replay and its clips; one that was ended on the air stays over."""
    session = lock_session(session_id)
    if session.withheld_at is None:
        return
    session.withheld_at, session.updated_at = None, clock.now()
    session.save(update_fields=WRITTEN)
    emit(SessionChanged(session_id))
    give_back_replay(session_id)
    videos.give_back_videos(_clips_of(session_id))


def _clips_of(session_id: uuid.UUID) -> list[uuid.UUID]:
    return list(Clip.objects.filter(session=session_id).values_list("video", flat=True))
