"""Uploads and assets, as plain as a test needs them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.conf import settings

from halles.media import making, services
from halles.media.models import Asset, Upload
from halles.media.services.uploads import part_file
from halles.users.models import User
from tests.media.clips import make_clip
from tests.users.makers import make_user


def make_ticket(user: User | None = None, **changes: Any) -> services.UploadTicket:
    facts: dict[str, Any] = {
        "kind": "video",
        "file_name": "clip.mp4",
        "size_bytes": 10_000,
        "declared_type": "video/mp4",
    }
    return services.create_upload(user or make_user(), **(facts | changes))


def send_file(path: Path, user: User | None = None, **changes: Any) -> Upload:
    """An upload whose bytes the edge has written in full, not announced yet."""
    ticket = make_ticket(user, file_name=path.name, size_bytes=path.stat().st_size, **changes)
    Path(settings.HALLES_UPLOAD_ROOT).mkdir(parents=True, exist_ok=True)
    path.rename(part_file(ticket.upload.pk))
    return ticket.upload


def send_clip(folder: Path, user: User | None = None, **changes: Any) -> Asset:
    """A received clip whose asset waits for a worker."""
    upload = send_file(make_clip(folder / "clip.mp4", **({"seconds": 1.0} | changes)), user)
    services.receive_upload(upload.pk)
    return Asset.objects.get(upload=upload)


def make_ready(asset: Asset) -> Asset:
    """Do the worker's job for the asset's present edition."""
    making.make_asset(asset.pk, asset.edition, is_wanted=lambda: True)
    asset.refresh_from_db()
    return asset
