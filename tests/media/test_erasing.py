"""What goes of the files of somebody who is erased, and what a shop still needs."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.db import transaction

from halles.kit.storage import private_storage
from halles.media import errors, personal, services
from halles.media.models import Asset, Upload
from halles.media.services.uploads import part_file
from tests.media.clips import make_clip
from tests.media.makers import make_ready, make_ticket, send_clip
from tests.users.makers import make_user


def original_of(asset: Asset) -> str:
    assert asset.upload is not None
    return asset.upload.original_key


@pytest.mark.django_db
def test_a_film_that_is_still_to_be_made_is_made_and_its_original_goes_afterwards(tmp_path: Path) -> None:
    packer, other = make_user(), make_user()
    made, waiting, kept = (send_clip(tmp_path, user) for user in (packer, packer, other))
    make_ready(made)
    personal.erase(packer)
    assert [private_storage().exists(original_of(one)) for one in (made, waiting, kept)] == [False, True, True]
    assert {one.file_name for one in Upload.objects.filter(user=packer)} == {""}
    assert make_ready(waiting).status == Asset.Status.READY
    personal.erase(packer)
    assert [private_storage().exists(original_of(one)) for one in (waiting, kept)] == [False, True]
    assert Upload.objects.filter(user=packer, discarded_at=None).count() == 0


@pytest.mark.django_db
def test_an_original_that_a_run_left_behind_goes_with_the_next(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    user = make_user()
    made = make_ready(send_clip(tmp_path, user))

    def die(_key: str) -> None:
        raise ConnectionError

    with monkeypatch.context() as patch:
        patch.setattr(type(private_storage()), "delete", lambda _self, key: die(key))
        with pytest.raises(ConnectionError):
            personal.erase(user)
    assert private_storage().exists(original_of(made))
    personal.erase(user)
    assert not private_storage().exists(original_of(made))


@pytest.mark.django_db(transaction=True)
def test_nothing_is_deleted_by_a_transaction_that_is_rolled_back(tmp_path: Path) -> None:
    asset = send_clip(tmp_path)
    with transaction.atomic():
        services.erase_asset(asset.pk)
        transaction.set_rollback(True)
    assert private_storage().exists(original_of(asset))
    services.erase_asset(asset.pk)
    assert not private_storage().exists(original_of(asset))


@pytest.mark.django_db(transaction=True)
def test_what_still_arrives_of_an_erased_film_is_refused_and_swept(tmp_path: Path) -> None:
    ticket = make_ticket()
    part = part_file(ticket.upload.pk)
    part.parent.mkdir(parents=True, exist_ok=True)
    make_clip(tmp_path / "half.mp4", seconds=1.0).rename(part)
    services.erase_asset(ticket.asset.pk)
    assert not part.exists()
    with pytest.raises(errors.UploadNotFound):
        services.receive_upload(ticket.upload.pk)
    assert services.finish_stranded() == 0
    assert Upload.objects.get().status == Upload.Status.EXPIRED
