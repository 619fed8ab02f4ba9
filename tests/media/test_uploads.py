"""From a promise of bytes to an original in the private store."""

from __future__ import annotations

import datetime as dt
import json
import uuid
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from procrastinate.contrib.django.models import ProcrastinateJob

from halles.kit import clock
from halles.kit.errors import Refusal
from halles.kit.signing import sign, unsign
from halles.kit.storage import private_storage
from halles.media import errors, services
from halles.media.limits import UPLOADS_OPEN_MAX, VIDEO_BYTES_MAX
from halles.media.models import Asset, Upload
from halles.media.services.uploads import part_file
from tests.media.clips import make_clip
from tests.media.makers import make_ready, make_ticket, send_file
from tests.users.makers import make_user

pytestmark = pytest.mark.django_db


def queued() -> list[dict[str, Any]]:
    return [job.args for job in ProcrastinateJob.objects.filter(task_name="media.process_asset").order_by("id")]


def test_the_token_is_what_the_edge_reads() -> None:
    ticket = make_ticket(size_bytes=123_456)
    now = clock.now()
    payload = unsign("upload", ticket.token, key=settings.SECRET_KEY.encode(), now=now)
    assert payload == {"upload_id": str(ticket.upload.pk), "bytes_max": 123_456, "kind": "video"}
    assert ticket.url == "/uploads/"
    assert (ticket.upload.status, ticket.asset.status, ticket.asset.stage) == ("awaiting", "waiting", "uploading")


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"size_bytes": 0}, "media.empty"),
        ({"size_bytes": VIDEO_BYTES_MAX + 1}, "media.too_large"),
        ({"declared_type": "image/png"}, "media.not_a_video"),
        ({"declared_type": "application/pdf", "kind": "image"}, "media.not_a_picture"),
    ],
)
def test_an_upload_refused_before_its_first_byte(changes: dict[str, Any], code: str) -> None:
    with pytest.raises(Refusal) as refused:
        make_ticket(**changes)
    assert refused.value.code == code
    assert (Upload.objects.count(), Asset.objects.count()) == (0, 0)


def test_only_so_many_uploads_at_once() -> None:
    user = make_user()
    for _ in range(UPLOADS_OPEN_MAX):
        make_ticket(user)
    with pytest.raises(errors.TooManyUploads):
        make_ticket(user)
    assert Upload.objects.count() == UPLOADS_OPEN_MAX


def test_receiving_twice_is_receiving_once(tmp_path: Path) -> None:
    upload = send_file(make_clip(tmp_path / "clip.mp4"))
    services.receive_upload(upload.pk)
    services.receive_upload(upload.pk)
    upload.refresh_from_db()
    assert (upload.status, part_file(upload.pk).exists()) == ("received", False)
    assert private_storage().exists(upload.original_key)
    asset = Asset.objects.get(upload=upload)
    assert (asset.status, asset.edition, asset.stage) == ("waiting", 1, "queued")
    assert queued() == [{"asset_id": str(asset.pk), "edition": 1}]


def test_a_file_moved_by_a_lost_transaction_is_found(tmp_path: Path) -> None:
    upload = send_file(make_clip(tmp_path / "clip.mp4"))
    private_storage().put_file(upload.original_key, part_file(upload.pk))
    assert services.receive_upload(upload.pk).status == "received"
    assert len(queued()) == 1


def test_missing_bytes_are_not_received(tmp_path: Path) -> None:
    upload = send_file(make_clip(tmp_path / "clip.mp4"))
    part = part_file(upload.pk)
    part.write_bytes(part.read_bytes()[:-1])
    with pytest.raises(errors.UploadIncomplete):
        services.receive_upload(upload.pk)
    upload.refresh_from_db()
    assert (upload.status, part.exists(), queued()) == ("awaiting", True, [])
    with pytest.raises(errors.UploadNotFound):
        services.receive_upload(uuid.uuid4())


def test_a_length_told_to_the_edge_alone(tmp_path: Path) -> None:
    upload = send_file(make_clip(tmp_path / "clip.mp4"))
    part = part_file(upload.pk)
    shorter = part.stat().st_size - 100
    part.write_bytes(part.read_bytes()[:shorter])
    part.with_suffix(".json").write_text(json.dumps({"bytes": shorter}))
    assert services.receive_upload(upload.pk).size_bytes == shorter
    part.with_suffix(".json").unlink()


def test_the_edge_announces_with_its_signature(client: Client, tmp_path: Path) -> None:
    upload = send_file(make_clip(tmp_path / "clip.mp4"))
    path = f"/internal/uploads/{upload.pk}/received"

    def announce(signed_path: str) -> int:
        until = clock.now() + dt.timedelta(seconds=60)
        token = sign("internal", {"path": signed_path}, key=settings.SECRET_KEY.encode(), expires_at=until)
        return client.post(path, headers={"X-Halles-Internal": token}).status_code

    assert client.post(path).status_code == 403
    assert announce("/internal/uploads/another/received") == 403
    assert queued() == []
    assert [announce(path), announce(path)] == [204, 204]
    assert len(queued()) == 1


def test_an_upload_nobody_announced_is_finished(tmp_path: Path) -> None:
    send_file(make_clip(tmp_path / "clip.mp4"))
    half = send_file(make_clip(tmp_path / "half.mp4"))
    part_file(half.pk).write_bytes(b"half")
    assert services.finish_stranded() == 1
    assert len(queued()) == 1


def test_an_abandoned_upload_expires_with_its_bytes(tmp_path: Path) -> None:
    upload = send_file(make_clip(tmp_path / "clip.mp4"))
    part_file(upload.pk).write_bytes(b"half")
    assert services.expire_abandoned() == 0
    with clock.travel(clock.now() + dt.timedelta(hours=25)):
        assert services.expire_abandoned() == 1
    upload.refresh_from_db()
    assert (upload.status, part_file(upload.pk).exists()) == ("expired", False)
    with pytest.raises(errors.UploadNotFound):
        services.receive_upload(upload.pk)


def test_an_original_goes_after_its_time(tmp_path: Path) -> None:
    upload = send_file(make_clip(tmp_path / "clip.mp4"))
    services.receive_upload(upload.pk)
    asset = Asset.objects.get(upload=upload)
    with clock.travel(clock.now() + dt.timedelta(days=31)):
        assert services.discard_originals() == 0  # not made yet: it is still needed
    make_ready(asset)
    assert services.discard_originals() == 0
    with clock.travel(clock.now() + dt.timedelta(days=31)):
        assert services.discard_originals() == 1
        assert services.discard_originals() == 0
    assert not private_storage().exists(upload.original_key)
    with pytest.raises(errors.OriginalGone):
        services.edit_asset(asset, trim_start_ms=100)
    asset.refresh_from_db()
    assert (asset.trim_start_ms, asset.status) == (0, "ready")
