"""What goes wrong while a page stays open is said in one sentence, never as a page inside the page."""

from __future__ import annotations

import uuid

import pytest
from django.test import Client

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true", "HX-Current-URL": "http://testserver/v/1/?source=x"}


def test_what_is_gone_is_a_sentence() -> None:
    gone = Client().get("/no/such/address/", headers=HTMX)

    assert gone.status_code == 404
    assert b'data-refusal="config.404"' in gone.content
    assert b"<html" not in gone.content
    assert b"<html" in Client().get("/no/such/address/").content


def test_a_form_that_was_open_too_long_gets_the_token_of_now() -> None:
    strict = Client(enforce_csrf_checks=True)
    stale = strict.post(f"/v/{uuid.uuid4()}/hide/", headers=HTMX)

    assert stale.status_code == 403
    assert b'data-refusal="config.403" data-csrf="' in stale.content
    assert "csrf" in stale.cookies


def test_a_page_that_stays_open_is_told_to_sign_in_and_is_not_sent_there() -> None:
    door = Client().get("/staff/", headers=HTMX)

    assert door.status_code == 401
    assert b'href="/account/login/?next=%2Fv%2F1%2F"' in door.content
    assert Client().get("/staff/").status_code == 302


def test_a_crash_is_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    def crash(*_: object, **__: object) -> None:
        raise RuntimeError

    monkeypatch.setattr("halles.storefront.views_feed.read_source", crash)
    client = Client(raise_request_exception=False)
    broken = client.get(f"/v/{uuid.uuid4()}/why/", headers=HTMX)

    assert broken.status_code == 500
    assert b'data-refusal="config.500"' in broken.content
    assert b"<html" not in broken.content
    assert b"<html" in client.get(f"/v/{uuid.uuid4()}/why/").content
