"""The worker's side of an asset: run the child, put its files into the store, write down what came of it.

No transaction is open while the child works; whatever dies in between is begun again in a new edition.
"""

from __future__ import annotations

import logging
import shutil
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.conf import settings

from halles.kit import clock
from halles.kit.errors import Refusal
from halles.kit.storage import private_storage, storage
from halles.kit.transactions import assert_none_open
from halles.media import images
from halles.media.limits import DISCARDED_KEPT, HEARTBEAT_EVERY_S, VIDEO_BYTES_MAX, VIDEO_DURATION_MAX_MS
from halles.media.models import Asset
from halles.media.services import recording
from halles.media.services.recording import NewRendition, Superseded
from halles.media.transcode.job import Job, Limits, Work
from halles.media.transcode.watch import default_threads, run_child

log = logging.getLogger("halles.media")
IsWanted = Callable[[], bool]
PROGRESS_EVERY_S = 2.0
RENDITION_FIELDS = ("short_edge", "width", "height", "size_bytes", "bitrate_bps", "duration_ms")


def make_asset(asset_id: uuid.UUID, edition: int, *, is_wanted: IsWanted) -> None:
    """Make the edition of an asset from its upload, or write down why not; out-of-date editions are left alone."""
    assert_none_open()
    asset = recording.start_processing(asset_id, edition)
    if asset is None:
        return
    try:
        with _folder(f"{asset.pk}-{edition}") as folder:
            if asset.kind == Asset.Kind.IMAGE:
                _make_image(asset, folder)
            else:
                _make_video(asset, folder, is_wanted)
    except Superseded:
        log.info("asset %s: edition %s is no longer wanted", asset.pk, edition)
    except OSError:
        # The disk is full or the store is away: neither is the creator's fault, and both pass.
        log.exception("asset %s: edition %s could not be made", asset.pk, edition)
        _begin_again(asset)


def make_cover(asset_id: uuid.UUID, *, is_wanted: IsWanted) -> None:
    """Make the cover of the moment the asset's row names; one that was chosen meanwhile gets a job of its own."""
    assert_none_open()
    asset = Asset.objects.select_related("upload").filter(pk=asset_id).first()
    if asset is None or asset.upload is None or asset.upload.discarded_at is not None:
        return
    name = f"{asset.pk}-cover-{uuid.uuid4().hex[:8]}"
    with _folder(name) as folder:

        def hear(message: dict[str, Any]) -> None:
            if message["kind"] == "preview":
                _keep_preview(asset, folder, message)

        outcome = run_child(_job(asset, folder, "cover"), hear=hear, is_wanted=is_wanted)
    if outcome.kind not in {"done", "unwanted"}:
        log.warning("asset %s: no cover: %s %s", asset.pk, outcome.code, outcome.why)


def _make_video(asset: Asset, folder: Path, is_wanted: IsWanted) -> None:
    telling = Telling(asset, folder, is_wanted)
    outcome = run_child(_job(asset, folder, "everything"), hear=telling.hear, is_wanted=telling.is_wanted)
    if outcome.kind == "done":
        recording.record_ready(asset.pk, asset.edition)
    elif outcome.kind == "refused":
        recording.record_refused(asset.pk, asset.edition, code=outcome.code, data=outcome.data)
    elif outcome.kind == "unwanted":
        recording.release(asset.pk, asset.edition)
    else:
        log.warning("asset %s: the child crashed: %s", asset.pk, outcome.why)
        _begin_again(asset)


class Telling:
    """Writes down what the child says while it works."""

    def __init__(self, asset: Asset, folder: Path, is_wanted: IsWanted) -> None:
        self.asset, self.folder, self.is_asked_to_go_on = asset, folder, is_wanted
        self.told_at = time.monotonic()
        self.stage = ""

    def is_wanted(self) -> bool:
        """Whether to go on; says, now and then, that this worker is alive."""
        if time.monotonic() - self.told_at >= HEARTBEAT_EVERY_S:
            self._tell()
        return self.is_asked_to_go_on()

    def hear(self, message: dict[str, Any]) -> None:
        """One message of the child."""
        asset = self.asset
        if message["kind"] == "progress":
            if message["stage"] != self.stage or time.monotonic() - self.told_at >= PROGRESS_EVERY_S:
                self.stage = message["stage"]
                self._tell(stage=self.stage, percent=message["percent"])
        elif message["kind"] == "look":
            recording.record_look(asset.pk, asset.edition, facts=message)
        elif message["kind"] == "preview":
            _keep_preview(asset, self.folder, message)
        elif message["kind"] == "rung":
            key = f"videos/{asset.pk}/{asset.edition}/{message['file']}"
            _put(key, self.folder / message["file"])
            rendition = NewRendition(**{name: message[name] for name in RENDITION_FIELDS}, key=key)
            recording.record_rendition(asset.pk, asset.edition, rendition, has_audio=message["has_audio"])

    def _tell(self, **progress: Any) -> None:
        self.told_at = time.monotonic()
        recording.record_progress(self.asset.pk, self.asset.edition, **progress)


