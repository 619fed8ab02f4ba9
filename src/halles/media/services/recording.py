"""Writing down how the making of an asset goes; each step is a short transaction under the asset's lock.

A worker whose edition is no longer the newest (a new trim, a rescue) hears `Superseded` and stops.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from halles.kit import clock
from halles.kit.events import emit
from halles.media.events import AssetPlayable, AssetReady, AssetRefused
from halles.media.limits import ATTEMPTS_MAX, HEARTBEAT_SILENCE_MAX
from halles.media.models import Asset, DiscardedFile, Rendition
from halles.media.services.queueing import lock_asset, queue_processing

RETRY_AFTER_S = 10


class Superseded(Exception):  # noqa: N818 - an answer to the worker: somebody else has taken over
    """The edition is no longer the one to be made."""


@dataclass(frozen=True, slots=True)
class NewRendition:
    """A finished file that lies in the store."""

    short_edge: int
    width: int
    height: int
    size_bytes: int
    bitrate_bps: int
    duration_ms: int | None
    key: str


@transaction.atomic
def start_processing(asset_id: uuid.UUID, edition: int) -> Asset | None:
    """Take the edition on; None when it is gone, out of date, done, or in the hands of a worker that is alive."""
    asset = Asset.objects.select_for_update().filter(pk=asset_id, edition=edition).first()
    if asset is None:
        return None
    if asset.status == Asset.Status.PROCESSING:
        assert asset.heartbeat_at is not None
        if clock.now() - asset.heartbeat_at < HEARTBEAT_SILENCE_MAX:
            return None
    elif asset.status != Asset.Status.WAITING:
        return None
    asset.status = Asset.Status.PROCESSING
    asset.stage = "probing"
    asset.attempt_count += 1
    asset.heartbeat_at = clock.now()
    asset.save(update_fields=["status", "stage", "attempt_count", "heartbeat_at"])
    return asset


def record_progress(asset_id: uuid.UUID, edition: int, *, stage: str | None = None, percent: int | None = None) -> None:
    """Say that the worker is alive, and how far it is (0–99)."""
    told: dict[str, Any] = {"heartbeat_at": clock.now()}
    if stage is not None:
        told |= {"stage": stage, "progress_percent": min(percent or 0, 99)}
    under_way = Asset.objects.filter(
        pk=asset_id, edition=edition, status__in=[Asset.Status.PROCESSING, Asset.Status.PLAYABLE]
    )
    if not under_way.update(**told):
        raise Superseded


@transaction.atomic
def record_look(asset_id: uuid.UUID, edition: int, *, facts: dict[str, Any]) -> None:
    """Keep what the first look at the file found: size in square pixels, length before and after the cut, sound."""
    asset = _lock_edition(asset_id, edition)
    asset.width, asset.height = facts["width"], facts["height"]
    asset.duration_ms, asset.source_duration_ms = facts["duration_ms"], facts["source_duration_ms"]
    asset.has_audio = facts["has_audio"]
    asset.save(update_fields=["width", "height", "duration_ms", "source_duration_ms", "has_audio"])


@transaction.atomic
def record_preview(asset: Asset, *, poster_key: str, blur: str, strip_keys: list[str]) -> bool:
    """Show another cover and film strip; False when the creator has meanwhile chosen another moment or cut.

    `asset` is the row the preview was made for.
    """
    locked = lock_asset(asset.pk)
    chosen = ("cover_ms", "trim_start_ms", "trim_end_ms")
    if any(getattr(locked, name) != getattr(asset, name) for name in chosen):
        return False
    discard([poster_and_twin for key in [locked.poster_key] if key for poster_and_twin in poster_files(key)])
    discard(locked.strip_keys)
    locked.poster_key, locked.blur, locked.strip_keys = poster_key, blur, strip_keys
    locked.save(update_fields=["poster_key", "blur", "strip_keys"])
    keep([*poster_files(poster_key), *strip_keys])
    return True


@transaction.atomic
def record_rendition(asset_id: uuid.UUID, edition: int, new: NewRendition, *, has_audio: bool) -> None:
    """Keep a finished size. The first of an edition takes the earlier edition's place: AssetPlayable."""
    asset = _lock_edition(asset_id, edition)
    earlier = Rendition.objects.filter(asset=asset).exclude(edition=edition)
    discard(earlier.values_list("key", flat=True))
    earlier.delete()
    Rendition.objects.create(
        asset=asset,
        edition=edition,
        short_edge=new.short_edge,
        width=new.width,
        height=new.height,
        size_bytes=new.size_bytes,
        bitrate_bps=new.bitrate_bps,
        key=new.key,
    )
    keep([new.key])
    if asset.status == Asset.Status.PROCESSING:
        asset.status = Asset.Status.PLAYABLE
        asset.duration_ms, asset.has_audio = new.duration_ms, has_audio
        asset.playable_at = asset.playable_at or clock.now()
        asset.save(update_fields=["status", "duration_ms", "has_audio", "playable_at"])
        emit(AssetPlayable(asset.pk))


