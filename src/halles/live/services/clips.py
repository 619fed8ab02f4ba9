"""Cutting clips out of a show that is over: one per product, copied from the recording, as drafts of its creator."""

from __future__ import annotations

import shutil
import tempfile
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from django.db import transaction

from halles.kit.errors import Refusal
from halles.live.models import Clip, LiveSession, Replay
from halles.live.queries import Chapter, find_session
from halles.live.replays import Span, find_recording, list_replay_chapters, timeline_of
from halles.live.services.locking import lock_session
from halles.live.services.recordings import folder_of
from halles.media.live.clip import write_clip
from halles.media.live.replay import Piece, Take, read_takes
from halles.media.services import receive_upload
from halles.media.services.uploads import part_file
from halles.videos import services as videos
from halles.videos.models import CAPTION_LENGTH_MAX, Video

CLIP_MS_MIN = 3_000
# As long as a video may be; a segment more would be refused.
CLIP_MS_MAX = 180_000
CLIPS_MAX = 40
# Nothing more is proposed to somebody who has left so many clips of earlier shows lying.
WAITING_MAX = 6


@dataclass(frozen=True)
class Cut:
    """Whole segments of one take, from a key frame on, in which a product is explained."""

    chapter: Chapter
    take: Take
    pieces: Sequence[Piece]
    begins_ms: int

    @property
    def length_ms(self) -> int:
        return sum(piece.duration_ms for piece in self.pieces)


def propose_clips(session_id: uuid.UUID) -> int:
    """Make a draft with its product in place for every product that was explained for three seconds or more, from the
    longest time it was, at most three minutes of it; returns how many. Done again, only what is missing is made.

    None for a creator who has not looked at six clips of earlier shows yet.
    """
    session, replay = find_session(session_id), find_recording(session_id)
    if session is None or replay is None or session.withheld_at is not None:
        return 0
    earlier = Clip.objects.filter(session__creator=session.creator_id, video__status=Video.Status.DRAFT)
    if earlier.exclude(session=session).count() >= WAITING_MAX:
        return 0
    folder = folder_of(replay)
    cuts = list_cuts(session, replay, read_takes(folder))
    return sum(_propose(session, cut, folder) for cut in cuts[:CLIPS_MAX])


def list_cuts(session: LiveSession, replay: Replay, takes: Sequence[Take]) -> list[Cut]:
    """What can be cut, in the order of the show, one per product."""
    best: dict[uuid.UUID, Cut] = {}
    by_number = {take.number: take for take in takes}
    for chapter in list_replay_chapters(session, replay):
        for span in timeline_of(replay).spans:
            cut = _cut(chapter, span, by_number.get(span.take))
            if cut is not None and (
                chapter.product_id not in best or best[chapter.product_id].length_ms < cut.length_ms
            ):
                best[chapter.product_id] = cut
    return sorted(best.values(), key=lambda cut: cut.begins_ms)


def _cut(chapter: Chapter, span: Span, take: Take | None) -> Cut | None:
    begins_ms = max(chapter.begins_ms, span.place_ms)
    ends_ms = min(chapter.ends_ms, span.place_ms + span.length_ms)
    if take is None or ends_ms - begins_ms < CLIP_MS_MIN:
        return None
    pieces: list[Piece] = []
    place_ms, first_ms = span.place_ms, span.place_ms
    for piece in take.pieces:
        if place_ms >= ends_ms:
            break
        if piece.is_independent and place_ms <= begins_ms:
            pieces, first_ms = [], place_ms  # the last key frame before it begins
        if sum(one.duration_ms for one in pieces) + piece.duration_ms > CLIP_MS_MAX:
            break
        pieces.append(piece)
        place_ms += piece.duration_ms
    return Cut(chapter, take, pieces, first_ms) if pieces else None


def _propose(session: LiveSession, cut: Cut, folder: Path) -> bool:
    """One draft; what the house refuses (the profile rests, the product is no longer on sale) is left out."""
    with tempfile.TemporaryDirectory(prefix="halles-clip-") as place:
        file = Path(place) / "clip.mp4"
        write_clip(file, folder / cut.take.file_name, cut.take, cut.pieces)
        try:
            return _keep(session, cut, file)
        except Refusal:
            return False


@transaction.atomic
def _keep(session: LiveSession, cut: Cut, file: Path) -> bool:
    product_id = cut.chapter.product_id
    # Cutting takes a while: the staff may have withheld the show since.
    if lock_session(session.pk).withheld_at is not None:
        return False
    if Clip.objects.filter(session=session, product=product_id).exists():
        return False
    size_bytes = file.stat().st_size
    video, ticket = videos.start_video(
        session.creator, by=session.created_by, file_name="clip.mp4", size_bytes=size_bytes, declared_type="video/mp4"
    )
    part = part_file(ticket.upload.pk)
    part.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(file, part)
    receive_upload(ticket.upload.pk)
    begins_ms = max(0, cut.chapter.begins_ms - cut.begins_ms)
    anchor = videos.AnchorDraft(product_id, begins_ms, min(cut.length_ms, CLIP_MS_MAX))
    videos.set_anchors(video.pk, [anchor])
    changes = videos.VideoChanges(
        caption=(cut.chapter.title or session.title)[:CAPTION_LENGTH_MAX], language=session.language
    )
    videos.edit_video(video.pk, changes=changes)
    ends_ms = cut.begins_ms + cut.length_ms
    Clip.objects.create(session=session, product_id=product_id, video=video, begins_ms=cut.begins_ms, ends_ms=ends_ms)
    return True
