"""What was taken away is not under its address any more, and is again when it comes back."""

from __future__ import annotations

import pytest
from django.test import Client

from halles.kit.storage import private_storage, storage
from halles.media import services
from halles.media.models import Asset, DiscardedFile
from halles.media.services import delete_discarded
from halles.media.services.withholding import keys_of, withheld_key
from tests.catalog.makers import picture
from tests.moderation.makers import make_staff
from tests.users.makers import make_user

pytestmark = pytest.mark.django_db


def stored() -> Asset:
    return services.store_image(make_user(), picture(900, 700))


def read(key: str) -> bytes:
    with storage().open(key) as opened:
        return opened.read()


def public_keys(asset: Asset) -> list[str]:
    return [key for key in keys_of(asset) if storage().exists(key)]


def test_files_leave_their_addresses_and_come_back_whole() -> None:
    asset = stored()
    before = {key: read(key) for key in public_keys(asset)}
    assert before
    services.withhold([asset.pk])
    assert services.settle_files(asset.pk) == len(before)
    assert public_keys(asset) == []
    assert services.settle_files(asset.pk) == 0, "once is enough"
    services.show_again([asset.pk])
    assert services.settle_files(asset.pk) == len(before)
    assert {key: read(key) for key in public_keys(asset)} == before
    assert not any(private_storage().exists(withheld_key(key)) for key in before)


def test_only_staff_and_its_owner_see_what_is_withheld() -> None:
    asset = stored()
    key = asset.poster_key
    owner, stranger, staff = Client(), Client(), Client()
    owner.force_login(asset.user)
    stranger.force_login(make_user())
    staff.force_login(make_staff("moderator"))
    assert owner.get(f"/media/{key}").status_code == 404, "it is still under its address"
    services.withhold([asset.pk])
    services.settle_files(asset.pk)
    for client in (owner, staff):
        shown = client.get(f"/media/{key}")
        assert (shown.status_code, shown["Content-Type"]) == (200, "image/webp")
        assert shown["Cache-Control"] == "private, no-store"
        assert b"".join(shown.streaming_content)  # type: ignore[attr-defined]
    for client in (stranger, Client()):
        assert client.get(f"/media/{key}").status_code == 404
    assert owner.get("/media/photos/../../secret").status_code == 404
    assert owner.get(f"/media/{key}%00").status_code in {400, 404}


def test_what_was_made_after_it_was_withheld_is_found_by_the_sweep() -> None:
    asset = stored()
    services.withhold([asset.pk])
    late = public_keys(asset)
    assert services.settle_withheld() == len(late)
    assert public_keys(asset) == []


def test_an_erased_asset_leaves_no_file() -> None:
    shown, hidden = stored(), stored()
    keys = public_keys(shown) + public_keys(hidden)
    services.withhold([hidden.pk])
    services.settle_files(hidden.pk)
    for asset in (shown, hidden):
        services.erase_asset(asset.pk)
        services.erase_asset(asset.pk)
    assert not Asset.objects.exists()
    DiscardedFile.objects.update(discarded_at="2020-01-01T00:00:00Z")
    delete_discarded()
    assert not any(storage().exists(key) or private_storage().exists(withheld_key(key)) for key in keys)
