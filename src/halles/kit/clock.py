"""The one source of time. Tests and the demo may travel; nothing else in the house reads the system clock."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from zoneinfo import ZoneInfo

_shown: ContextVar[dt.datetime | None] = ContextVar("shown", default=None)


def now() -> dt.datetime:
    """The present instant, aware, in UTC."""
    return _shown.get() or dt.datetime.now(dt.UTC)


def travelled_to() -> dt.datetime | None:
    """The instant a journey stands at; None in the present."""
    return _shown.get()


def today(time_zone: str = "UTC") -> dt.date:
    """The calendar day at this instant in `time_zone` (IANA name)."""
    return now().astimezone(ZoneInfo(time_zone)).date()


@contextmanager
def travel(to: dt.datetime) -> Iterator[None]:
    """Within the block `now()` answers `to` (aware); travels nest and end with their block."""
    assert to.tzinfo is not None, "a journey needs an aware instant"
    token = _shown.set(to.astimezone(dt.UTC))
    try:
        yield
    finally:
        _shown.reset(token)
