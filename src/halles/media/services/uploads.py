"""Beginning an upload, and taking on what the edge has received."""

from __future__ import annotations

import datetime as dt
import json
import uuid
from dataclasses import dataclass
from pathlib import Path, PurePath

from django.conf import settings
from django.db import transaction

from halles.kit import clock
from halles.kit.signing import sign
from halles.kit.storage import private_storage
from halles.media.errors import (
    Empty,
    NotAPicture,
    NotAVideo,
    TooManyUploads,
    UploadIncomplete,
    UploadNotFound,
    refusal_for,
)
from halles.media.limits import (
    FILE_NAME_LENGTH_MAX,
    IMAGE_BYTES_MAX,
    SWEEP_SIZE,
    UPLOAD_KEPT,
    UPLOADS_OPEN_MAX,
    VIDEO_BYTES_MAX,
)
from halles.media.models import Asset, Upload
from halles.media.services.queueing import queue_processing
from halles.users.models import User

BYTES_MAX = {Upload.Kind.VIDEO: VIDEO_BYTES_MAX, Upload.Kind.IMAGE: IMAGE_BYTES_MAX}
FOREIGN_TYPES = {
    Upload.Kind.VIDEO: ("image/", "audio/", "text/", "application/pdf"),
    Upload.Kind.IMAGE: ("video/", "audio/", "text/", "application/pdf"),
}


@dataclass(frozen=True)
class UploadTicket:
    """What a client needs to send the bytes: tus 1.0.0 at `url`, the token as `Authorization: Bearer`."""

    upload: Upload
    asset: Asset
    token: str
    url: str = "/uploads/"


@transaction.atomic
def create_upload(user: User, *, kind: str, file_name: str, size_bytes: int, declared_type: str) -> UploadTicket:
    """A place for `size_bytes` bytes of a "video" or an "image", and the asset they will become (status "waiting").

    Refuses media.empty, media.too_large, media.not_a_video, media.not_a_picture and media.too_many_uploads before a
    single byte is sent; what the bytes really are is found out when they are here.
    """
    kind = Upload.Kind(kind)
    if size_bytes <= 0:
        raise Empty
    if size_bytes > BYTES_MAX[kind]:
        raise refusal_for("media.too_large", {"size_bytes": size_bytes, "size_max_bytes": BYTES_MAX[kind]})
    if declared_type.startswith(FOREIGN_TYPES[kind]):
        raise NotAVideo if kind == Upload.Kind.VIDEO else NotAPicture
    open_count = Upload.objects.filter(user=user, status=Upload.Status.AWAITING).count()
    if open_count >= UPLOADS_OPEN_MAX:
        raise TooManyUploads(count=open_count)
    upload = Upload.objects.create(
        user=user,
        kind=kind,
        file_name=_plain_name(file_name),
        size_bytes=size_bytes,
        declared_type=_storable(declared_type)[:100],
    )
    asset = Asset.objects.create(upload=upload, user=user, kind=kind, stage="uploading")
    return UploadTicket(upload, asset, upload_token(upload))


def upload_token(upload: Upload) -> str:
    """The edge's permission to take this upload's bytes, good as long as the upload can be resumed."""
    payload = {"upload_id": str(upload.pk), "bytes_max": upload.size_bytes, "kind": upload.kind}
    return sign("upload", payload, key=settings.SECRET_KEY.encode(), expires_at=upload.created_at + UPLOAD_KEPT)


@transaction.atomic
def receive_upload(upload_id: uuid.UUID) -> Upload:
    """Take on an upload whose bytes are complete: keep them as the original and queue the processing.

    Asked again it answers the same. Refuses media.upload_not_found and media.upload_incomplete.
    """
    upload = Upload.objects.select_for_update().filter(pk=upload_id).first()
    if upload is None or upload.status == Upload.Status.EXPIRED:
        raise UploadNotFound
    if upload.status == Upload.Status.RECEIVED:
        return upload
    part = part_file(upload.pk)
    # The file may have been moved by an attempt whose transaction was lost.
    if not private_storage().exists(upload.original_key):
        size_bytes = part.stat().st_size if part.is_file() else 0
        if size_bytes != _promised_bytes(upload):
            raise UploadIncomplete
        private_storage().put_file(upload.original_key, part)
        upload.size_bytes = size_bytes
    upload.status = Upload.Status.RECEIVED
    upload.received_at = clock.now()
    upload.save(update_fields=["status", "received_at", "size_bytes"])
    process_upload(upload)
    return upload


def process_upload(upload: Upload) -> Asset:
    """Queue what is to be made of a received upload; its asset, waiting."""
    asset = Asset.objects.select_for_update().get(upload=upload)
    if asset.edition == 0:
        queue_processing(asset)
    return asset


def finish_stranded() -> int:
    """Take on uploads that are complete but were never announced; returns how many."""
    finished_count = 0
    for upload in Upload.objects.filter(status=Upload.Status.AWAITING).order_by("created_at")[:SWEEP_SIZE]:
        try:
            receive_upload(upload.pk)
        except (UploadIncomplete, UploadNotFound):
            continue
        finished_count += 1
    return finished_count


def expire_abandoned() -> int:
    """Give up uploads that can no longer be resumed, and remove what had arrived of them; returns how many."""
    before = clock.now() - UPLOAD_KEPT
    expired = list(Upload.objects.filter(status=Upload.Status.AWAITING, created_at__lt=before)[:SWEEP_SIZE])
    for upload in expired:
        _expire(upload.pk)
    _sweep_folder(before)
    return len(expired)


@transaction.atomic
def _expire(upload_id: uuid.UUID) -> None:
    upload = Upload.objects.select_for_update().get(pk=upload_id)
    if upload.status != Upload.Status.AWAITING:
        return
    upload.status = Upload.Status.EXPIRED
    upload.save(update_fields=["status"])
    forget_part(upload.pk)


def _sweep_folder(before: dt.datetime) -> None:
    """The edge's notes about uploads long taken on or given up."""
    for note in sorted(Path(settings.HALLES_UPLOAD_ROOT).glob("*.json"))[:SWEEP_SIZE]:
        if note.stat().st_mtime < before.timestamp() and not note.with_suffix(".part").exists():
            note.unlink(missing_ok=True)


def forget_part(upload_id: uuid.UUID) -> None:
    """Remove what had arrived of an upload that is given up."""
    for path in (part_file(upload_id), part_file(upload_id).with_suffix(".json")):
        path.unlink(missing_ok=True)


def part_file(upload_id: uuid.UUID) -> Path:
    """Where the edge writes the bytes while they arrive."""
    return Path(settings.HALLES_UPLOAD_ROOT) / f"{upload_id}.part"


def _promised_bytes(upload: Upload) -> int:
    """The length the client told the edge; it may be less than it told us, never more."""
    try:
        said = json.loads(part_file(upload.pk).with_suffix(".json").read_text())
        return int(said["bytes"])
    except (OSError, ValueError, KeyError, TypeError):
        return upload.size_bytes


def _plain_name(file_name: str) -> str:
    name = PurePath(_storable(file_name).replace("\\", "/")).name.strip() or "video"
    return name[-FILE_NAME_LENGTH_MAX:]


def _storable(text: str) -> str:
    """Without what PostgreSQL cannot keep: NUL, and halves of surrogate pairs."""
    return text.replace("\x00", "").encode("utf-8", "ignore").decode()
