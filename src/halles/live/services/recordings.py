"""What becomes of a recording: a replay for everybody, proofs for those who bought, then nothing."""

from __future__ import annotations

import os
import shutil
import uuid
from pathlib import Path, PurePosixPath

from django.conf import settings
from django.db import transaction

from halles.kit import clock, jobs
from halles.kit.events import emit
from halles.live.errors import ReplayNotFound
from halles.live.events import SessionChanged
from halles.live.models import Clip, LiveSession, Replay, Take
from halles.live.services.locking import lock_session
from halles.media.live.replay import REPLAY, read_takes


def keep_recording(session: LiveSession, index_key: str) -> Replay | None:
    """Make a replay of what was recorded of a locked session; None when nothing was. Told twice, it is made once.

    Clips are cut from it in the background; of a show that the staff withholds it is put away there, without clips.
    """
    folder = str(PurePosixPath(index_key).parent)
    takes = read_takes(Path(settings.MEDIA_ROOT) / folder)
    if not takes:
        return None
    spans = [[take.number, take.pieces[0].begins_ms, take.duration_ms] for take in takes]
    replay, is_new = Replay.objects.get_or_create(
        session=session,
        defaults={"folder": folder, "spans": spans, "duration_ms": sum(span[2] for span in spans)},
    )
    if is_new:
        # Not here: should this commit be lost, the files must be found where the edge says they are.
        task = "live.propose_clips" if session.withheld_at is None else "live.put_away"
        jobs.defer(task, session_id=str(session.pk))
        emit(SessionChanged(session.pk))
    return replay


@transaction.atomic
def hide_replay(session_id: uuid.UUID) -> None:
    """Take the replay from the public; what proofs need stays where no address leads to it. Done twice, it is done
    once. Refuses live.replay_not_found where nothing is kept."""
    session = lock_session(session_id)
    replay = Replay.objects.filter(session=session, removed_at=None).first()
    if replay is None:
        raise ReplayNotFound
    if replay.hidden_at is None:
        _put_away(replay)
    elif replay.is_withheld:
        # Hidden by the staff so far: from now on for good.
        replay.is_withheld = False
        replay.save(update_fields=["is_withheld"])


@transaction.atomic
def withhold_replay(session_id: uuid.UUID) -> None:
    """Put the replay of a show away while the staff withholds the show; nothing happens to one that is hidden or gone,
    or when the show is shown again by now."""
    session = lock_session(session_id)
    replay = Replay.objects.filter(session=session, removed_at=None, hidden_at=None).first()
    if replay is not None and session.withheld_at is not None:
        replay.is_withheld = True
        _put_away(replay)


@transaction.atomic
def give_back_replay(session_id: uuid.UUID) -> None:
    """Show a replay again that was put away by the staff; one that its host hid stays hidden."""
    session = lock_session(session_id)
    replay = Replay.objects.filter(session=session, removed_at=None, is_withheld=True).first()
    if replay is None:
        return
    replay.hidden_at, replay.is_withheld = None, False
    replay.save(update_fields=["hidden_at", "is_withheld"])
    kept = Take.objects.filter(session=session).exclude(index_key="")
    kept.update(storage_key=f"{replay.folder}/{REPLAY}")
    emit(SessionChanged(session_id))
    if not Clip.objects.filter(session=session).exists():
        jobs.defer("live.propose_clips", session_id=str(session_id))
    # Last, as in `_put_away`.
    _move(_private(session_id), _public(replay))


@transaction.atomic
def remove_recording(session_id: uuid.UUID) -> None:
    """Delete every file of a show that nobody needs any more; figures and chat stay."""
    session = lock_session(session_id)
    replay = Replay.objects.filter(session=session, removed_at=None).first()
    if replay is None:
        return
    replay.removed_at = clock.now()
    replay.save(update_fields=["removed_at"])
    Take.objects.filter(session=session).update(storage_key="", index_key="")
    emit(SessionChanged(session_id))
    for folder in (_public(replay), _private(session_id)):
        shutil.rmtree(folder, ignore_errors=True)


def _put_away(replay: Replay) -> None:
    replay.hidden_at = clock.now()
    replay.save(update_fields=["hidden_at", "is_withheld"])
    Take.objects.filter(session=replay.session_id).update(storage_key="")
    emit(SessionChanged(replay.session_id))
    # Last: once the files are away, nothing may fail. Should the commit be lost, the next try finds them moved.
    _move(_public(replay), _private(replay.session_id))


def _move(folder: Path, to: Path) -> None:
    if folder.is_dir():
        to.parent.mkdir(parents=True, exist_ok=True)
        os.replace(folder, to)


def folder_of(replay: Replay) -> Path:
    """Where the files of a kept recording are."""
    return _private(replay.session_id) if replay.hidden_at is not None else _public(replay)


def _public(replay: Replay) -> Path:
    return Path(settings.MEDIA_ROOT) / replay.folder


def _private(session_id: uuid.UUID) -> Path:
    return Path(settings.HALLES_PRIVATE_ROOT) / "live" / str(session_id)
