"""From an upload to a video that plays, and what happens when something dies on the way."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from procrastinate.contrib.django.models import ProcrastinateJob

from halles.kit import clock, events
from halles.kit.errors import Refusal
from halles.kit.rate_limits import TooOften
from halles.kit.storage import storage
from halles.media import errors, making, queries, services
from halles.media.events import AssetPlayable, AssetReady, AssetRefused
from halles.media.models import Asset, DiscardedFile, Rendition
from halles.media.services import editing, recording
from halles.media.transcode.job import Job
from halles.media.transcode.watch import Outcome
from tests.media.makers import make_ready, make_ticket, send_clip, send_file
from tests.users.makers import make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def announced(monkeypatch: pytest.MonkeyPatch) -> list[object]:
    heard: list[object] = []
    kinds: list[type] = [AssetPlayable, AssetReady, AssetRefused]
    monkeypatch.setattr(events, "_table", dict.fromkeys(kinds, (heard.append,)))
    return heard


def files_of(asset: Asset) -> list[str]:
    root = Path(settings.MEDIA_ROOT) / "videos" / str(asset.pk)
    return sorted(path.name for path in root.rglob("*") if path.is_file()) if root.exists() else []


def jobs_left() -> int:
    return ProcrastinateJob.objects.filter(task_name="media.process_asset", status="todo").count()


def test_an_upload_becomes_a_video(tmp_path: Path, announced: list[object]) -> None:
    asset = make_ready(send_clip(tmp_path, width=480, height=854, seconds=1.5))
    assert announced == [AssetPlayable(asset.pk), AssetReady(asset.pk)]
    assert (asset.status, asset.progress_percent, asset.has_audio) == ("ready", 100, True)
    assert (asset.width, asset.height, asset.duration_ms) == (480, 854, 1500)
    playback = queries.playback(asset)
    (source,) = playback.sources
    assert (source.short_edge, source.width, source.height) == (480, 480, 854)
    assert source.url == f"/media/videos/{asset.pk}/1/480.mp4"
    path = storage().path(f"videos/{asset.pk}/1/480.mp4")
    assert path is not None
    assert source.bytes == path.stat().st_size
    assert playback.poster_url.endswith("/cover.webp")
    assert playback.share_image_url.endswith("/cover.jpg")
    assert len(queries.strip_urls(asset)) == 12
    assert len(files_of(asset)) == 15
    assert queries.playback_many([asset.pk]) == {asset.pk: playback}
    assert not DiscardedFile.objects.exists()
    assert list(making.work_root().iterdir()) == []


def test_only_the_owner_sees_how_far_it_is(tmp_path: Path) -> None:
    user = make_user()
    asset = send_clip(tmp_path, user)
    recording.start_processing(asset.pk, 1)
    recording.record_progress(asset.pk, 1, stage="first_rung", percent=40)
    seen = queries.get_asset_for_owner(user, asset.pk)
    assert (seen.status, seen.stage, seen.progress_percent) == ("processing", "first_rung", 40)
    with pytest.raises(errors.AssetNotFound):
        queries.get_asset_for_owner(make_user(), asset.pk)


def test_a_file_that_is_no_video(tmp_path: Path, announced: list[object]) -> None:
    letter = tmp_path / "letter.mp4"
    letter.write_text("Dear Camille\n" * 20)
    upload = send_file(letter)
    services.receive_upload(upload.pk)
    asset = make_ready(Asset.objects.get(upload=upload))
    assert (asset.status, asset.refusal_code) == ("refused", "media.not_a_video")
    assert announced == [AssetRefused(asset.pk, "media.not_a_video")]
    assert queries.refusal_sentence(asset) == "This file is not a video. Please send an MP4, MOV or WebM file."
    assert (Rendition.objects.count(), files_of(asset), jobs_left()) == (0, [], 1)
    services.retry_processing(asset)
    assert jobs_left() == 2


def test_every_refusal_has_its_sentence() -> None:
    asset = Asset(refusal_code="media.too_long", refusal_data={"duration_ms": 251_000, "duration_max_ms": 180_000})
    assert "3:00" in queries.refusal_sentence(asset)
    assert "4:11" in queries.refusal_sentence(asset)
    for code in errors.FILE_REFUSALS:
        sentence = queries.refusal_sentence(Asset(refusal_code=code))
        assert sentence
        assert "%" not in sentence


def test_a_second_worker_leaves_a_living_one_alone(tmp_path: Path) -> None:
    asset = send_clip(tmp_path)
    assert recording.start_processing(asset.pk, 1) is not None
    assert recording.start_processing(asset.pk, 1) is None
    assert recording.start_processing(asset.pk, 7) is None


def crashing(count: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """The first `count` children die."""
    real = making.run_child
    left = iter(range(count))

    def run(job: Job, **facts: Any) -> Outcome:
        return Outcome("crashed", why="status -9") if next(left, None) is not None else real(job, **facts)

    monkeypatch.setattr(making, "run_child", run)


def test_a_crash_is_begun_again_in_a_new_edition(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    crashing(1, monkeypatch)
    asset = make_ready(send_clip(tmp_path))
    assert (asset.status, asset.edition, asset.attempt_count, jobs_left()) == ("waiting", 2, 1, 2)
    making.make_asset(asset.pk, 1, is_wanted=lambda: True)  # the old job again: nothing happens
    asset = make_ready(asset)
    assert (asset.status, asset.attempt_count) == ("ready", 0)
    assert Rendition.objects.get().key == f"videos/{asset.pk}/2/160.mp4"


def test_three_crashes_are_enough(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, announced: list[object]) -> None:
    crashing(9, monkeypatch)
    asset = send_clip(tmp_path)
    for _ in range(3):
        asset = make_ready(asset)
    assert (asset.status, asset.refusal_code) == ("refused", "media.processing_failed")
    assert announced == [AssetRefused(asset.pk, "media.processing_failed")]
    assert queries.list_failed() == [asset]


def test_a_worker_killed_after_the_first_rung(tmp_path: Path, announced: list[object]) -> None:
    """kill -9 between the rungs: what plays goes on playing, the rest is begun again."""
    asset = send_clip(tmp_path, width=480, height=854)
    recording.start_processing(asset.pk, 1)
    storage().put_bytes("videos/killed/480.mp4", b"the first rung")
    new = recording.NewRendition(480, 480, 854, 14, 1, 1000, "videos/killed/480.mp4")
    recording.record_rendition(asset.pk, 1, new, has_audio=True)
    assert services.rescue_assets() == 0
    with clock.travel(clock.now() + dt.timedelta(minutes=2)):
        assert services.rescue_assets() == 1
        assert services.rescue_assets() == 0
    asset.refresh_from_db()
    assert (asset.status, asset.edition) == ("waiting", 2)
    assert [source.url for source in queries.playback(asset).sources] == ["/media/videos/killed/480.mp4"]
    with pytest.raises(recording.Superseded):
        recording.record_rendition(asset.pk, 1, new, has_audio=True)
    asset = make_ready(asset)
    assert asset.status == "ready"
    assert [source.url for source in queries.playback(asset).sources] == [f"/media/videos/{asset.pk}/2/480.mp4"]
    assert announced == [AssetPlayable(asset.pk), AssetPlayable(asset.pk), AssetReady(asset.pk)]
    assert storage().exists("videos/killed/480.mp4")  # a page drawn a minute ago may still ask for it
    with clock.travel(clock.now() + dt.timedelta(hours=25)):
        services.delete_discarded()
    assert not storage().exists("videos/killed/480.mp4")
    assert len(files_of(asset)) == 15


def test_a_worker_killed_before_it_began(tmp_path: Path) -> None:
    asset = send_clip(tmp_path)
    with clock.travel(clock.now() + dt.timedelta(minutes=2)):
        assert services.rescue_assets() == 0  # its job still waits
        ProcrastinateJob.objects.filter(task_name="media.process_asset").update(status="doing")
        assert services.rescue_assets() == 1
    asset.refresh_from_db()
    assert (asset.status, asset.edition, jobs_left()) == ("waiting", 2, 1)


def test_a_file_put_by_a_worker_that_died_is_swept(tmp_path: Path) -> None:
    asset = send_clip(tmp_path)
    orphan = tmp_path / "480.mp4"
    orphan.write_bytes(b"half a minute of work")
    making._put(f"videos/{asset.pk}/1/480.mp4", orphan)
    with clock.travel(clock.now() + dt.timedelta(hours=25)):
        assert services.delete_discarded() == 1
    assert files_of(asset) == []


def test_a_worker_told_to_stop_gives_the_work_back(tmp_path: Path) -> None:
    asset = send_clip(tmp_path)
    making.make_asset(asset.pk, 1, is_wanted=lambda: False)
    asset.refresh_from_db()
    assert (asset.status, asset.edition, asset.attempt_count, jobs_left()) == ("waiting", 2, 0, 2)


def test_a_full_disk_is_tried_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asset = send_clip(tmp_path)
    monkeypatch.setattr(making, "_put", _no_space)
    asset = make_ready(asset)
    assert (asset.status, asset.edition) == ("waiting", 2)


def _no_space(key: str, path: Path) -> None:
    raise OSError(28, "No space left on device")


def test_a_cut_keeps_the_old_edition_playing(tmp_path: Path) -> None:
    asset = make_ready(send_clip(tmp_path, seconds=3))
    before = queries.playback(asset)
    services.edit_asset(asset, cover_ms=2_500)
    asset = services.edit_asset(asset, trim_start_ms=1_000, trim_end_ms=2_800)
    assert (asset.status, asset.edition, asset.cover_ms, asset.duration_ms) == ("waiting", 2, 1_500, 1_800)
    assert queries.playback(asset).sources == before.sources
    asset = make_ready(asset)
    after = queries.playback(asset)
    assert (asset.status, after.duration_ms) == ("ready", 1_800)
    assert after.sources[0].url != before.sources[0].url
    assert after.poster_url != before.poster_url
    asset = services.edit_asset(asset, trim_start_ms=0, trim_end_ms=1_200)
    assert asset.cover_ms is None  # its moment was cut away


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({"trim_start_ms": 800, "trim_end_ms": 700}, errors.TrimInvalid),
        ({"trim_start_ms": 900}, errors.TrimInvalid),
        ({"trim_start_ms": -5}, errors.TrimInvalid),
        ({"cover_ms": 1_000}, errors.CoverInvalid),
    ],
)
def test_a_cut_or_cover_outside_the_clip(tmp_path: Path, changes: dict[str, Any], refusal: type[Exception]) -> None:
    asset = make_ready(send_clip(tmp_path))
    with pytest.raises(refusal):
        services.edit_asset(asset, **changes)
    asset.refresh_from_db()
    assert (asset.trim_start_ms, asset.trim_end_ms, asset.cover_ms, asset.edition) == (0, None, None, 1)


def test_another_cover_encodes_nothing(tmp_path: Path) -> None:
    asset = make_ready(send_clip(tmp_path, seconds=2))
    before = queries.playback(asset)
    services.edit_asset(asset, cover_ms=1_500)
    assert ProcrastinateJob.objects.filter(task_name="media.make_cover").count() == 1
    making.make_cover(asset.pk, is_wanted=lambda: True)
    asset.refresh_from_db()
    after = queries.playback(asset)
    assert after.poster_url != before.poster_url
    assert (after.sources, asset.edition, asset.status) == (before.sources, 1, "ready")


def test_a_cover_made_for_a_moment_no_longer_chosen(tmp_path: Path) -> None:
    asset = make_ready(send_clip(tmp_path, seconds=2))
    stale = Asset.objects.get(pk=asset.pk)
    services.edit_asset(asset, cover_ms=1_500)
    assert recording.record_preview(stale, poster_key="x/cover.webp", blur="", strip_keys=[]) is False
    asset.refresh_from_db()
    assert asset.poster_key != "x/cover.webp"


def test_the_jobs_call_what_they_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from halles.media import jobs

    class Context:
        def should_abort(self) -> bool:
            return False

    asset = send_clip(tmp_path)
    call: Callable[..., None] = jobs.process_asset.func
    call(Context(), asset_id=str(asset.pk), edition=1)
    asset.refresh_from_db()
    assert asset.status == "ready"
    jobs.rescue.func(0)
    jobs.sweep.func(0)
    assert len(files_of(asset)) == 15


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({"cover_ms": 10**18}, errors.CoverInvalid),
        ({"trim_start_ms": 10**18}, errors.TrimInvalid),
        ({"trim_start_ms": 0, "trim_end_ms": 100}, errors.TrimInvalid),
    ],
)
def test_moments_of_a_clip_that_is_not_measured_yet_lie_in_the_longest_one(
    changes: dict[str, int], refusal: type[Refusal]
) -> None:
    asset = make_ticket().asset
    with pytest.raises(refusal):
        services.edit_asset(asset, **changes)
    asset.refresh_from_db()
    assert (asset.cover_ms, asset.trim_start_ms, asset.trim_end_ms, asset.duration_ms) == (None, 0, None, None)

    cut = services.edit_asset(asset, trim_start_ms=1_000, trim_end_ms=10**15)
    assert (cut.trim_start_ms, cut.trim_end_ms, cut.duration_ms) == (1_000, None, None)


def test_a_clip_is_made_anew_so_many_times_in_an_hour(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(editing, "MADE_AGAIN_PER_HOUR_MAX", 2)
    asset = send_clip(tmp_path, seconds=2.0)
    for start_ms in (100, 200):
        asset = services.edit_asset(asset, trim_start_ms=start_ms)
    with pytest.raises(TooOften):
        services.edit_asset(asset, trim_start_ms=300)
    asset.refresh_from_db()
    assert (asset.edition, asset.trim_start_ms) == (3, 200)
