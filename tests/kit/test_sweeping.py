"""What is over is forgotten, what counts stays."""

from __future__ import annotations

import datetime as dt

import pytest
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.db import connection

from halles.kit import clock
from halles.kit.models import RateWindow
from halles.kit.rate_limits import take
from halles.kit.sweeping import forget_what_is_over

pytestmark = pytest.mark.django_db
NOON = dt.datetime(2026, 3, 1, 12, tzinfo=dt.UTC)


def test_windows_sessions_and_cached_values_of_the_past_go() -> None:
    with clock.travel(NOON - dt.timedelta(days=3)):
        take("consent:203.0.113.7", limit=5, per_seconds=86_400)
    Session.objects.create(session_key="old", session_data="", expire_date=NOON - dt.timedelta(seconds=1))
    with clock.travel(NOON):
        take("consent:203.0.113.8", limit=5, per_seconds=86_400)
        Session.objects.create(session_key="new", session_data="", expire_date=NOON + dt.timedelta(days=1))
        with connection.cursor() as cursor:
            cursor.execute("INSERT INTO kit_cache VALUES ('old', '', %s)", [NOON - dt.timedelta(seconds=1)])

        assert forget_what_is_over() == 3
        assert forget_what_is_over() == 0

    assert [window.key for window in RateWindow.objects.all()] == ["consent:203.0.113.8:86400"]
    assert [session.session_key for session in Session.objects.all()] == ["new"]


def test_a_crowd_of_other_counters_does_not_push_one_out() -> None:
    cache.set("login_failed:victim", 5, 300)
    for number in range(400):
        cache.set(f"zz:{number}", 1, 300)
    assert cache.get("login_failed:victim") == 5
