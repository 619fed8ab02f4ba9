"""What time does to media: dead workers, old originals, files nothing points to."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.db.models import CharField, Exists, OuterRef, Q, QuerySet
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast
from procrastinate.contrib.django.models import ProcrastinateJob

from halles.kit import clock
from halles.kit.storage import private_storage, storage
from halles.media.limits import DISCARDED_KEPT, HEARTBEAT_SILENCE_MAX, ORIGINAL_KEPT, SWEEP_SIZE
from halles.media.models import Asset, DiscardedFile, Rendition, Upload
from halles.media.services.queueing import lock_asset, queue_processing
from halles.media.services.recording import Superseded, record_crash


def rescue_assets() -> int:
    """Queue again what a dead worker left half done, and what waits though its job was lost; returns how many."""
    now = clock.now()
    rescued_count = 0
    silent = Asset.objects.filter(
        status__in=[Asset.Status.PROCESSING, Asset.Status.PLAYABLE], heartbeat_at__lt=now - HEARTBEAT_SILENCE_MAX
    )
    for asset in silent[:SWEEP_SIZE]:
        try:
            record_crash(asset.pk, asset.edition, in_seconds=None)
        except Superseded:
            continue
        rescued_count += 1
    for asset in _without_job(now)[:SWEEP_SIZE]:
        with transaction.atomic():
            locked = lock_asset(asset.pk)
            if locked.status == Asset.Status.WAITING and locked.edition == asset.edition:
                queue_processing(locked)
                rescued_count += 1
    return rescued_count


def _without_job(now: dt.datetime) -> QuerySet[Asset]:
    """Assets that wait though no job waits for them: their worker died between taking the job and beginning."""
    queued = ProcrastinateJob.objects.annotate(asset=KeyTextTransform("asset_id", "args")).filter(
        task_name="media.process_asset", status="todo", asset=Cast(OuterRef("pk"), CharField())
    )
    return Asset.objects.filter(
        ~Exists(queued), status=Asset.Status.WAITING, edition__gt=0, heartbeat_at__lt=now - HEARTBEAT_SILENCE_MAX
    )


def discard_originals() -> int:
    """Delete originals past their time whose asset is ready or refused; returns how many."""
    old = Upload.objects.filter(
        status=Upload.Status.RECEIVED,
        discarded_at=None,
        received_at__lt=clock.now() - ORIGINAL_KEPT,
        asset__status__in=[Asset.Status.READY, Asset.Status.REFUSED],
    )
    discarded_count = 0
    for upload in old[:SWEEP_SIZE]:
        # First the row, then the file: a row that promises a file that is gone would be a lie.
        discarded_count += Upload.objects.filter(pk=upload.pk, discarded_at=None).update(discarded_at=clock.now())
        private_storage().delete(upload.original_key)
    return discarded_count


def delete_discarded() -> int:
    """Delete files discarded a day ago that no row points to; returns how many."""
    old = list(DiscardedFile.objects.filter(discarded_at__lt=clock.now() - DISCARDED_KEPT)[:SWEEP_SIZE])
    for discarded in old:
        if not _is_used(discarded.key):
            storage().delete(discarded.key)
            private_storage().delete(f"withheld/{discarded.key}")
    DiscardedFile.objects.filter(pk__in=[discarded.pk for discarded in old]).delete()
    return len(old)


def _is_used(key: str) -> bool:
    poster = key.removesuffix(".jpg") + ".webp" if key.endswith(".jpg") else key
    pointing = Asset.objects.filter(Q(poster_key=poster) | Q(strip_keys__contains=[key]))
    return pointing.exists() or Rendition.objects.filter(key=key).exists()
