"""Copies of what is kept about a person: what is in them, who fetches them, and when they go."""

from __future__ import annotations

import datetime as dt
import io
import json
import zipfile

import pytest
from django.test import Client

from halles.kit import clock
from halles.kit.rate_limits import TooOften
from halles.kit.storage import private_storage
from halles.notifications import personal as notifications_personal
from halles.notifications.models import Mail
from halles.users import copies
from halles.users.errors import CopyNotThere
from halles.users.models import DataCopy, FormerAddress
from tests.users.leaving import (
    EMAIL,
    NAME,
    STREET,
    erase_now,
    live_through,
    make_zoe,
)
from tests.users.makers import PASSWORD, make_user

pytestmark = pytest.mark.django_db


def test_a_copy_holds_what_every_module_keeps_and_is_fetched_with_the_password() -> None:
    zoe = make_zoe()
    live_through(zoe)
    client = Client(headers={"accept-language": "en"})
    client.login(email=EMAIL, password=PASSWORD)
    assert client.post("/account/copies/").headers["Location"] == "/account/leave/"
    (asked,) = DataCopy.objects.all()
    assert copies.ask_copy(zoe) == asked
    with pytest.raises(CopyNotThere):
        copies.get_copy_for_user(zoe, asked.pk)
    copies.make_copy(asked.pk)
    copies.make_copy(asked.pk)
    answer = client.get(f"/account/copies/{asked.pk}/")
    assert answer.status_code == 302, "the password once more"
    assert "/account/reauthenticate/" in answer.headers["Location"]
    client.post("/account/reauthenticate/", {"password": PASSWORD})
    sent = client.get(f"/account/copies/{asked.pk}/")
    archive = zipfile.ZipFile(io.BytesIO(sent.getvalue()))
    told = {name.removesuffix(".json"): json.loads(archive.read(name)) for name in archive.namelist()[1:]}
    assert told["users"]["account"][0]["email"] == EMAIL
    assert told["social"]["messages"][0]["text"] == f"{NAME}, {STREET}"
    assert told["live"]["chat_messages"][0]["body"]["text"] == f"hello from {NAME}"
    assert told["orders"]["lines"][0]["quantity"] == 1
    assert {"reviews", "affiliates", "creators", "payments", "videos", "promotions", "interactions"} <= set(told)
    assert Client().get(f"/account/copies/{asked.pk}/").status_code == 302
    with pytest.raises(CopyNotThere):
        copies.get_copy_for_user(make_user(), asked.pk)
    with clock.travel(asked.expires_at):
        assert copies.forget_copies() == 1
    assert not private_storage().exists(asked.key)


def test_a_copy_holds_no_mails_of_who_had_the_mailbox_before_or_has_it_now() -> None:
    zoe = make_zoe()
    gave_up_at = zoe.created_at + dt.timedelta(days=100)
    FormerAddress.objects.create(user=zoe, email="q@example.net", until_at=gave_up_at)
    day = dt.timedelta(days=1)
    for kind, to, at in (
        ("before", EMAIL, zoe.created_at - day),
        ("mine", EMAIL.upper(), zoe.created_at + day),
        ("former", "q@example.net", gave_up_at),
        ("formerly_anothers", "q@example.net", zoe.created_at - day),
        ("now_anothers", "q@example.net", gave_up_at + day),
        ("anothers", "guest@example.org", gave_up_at),
    ):
        Mail.objects.create(key=kind, kind=kind, to=to, subject="s", text="t", language="fr", created_at=at)
    assert {row["kind"] for row in notifications_personal.tell(zoe)["mails"]} == {"mine", "former"}
    assert copies.tell(zoe)["former_addresses"] == [{"email": "q@example.net", "until_at": gave_up_at}]
    erase_now(zoe)
    left = {"formerly_anothers", "now_anothers", "anothers"}
    assert set(Mail.objects.exclude(kind="account.erasure_asked").values_list("kind", flat=True)) == left
    assert not FormerAddress.objects.exists()


def test_a_copy_that_failed_for_good_keeps_nobody_from_a_new_one() -> None:
    zoe = make_zoe()
    failed = copies.ask_copy(zoe)
    with clock.travel(failed.asked_at + copies.MAKING_MAX - dt.timedelta(seconds=1)):
        assert (copies.ask_copy(zoe), copies.find_copy(zoe)) == (failed, failed)
    with clock.travel(failed.asked_at + copies.MAKING_MAX):
        assert copies.find_copy(zoe) is None
        again = copies.ask_copy(zoe)
        assert again != failed
        copies.make_copy(again.pk)
        assert (copies.find_copy(zoe), DataCopy.objects.count()) == (DataCopy.objects.get(pk=again.pk), 2)
    with clock.travel(again.asked_at + 2 * copies.MAKING_MAX):
        found = copies.find_copy(zoe)
    assert found is not None
    assert (found.pk, found.made_at is not None) == (again.pk, True)


def test_copies_are_few_a_day_and_go_with_the_person() -> None:
    zoe = make_zoe()
    for _ in range(copies.COPIES_PER_DAY_MAX):
        copies.make_copy(copies.ask_copy(zoe).pk)
    with pytest.raises(TooOften):
        copies.ask_copy(zoe)
    keys = [one.key for one in DataCopy.objects.all()]
    assert len(keys) == copies.COPIES_PER_DAY_MAX
    assert all(private_storage().exists(key) for key in keys)
    erase_now(zoe)
    assert not any(private_storage().exists(key) for key in keys)
