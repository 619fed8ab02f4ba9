"""Forgetting what is over: windows of rate limits (network addresses are in their keys), sessions, cached values."""

from __future__ import annotations

import datetime as dt

from django.contrib.sessions.models import Session
from django.db import connection

from halles.kit import clock
from halles.kit.models import RateWindow

# No limit counts over more than a day.
WINDOWS_KEPT = dt.timedelta(days=2)


def forget_what_is_over() -> int:
    """Delete rate windows of the days before yesterday and sessions and cached values that have run out; how many."""
    now = clock.now()
    windows, _ = RateWindow.objects.filter(window_at__lt=now - WINDOWS_KEPT).delete()
    sessions, _ = Session.objects.filter(expire_date__lt=now).delete()
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM kit_cache WHERE expires < %s", [now])
        values = cursor.rowcount
    return windows + sessions + int(values)