def _keep_preview(asset: Asset, folder: Path, message: dict[str, Any]) -> None:
    """Put cover and film strip into the store under keys of their own, then point to them."""
    place = f"videos/{asset.pk}/{uuid.uuid4().hex[:12]}"
    for name in (message["cover_webp"], message["cover_jpeg"], *message["strip"]):
        _put(f"{place}/{name}", folder / name)
    recording.record_preview(
        asset,
        poster_key=f"{place}/{message['cover_webp']}",
        blur=message["blur"],
        strip_keys=[f"{place}/{name}" for name in message["strip"]],
    )


def _make_image(asset: Asset, folder: Path) -> None:
    try:
        picture = images.read_picture(_original(asset, folder))
    except Refusal as refusal:
        recording.record_refused(asset.pk, asset.edition, code=refusal.code, data=refusal.data)
        return
    place = f"photos/{asset.pk}/{asset.edition}"
    for size in picture.sizes:
        key = f"{place}/{size.width}.webp"
        recording.discard([key])
        storage().put_bytes(key, size.content)
        rendition = NewRendition(
            short_edge=min(size.width, size.height),
            width=size.width,
            height=size.height,
            size_bytes=len(size.content),
            bitrate_bps=0,
            duration_ms=None,
            key=key,
        )
        recording.record_rendition(asset.pk, asset.edition, rendition, has_audio=False)
    recording.record_picture(
        asset.pk,
        asset.edition,
        width=picture.width,
        height=picture.height,
        blur=picture.blur,
        poster_key=f"{place}/{picture.poster.width}.webp",
    )
    recording.record_ready(asset.pk, asset.edition)


def _put(key: str, path: Path) -> None:
    recording.discard([key])
    storage().put_file(key, path)


def _begin_again(asset: Asset) -> None:
    try:
        recording.record_crash(asset.pk, asset.edition)
    except Superseded:
        log.info("asset %s: edition %s has been taken over", asset.pk, asset.edition)


def _job(asset: Asset, folder: Path, work: Work) -> Job:
    upload = asset.upload
    assert upload is not None
    return Job(
        source=_original(asset, folder),
        out=folder,
        file_name=upload.file_name,
        declared_type=upload.declared_type,
        work=work,
        trim_start_ms=asset.trim_start_ms,
        trim_end_ms=asset.trim_end_ms,
        cover_ms=asset.cover_ms,
        threads=default_threads(),
        limits=Limits(duration_max_ms=VIDEO_DURATION_MAX_MS, size_max_bytes=VIDEO_BYTES_MAX),
    )


def _original(asset: Asset, folder: Path) -> Path:
    """A local path of the original: its own when the store is a folder here, else a copy in the work folder."""
    upload = asset.upload
    assert upload is not None
    path = private_storage().path(upload.original_key)
    if path is not None:
        return path
    copy = folder / "original"
    with private_storage().open(upload.original_key) as source, copy.open("wb") as target:
        shutil.copyfileobj(source, target, 1024 * 1024)
    return copy


@contextmanager
def _folder(name: str) -> Iterator[Path]:
    """A work folder of this run alone, gone afterwards; one that a killed worker left is swept later."""
    folder = work_root() / name
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True, mode=0o700)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def sweep_folders() -> int:
    """Remove work folders that killed workers left a day ago; returns how many."""
    root = work_root()
    old = [
        path
        for path in (root.iterdir() if root.is_dir() else ())
        if path.stat().st_mtime < (clock.now() - DISCARDED_KEPT).timestamp()
    ]
    for path in old:
        shutil.rmtree(path, ignore_errors=True)
    return len(old)


def work_root() -> Path:
    """Where children work: on the disk of the store, so that finished files are moved, not copied."""
    return Path(settings.HALLES_PRIVATE_ROOT) / "work"
