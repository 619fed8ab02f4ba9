"""Clips that a show proposes to its creator."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import av
import pytest

from halles.kit import clock
from halles.kit.storage import private_storage
from halles.live.models import Clip, LiveSession
from halles.live.services.clips import list_cuts, propose_clips
from halles.media.live.clip import write_clip
from halles.media.live.replay import Piece, Take
from halles.videos.models import Video
from tests.catalog.makers import make_on_sale
from tests.live.recordings import make_recorded, tell
from tests.media.makers import make_ready

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _media(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.HALLES_PRIVATE_ROOT = tmp_path / "private"
    settings.HALLES_UPLOAD_ROOT = tmp_path / "uploads"


def explain(session: LiveSession, product_id: Any, begins: float, ends: float, title: str = "Bol") -> None:
    tell(session, "pin", {"card": {"id": str(product_id), "title": title}}, begins)
    tell(session, "explain", {"product": str(product_id)}, begins)
    tell(session, "explain", {"product": None}, ends)


def pictures(file: Path) -> tuple[int, bool]:
    """How many pictures a decoder finds, and whether it begins with a key frame."""
    with av.open(str(file)) as opened:
        frames = list(opened.decode(video=0))
    return len(frames), bool(frames[0].key_frame)


def test_each_explained_product_becomes_a_draft_with_its_anchor() -> None:
    session = make_recorded(seconds=10, gap_seconds=20)
    bowl, cup = make_on_sale().product, make_on_sale().product
    explain(session, bowl.pk, 3, 9, "Bol en grès")
    explain(session, cup.pk, 31, 39)
    assert propose_clips(session.pk) == 2
    first, second = Clip.objects.all()
    assert (first.product_id, first.begins_ms, first.ends_ms) == (bowl.pk, 2_000, 10_000)
    assert (second.product_id, second.begins_ms, second.ends_ms) == (cup.pk, 10_000, 20_000)
    video = first.video
    assert (video.status, video.creator_id, video.caption, video.language) == (
        Video.Status.DRAFT, session.creator_id, "Bol en grès", "fr",
    )  # fmt: skip
    anchor = video.anchors.get()
    assert (anchor.product_id, anchor.end_ms) == (bowl.pk, 8_000)
    assert anchor.start_ms == pytest.approx(1_000, abs=2)
    assert video.asset.upload is not None
    assert video.asset.upload.status == "received"
    file = private_storage().path(video.asset.upload.original_key)
    assert file is not None
    assert pictures(file) == (240, True)
    asset = make_ready(video.asset)
    assert (asset.status, asset.has_audio) == ("ready", True)
    assert asset.duration_ms == pytest.approx(8_000, abs=60)


def test_clips_are_proposed_once() -> None:
    session = make_recorded()
    explain(session, make_on_sale().product.pk, 0, 6)
    assert [propose_clips(session.pk), propose_clips(session.pk)] == [1, 0]
    assert Video.objects.count() == 1


def test_the_longest_time_counts_and_short_mentions_do_not() -> None:
    session = make_recorded(seconds=10, gap_seconds=20)
    bowl, cup = make_on_sale().product, make_on_sale().product
    explain(session, bowl.pk, 0, 3.5)
    explain(session, cup.pk, 4, 6)
    explain(session, bowl.pk, 32.1, 39)
    assert propose_clips(session.pk) == 1
    assert [(clip.product_id, clip.begins_ms) for clip in Clip.objects.all()] == [(bowl.pk, 12_000)]


def test_what_may_not_be_shown_is_left_out_and_nothing_of_it_stays() -> None:
    session = make_recorded()
    product = make_on_sale().product
    explain(session, product.pk, 0, 6)
    product.status = "paused"
    product.save()
    assert propose_clips(session.pk) == 0
    assert not Clip.objects.exists()
    assert not Video.objects.exists()


def test_a_cut_ends_before_it_is_longer_than_a_video_may_be() -> None:
    session = make_recorded()
    explain(session, make_on_sale().product.pk, 3, 500)
    replay = session.replay
    start = replay.spans[0][1]
    replay.spans = [[1, start, 400_000]]
    session.ended_at = None
    take = Take(1, (0, 10), "avc1", 320, 180, start)
    take.pieces = [Piece(n, 10, 10, 2_000, start + n * 2_000, n % 2 == 0) for n in range(200)]
    (cut,) = list_cuts(session, replay, [take])
    assert (cut.begins_ms, cut.length_ms, cut.pieces[0].msn) == (0, 180_000, 0)


def test_a_show_withheld_while_its_clips_are_cut_gets_none(monkeypatch: pytest.MonkeyPatch) -> None:
    session = make_recorded()
    explain(session, make_on_sale().product.pk, 0, 6)

    def write_late(*wanted: Any) -> None:
        write_clip(*wanted)
        LiveSession.objects.filter(pk=session.pk).update(withheld_at=clock.now())

    monkeypatch.setattr("halles.live.services.clips.write_clip", write_late)
    assert propose_clips(session.pk) == 0
    assert not Clip.objects.exists()
    assert not Video.objects.exists()