@transaction.atomic
def record_picture(asset_id: uuid.UUID, edition: int, *, width: int, height: int, blur: str, poster_key: str) -> None:
    """Keep what a photograph measures upright, its placeholder and the size that stands for it."""
    asset = _lock_edition(asset_id, edition)
    asset.width, asset.height, asset.blur, asset.poster_key = width, height, blur, poster_key
    asset.save(update_fields=["width", "height", "blur", "poster_key"])


@transaction.atomic
def record_ready(asset_id: uuid.UUID, edition: int) -> None:
    """Every size is there: AssetReady."""
    asset = _lock_edition(asset_id, edition)
    assert Rendition.objects.filter(asset=asset, edition=edition).exists()
    _settle(asset)
    emit(AssetReady(asset.pk))


@transaction.atomic
def record_refused(asset_id: uuid.UUID, edition: int, *, code: str, data: dict[str, Any]) -> None:
    """Keep why no more can be made: AssetRefused, unless something plays already, which then stays."""
    asset = _lock_edition(asset_id, edition)
    asset.refusal_code, asset.refusal_data = code, data
    if Rendition.objects.filter(asset=asset).exists():
        _settle(asset)
        emit(AssetReady(asset.pk))
        return
    asset.status, asset.stage, asset.progress_percent = Asset.Status.REFUSED, "", 0
    asset.save()
    emit(AssetRefused(asset.pk, code))


@transaction.atomic
def record_crash(asset_id: uuid.UUID, edition: int, *, in_seconds: int | None = RETRY_AFTER_S) -> bool:
    """Begin again after a worker or its child died; True when it was queued, False when it failed for the last time."""
    asset = _lock_edition(asset_id, edition)
    if asset.attempt_count >= ATTEMPTS_MAX:
        record_refused(asset_id, edition, code="media.processing_failed", data={"attempts": asset.attempt_count})
        return False
    queue_processing(asset, in_seconds=in_seconds)
    return True


@transaction.atomic
def release(asset_id: uuid.UUID, edition: int) -> None:
    """Give an edition back that the worker could not finish because it was told to stop; it does not count as a try."""
    asset = _lock_edition(asset_id, edition)
    asset.attempt_count = max(asset.attempt_count - 1, 0)
    queue_processing(asset)


def _lock_edition(asset_id: uuid.UUID, edition: int) -> Asset:
    asset = Asset.objects.select_for_update().filter(pk=asset_id, edition=edition).first()
    if asset is None or asset.status not in {Asset.Status.PROCESSING, Asset.Status.PLAYABLE}:
        raise Superseded
    return asset


def _settle(asset: Asset) -> None:
    asset.status, asset.stage, asset.progress_percent = Asset.Status.READY, "", 100
    asset.attempt_count = 0
    asset.ready_at = clock.now()
    asset.save()


def poster_files(poster_key: str) -> list[str]:
    """The WebP and, beside it, the JPEG for link previews."""
    return [poster_key, poster_key.removesuffix(".webp") + ".jpg"]


def discard(keys: Iterable[str], *, at: dt.datetime | None = None) -> None:
    """Have files deleted a day from now. Written down before a file is put into the store, too, and taken off by
    `keep` once a row points to it: whatever a dying worker leaves behind is found."""
    at = at or clock.now()
    DiscardedFile.objects.bulk_create([DiscardedFile(key=key, discarded_at=at) for key in keys])


def keep(keys: Iterable[str]) -> None:
    """A row points to these files now."""
    DiscardedFile.objects.filter(key__in=list(keys)).delete()
