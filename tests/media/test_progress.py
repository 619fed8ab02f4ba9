"""How far the films are that everybody waits for: true numbers while the hall is filled, silence on other days."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from halles.kit import clock
from halles.media import progress, services
from halles.media.models import Asset, Upload
from halles.media.progress import Making
from tests.moderation.makers import make_staff
from tests.users.makers import make_user

pytestmark = pytest.mark.django_db
LINE = "/films/making/"


def make_film(percent: int = 0, *, is_playable: bool = False, status: str = "processing") -> Asset:
    user = make_user()
    upload = Upload.objects.create(
        user=user, kind="video", file_name="film.mp4", size_bytes=1000, status="received", received_at=clock.now()
    )
    return Asset.objects.create(
        user=user,
        upload=upload,
        kind="video",
        status="ready" if is_playable else status,
        progress_percent=percent,
        playable_at=clock.now() if is_playable else None,
    )


def test_planned_films_are_counted_by_what_is_done_of_them() -> None:
    assert progress.find_planned() is None
    services.plan_films([f"{name}.mp4" for name in "abcd"])
    assert progress.find_planned() == Making(count=4, percent=0)
    services.begin_planned("a.mp4", make_film(is_playable=True, percent=100).pk)
    services.begin_planned("b.mp4", make_film(percent=60).pk)
    assert progress.find_planned() == Making(count=3, percent=40)
    services.begin_planned("nobody-planned-this.mp4", make_film(percent=90).pk)
    assert progress.find_planned() == Making(count=3, percent=40)
    assert progress.find_all_under_way() == Making(count=4, percent=50)


def test_what_was_given_up_is_not_waited_for_and_may_be_begun_again() -> None:
    services.plan_films(["a.mp4"])
    with clock.travel(clock.now() + progress.WAITED_FOR + dt.timedelta(seconds=1)):
        assert progress.find_planned() is None
        services.plan_films(["a.mp4"])
        assert progress.find_planned() == Making(count=1, percent=0)
    refused = make_film()
    Asset.objects.filter(pk=refused.pk).update(status="refused", refusal_code="media.not_a_video")
    services.begin_planned("a.mp4", refused.pk)
    assert progress.find_planned() is None


def test_everybody_sees_the_hall_being_filled_and_nothing_of_others_uploads() -> None:
    make_film(percent=50)
    visitor = Client(headers={"Accept-Language": "fr", "HX-Request": "true"})
    assert visitor.get(LINE).content.decode().strip() == ""
    assert visitor.get(f"{LINE}?all").content.decode().strip() == ""
    staff = Client(headers={"Accept-Language": "en", "HX-Request": "true"})
    staff.force_login(make_staff("support"))
    assert "1 film is being made: 50%" in staff.get(f"{LINE}?all").content.decode()

    services.plan_films(["a.mp4", "b.mp4"])
    services.begin_planned("a.mp4", make_film(percent=62).pk)
    with CaptureQueriesContext(
        connection,
    ) as queries:
        line = visitor.get(LINE).content.decode()
    assert "2 films en préparation\xa0: 31\xa0%" in line
    assert 'hx-trigger="every 5s"' in line
    assert len([one for one in queries.captured_queries if "media_" in one["sql"]]) <= 1
