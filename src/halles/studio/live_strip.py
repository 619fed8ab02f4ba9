"""The time strip of the cockpit: viewers by the minute up to now, with a mark where each act opened."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from halles.kit import clock
from halles.live.models import Figure, LiveSession, RoomEvent, ShowAct

WIDTH, HEIGHT = 720, 40
MARKS_MAX = 40


@dataclass(frozen=True)
class Mark:
    """An act: where on the strip it opened, how many ms after the start, what it is, and whether it runs now."""

    x: float
    ms: int
    words: str
    is_open: bool


@dataclass(frozen=True)
class Strip:
    """Points of the viewers' line, "" before the first minute is known; `ms` is the length of the show so far."""

    line: str
    marks: Sequence[Mark]
    ms: int
    width: int = WIDTH
    height: int = HEIGHT


def strip_of(session: LiveSession) -> Strip | None:
    """The strip of a show that has begun, up to now or its end; None before."""
    if session.started_at is None:
        return None
    start = session.started_at
    length = max(dt.timedelta(seconds=1), (session.ended_at or clock.now()) - start)
    acts = {act.pk: act for act in ShowAct.objects.filter(session=session)}
    marks = [
        Mark(_x(at - start, length), _ms(at - start), _words(acts[key], name), acts[key].status == ShowAct.Status.OPEN)
        for key, (at, name) in opened_acts(session).items()
        if key in acts
    ]
    return Strip(_line(session, start, length), marks[-MARKS_MAX:], _ms(length))


def opened_acts(session: LiveSession) -> dict[uuid.UUID, tuple[dt.datetime, str]]:
    """When the room was first told that an act is open, in that order, with the name of its goods ("" without)."""
    told = RoomEvent.objects.filter(session=session, kind="act", body__status="open").order_by("offset")
    opened: dict[uuid.UUID, tuple[dt.datetime, str]] = {}
    for act, at, name in told.values_list("body__act", "at", "body__name"):
        opened.setdefault(uuid.UUID(act), (at, name or ""))
    return opened


def _line(session: LiveSession, start: dt.datetime, length: dt.timedelta) -> str:
    figures = Figure.objects.filter(session=session).order_by("minute_at").values_list("minute_at", "viewer_max")
    kept = list(figures)
    peak = max((viewers for _at, viewers in kept), default=0)
    points = ((_x(at - start, length), HEIGHT - 1 - (HEIGHT - 2) * viewers / max(peak, 1)) for at, viewers in kept)
    return " ".join(f"{x:.1f},{y:.1f}" for x, y in points)


def _words(act: ShowAct, name: str) -> str:
    said = act.title or name
    return f"{act.get_kind_display()} · {said}" if said else act.get_kind_display()


def _x(since: dt.timedelta, length: dt.timedelta) -> float:
    return round(min(WIDTH - 1.0, max(1.0, WIDTH * (since / length))), 1)


def _ms(since: dt.timedelta) -> int:
    return max(0, int(since.total_seconds() * 1000))
