"""Reading what browsers report. Anyone can send anything here, so nothing in a report is believed that need not be."""

from __future__ import annotations

import datetime as dt
import json
import re
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from halles.interactions.models import BEACON_KINDS
from halles.interactions.services import NewInteraction
from halles.interactions.sources import Source, read_source
from halles.interactions.visits import Visit

BODY_BYTES_MAX = 64 * 1024
EVENTS_MAX = 100
AGE_MAX = dt.timedelta(hours=24)
WATCH_TIME_MS_MAX = 60 * 60 * 1000
POSITION_MAX = 10_000
CONTEXT_KEYS_MAX = 12
CONTENT_KINDS = frozenset({"video", "product", "creator", "shop", "live", "feed"})
_WORD = re.compile(r"[a-z][a-z0-9_-]{0,19}")


@dataclass(frozen=True)
class Reporter:
    """Who reports: what the server knows by itself, never what the report says."""

    visit: Visit
    user_id: uuid.UUID | None
    market: str
    language: str
    now: dt.datetime


def read_report(body: bytes, reporter: Reporter) -> list[NewInteraction]:
    """The events of a report that make sense, at most 100; garbage gives an empty list, never an error.

    Of events with the same `id` the first counts: a browser that could not tell whether a report left puts its events
    into the next one too.
    """
    try:
        report = json.loads(body)
    except (ValueError, RecursionError):
        return []
    events = report.get("events") if isinstance(report, dict) else None
    if not isinstance(events, list):
        return []
    context = _context(report.get("context"))
    referrer = _host(report.get("referrer"))
    read: dict[str, NewInteraction] = {}
    for number, event in enumerate(events[:EVENTS_MAX]):
        interaction = _read_event(event, reporter, context, referrer) if isinstance(event, dict) else None
        if interaction is not None:
            name = event.get("id")
            read.setdefault(name if isinstance(name, str) else f"#{number}", interaction)
    return list(read.values())


def _read_event(
    event: Mapping[str, Any], reporter: Reporter, context: dict[str, Any], referrer: str
) -> NewInteraction | None:
    kind = event.get("kind")
    if not isinstance(kind, str) or kind not in BEACON_KINDS:
        return None
    token = event.get("source")
    source = read_source(token) if isinstance(token, str) else None
    content_kind, content_id = _content(event, source)
    if content_id is None:
        return None
    return NewInteraction(
        kind=kind,
        at=_instant(event.get("at"), reporter.now),
        visit_id=reporter.visit.id,
        has_consent=reporter.visit.has_consent,
        user_id=reporter.user_id,
        market=reporter.market,
        language=reporter.language,
        surface=source.surface if source and source.surface else _word(event.get("surface")),
        content_kind=content_kind,
        content_id=content_id,
        creator_id=source.creator_id if source else None,
        anchor_id=_uuid(event.get("anchor")) or (source.anchor_id if source else None),
        product_id=_uuid(event.get("product")),
        variant_id=_uuid(event.get("variant")),
        position=source.position if source else _whole(event.get("position"), POSITION_MAX),
        watch_time_ms=_whole(event.get("watch_ms"), WATCH_TIME_MS_MAX),
        media_ms=_whole(event.get("media_ms"), WATCH_TIME_MS_MAX),
        click_id=source.click_id if source else None,
        reasons=source.reasons if source else (),
        candidate_source=source.candidate_source if source else "",
        model_version=source.model_version if source else "",
        referrer=referrer,
        app_context=context,
    )


def _content(event: Mapping[str, Any], source: Source | None) -> tuple[str, uuid.UUID | None]:
    if source is not None:
        return source.content_kind, source.content_id
    kind = event.get("content_kind")
    if isinstance(kind, str) and kind in CONTENT_KINDS:
        return kind, _uuid(event.get("content"))
    return "", None


def _instant(value: object, now: dt.datetime) -> dt.datetime:
    """Milliseconds since 1970 of a clock that may be wrong, kept within the last 24 hours."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return now
    try:
        said = dt.datetime.fromtimestamp(value / 1000, dt.UTC)
    except (ValueError, OverflowError, OSError):
        return now
    return max(now - AGE_MAX, min(said, now))


def _uuid(value: object) -> uuid.UUID | None:
    try:
        return uuid.UUID(value) if isinstance(value, str) and len(value) <= 36 else None
    except ValueError:
        return None


def _whole(value: object, most: int) -> int | None:
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value < float("inf"):
        return None
    return min(int(value), most)


def _word(value: object) -> str:
    return value if isinstance(value, str) and _WORD.fullmatch(value) else ""


def _host(value: object) -> str:
    """Only the host of a referrer: the rest of an address may name a person."""
    if not isinstance(value, str) or len(value) > 2000:
        return ""
    try:
        host = urlsplit(value).hostname or ""
    except ValueError:
        return ""
    return _storable(host[:100])


def _context(value: object) -> dict[str, Any]:
    """What kind of screen, line and player it was: a few short facts."""
    if not isinstance(value, dict):
        return {}
    kept: dict[str, Any] = {}
    for name, fact in list(value.items())[:CONTEXT_KEYS_MAX]:
        if not _word(name):
            continue
        if isinstance(fact, bool) or (isinstance(fact, int) and abs(fact) < 2**31):
            kept[name] = fact
        elif isinstance(fact, str):
            kept[name] = _storable(fact[:40])
    return kept


def _storable(text: str) -> str:
    """Without the characters PostgreSQL cannot keep: NUL, and halves of surrogate pairs."""
    return text.replace("\x00", "").encode("utf-8", "ignore").decode()
