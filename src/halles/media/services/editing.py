"""What the owner changes about a video after sending it: the cut, the cover, another try."""

from __future__ import annotations

from django.db import transaction

from halles.kit import rate_limits
from halles.media.errors import CoverInvalid, NothingToRetry, OriginalGone, TrimInvalid
from halles.media.limits import MADE_AGAIN_PER_HOUR_MAX, VIDEO_DURATION_MAX_MS
from halles.media.models import Asset, Upload
from halles.media.services.queueing import lock_asset, queue_cover, queue_processing
from halles.media.transcode.look import DURATION_MIN_MS

UNCHANGED = -1


@transaction.atomic
def edit_asset(
    asset: Asset,
    *,
    cover_ms: int | None = UNCHANGED,
    trim_start_ms: int = UNCHANGED,
    trim_end_ms: int | None = UNCHANGED,
) -> Asset:
    """Change cover (ms of the trimmed clip; None: chosen by us) or cut (ms of the sent file; end None: its end).

    Another cut makes a new edition while the old one keeps playing; the chosen cover keeps its picture, or is chosen
    anew when the cut removes it. Refuses media.trim_invalid, media.cover_invalid, media.original_gone and
    kit.too_often.
    """
    locked = lock_asset(asset.pk)
    is_cut = _cut(locked, trim_start_ms, trim_end_ms)
    is_covered = cover_ms not in {UNCHANGED, locked.cover_ms}
    if is_covered:
        # A clip that is not measured yet is taken for the longest there may be.
        if cover_ms is not None and not 0 <= cover_ms < (locked.duration_ms or VIDEO_DURATION_MAX_MS):
            raise CoverInvalid
        locked.cover_ms = cover_ms
    if not (is_cut or is_covered):
        return locked
    locked.save(update_fields=["cover_ms", "trim_start_ms", "trim_end_ms", "duration_ms"])
    # Before its first run the job will read the row as it is; a refused file stays refused until it is tried again.
    if locked.edition > 0 and locked.status != Asset.Status.REFUSED:
        _check_original(locked)
        if is_cut:
            _take_turn(locked)
            locked.attempt_count = 0
            queue_processing(locked)
        else:
            queue_cover(locked)
    return locked


@transaction.atomic
def retry_processing(asset: Asset) -> Asset:
    """Try a refused asset again; refuses media.nothing_to_retry, media.original_gone and kit.too_often."""
    locked = lock_asset(asset.pk)
    if not locked.refusal_code or locked.status not in {Asset.Status.REFUSED, Asset.Status.READY}:
        raise NothingToRetry
    _check_original(locked)
    _take_turn(locked)
    locked.attempt_count = 0
    queue_processing(locked)
    return locked


def _cut(asset: Asset, start_ms: int, end_ms: int | None) -> bool:
    """Set the new cut and move the cover along; whether anything changed."""
    before = (asset.trim_start_ms, asset.trim_end_ms)
    start_ms = before[0] if start_ms == UNCHANGED else start_ms
    end_ms = before[1] if end_ms == UNCHANGED else end_ms
    if (start_ms, end_ms) == before:
        return False
    whole_ms = asset.source_duration_ms
    longest_ms = whole_ms or VIDEO_DURATION_MAX_MS
    if end_ms is not None and end_ms >= longest_ms:
        end_ms = None
    last_ms = longest_ms if end_ms is None else end_ms
    if start_ms < 0 or last_ms - start_ms < DURATION_MIN_MS:
        raise TrimInvalid
    asset.trim_start_ms, asset.trim_end_ms = start_ms, end_ms
    if whole_ms is not None or end_ms is not None:
        asset.duration_ms = last_ms - start_ms
    if asset.cover_ms is not None:
        moved_ms = asset.cover_ms + before[0] - start_ms
        is_kept = moved_ms >= 0 and (asset.duration_ms is None or moved_ms < asset.duration_ms)
        asset.cover_ms = moved_ms if is_kept else None
    return True


def _take_turn(asset: Asset) -> None:
    """Making a clip anew costs minutes of a processor: so many in an hour for one person; TooOften."""
    rate_limits.take(f"media.again:{asset.user_id}", limit=MADE_AGAIN_PER_HOUR_MAX, per_seconds=3600)


def _check_original(asset: Asset) -> None:
    upload = asset.upload
    if upload is None or upload.status != Upload.Status.RECEIVED or upload.discarded_at is not None:
        raise OriginalGone
