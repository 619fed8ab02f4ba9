"""What was taken away is no longer under its address: its files wait in the private store, or go for good."""

from __future__ import annotations

import shutil
import tempfile
import uuid
from collections.abc import Iterable
from functools import partial
from pathlib import Path

from django.db import transaction

from halles.kit import clock
from halles.kit.jobs import defer
from halles.kit.storage import Storage, private_storage, storage
from halles.media.limits import SWEEP_SIZE
from halles.media.models import Asset, Upload
from halles.media.services.recording import discard, poster_files
from halles.media.services.uploads import forget_part


def withheld_key(key: str) -> str:
    """Where a public file waits in the private store."""
    return f"withheld/{key}"


@transaction.atomic
def withhold(asset_ids: Iterable[uuid.UUID]) -> None:
    """Take these assets from their public addresses, from a moment after the commit on; staff and their owner still see
    them there. Once is enough."""
    _mark(asset_ids, is_withheld=True)


@transaction.atomic
def show_again(asset_ids: Iterable[uuid.UUID]) -> None:
    """Put withheld assets back under their addresses; others stay as they are."""
    _mark(asset_ids, is_withheld=False)


def _mark(asset_ids: Iterable[uuid.UUID], *, is_withheld: bool) -> None:
    wanted = Asset.objects.filter(pk__in=list(asset_ids), withheld_at__isnull=is_withheld)
    for asset in wanted.select_for_update().order_by("pk"):
        asset.withheld_at = clock.now() if is_withheld else None
        asset.save(update_fields=["withheld_at"])
        defer("media.settle_files", asset_id=str(asset.pk))


@transaction.atomic
def settle_files(asset_id: uuid.UUID) -> int:
    """Bring an asset's files to where they belong, public or withheld; returns how many were moved."""
    # Locked, so that a decision and the appeal that pauses it a moment later do not move against each other.
    asset = Asset.objects.select_for_update().filter(pk=asset_id).first()
    if asset is None:
        return 0
    if asset.withheld_at is None:
        return sum(_move(withheld_key(key), private_storage(), storage(), key) for key in keys_of(asset))
    return sum(_move(key, storage(), private_storage(), withheld_key(key)) for key in keys_of(asset))


def settle_withheld() -> int:
    """The same for the assets withheld last, for what was made of them since; returns how many files were moved."""
    newest = Asset.objects.filter(withheld_at__isnull=False).order_by("-withheld_at").values_list("pk", flat=True)
    return sum(settle_files(asset_id) for asset_id in newest[:SWEEP_SIZE])


@transaction.atomic
def erase_asset(asset_id: uuid.UUID) -> None:
    """Nothing points to this asset any more: its rows go now, its files within the hour."""
    asset = Asset.objects.select_for_update(of=("self",)).select_related("upload").filter(pk=asset_id).first()
    if asset is None:
        return
    # As if discarded long ago: no page that shows them may be open.
    discard(keys_of(asset), at=asset.created_at)
    upload = asset.upload
    asset.delete()
    if upload is not None:
        Upload.objects.filter(pk=upload.pk, discarded_at=None).update(discarded_at=clock.now())
        # What still arrives of it is refused.
        Upload.objects.filter(pk=upload.pk, status=Upload.Status.AWAITING).update(status=Upload.Status.EXPIRED)
        transaction.on_commit(partial(_delete_sent, upload), robust=True)


def _delete_sent(upload: Upload) -> None:
    private_storage().delete(upload.original_key)
    forget_part(upload.pk)


def keys_of(asset: Asset) -> list[str]:
    """Every public file of an asset, by key."""
    keys = [rendition.key for rendition in asset.renditions.all()]
    keys += [track.key for track in asset.caption_tracks.all()]
    keys += asset.strip_keys
    return list(dict.fromkeys([*keys, *(poster_files(asset.poster_key) if asset.poster_key else ())]))


def _move(key: str, source: Storage, target: Storage, target_key: str) -> bool:
    if not source.exists(key):
        return False
    if not target.exists(target_key):
        # Whole on the other side before it goes on this one: a power cut leaves two, never none.
        with source.open(key) as opened, tempfile.NamedTemporaryFile(delete=False) as copy:
            shutil.copyfileobj(opened, copy)
        target.put_file(target_key, Path(copy.name))
    source.delete(key)
    return True
