"""Asking for work on an asset: every request is an edition of its own."""

from __future__ import annotations

import uuid

from halles.kit import clock, jobs
from halles.media.errors import AssetNotFound
from halles.media.models import Asset


def lock_asset(asset_id: uuid.UUID) -> Asset:
    """The asset, locked until the transaction ends."""
    asset = Asset.objects.select_for_update().filter(pk=asset_id).first()
    if asset is None:
        raise AssetNotFound
    return asset


def queue_processing(asset: Asset, *, in_seconds: int | None = None) -> None:
    """Begin a new edition of a locked asset and queue its making; whatever still works on an earlier one will stop."""
    assert asset.status == Asset.Status.WAITING or Asset.Status.WAITING in Asset.TRANSITIONS[Asset.Status(asset.status)]
    asset.status = Asset.Status.WAITING
    asset.edition += 1
    asset.stage = "queued"
    asset.progress_percent = 0
    asset.heartbeat_at = clock.now()
    asset.refusal_code, asset.refusal_data = "", {}
    asset.save()
    jobs.defer("media.process_asset", asset_id=str(asset.pk), edition=asset.edition, in_seconds=in_seconds)


def queue_cover(asset: Asset) -> None:
    """Queue a new cover for the moment now chosen; nothing is encoded."""
    jobs.defer("media.make_cover", asset_id=str(asset.pk), once_as=f"media.cover:{asset.pk}")
