"""Reading what the studio's scripts send."""

from __future__ import annotations

import datetime as dt
import json
import uuid
from typing import Any
from zoneinfo import ZoneInfo

from django.http import HttpRequest

from halles.studio.errors import TimeInvalid, Unreadable
from halles.videos.models import ANCHORS_MAX
from halles.videos.services import AnchorDraft

BODY_BYTES_MAX = 64 * 1024


def json_of(request: HttpRequest) -> dict[str, Any]:
    """The JSON object in the body; the refusal Unreadable for anything else."""
    if len(request.body) > BODY_BYTES_MAX:
        raise Unreadable
    try:
        body = json.loads(request.body, parse_constant=_no_number)
        # Half a surrogate pair is valid JSON and can be kept nowhere; nor can NUL.
        is_storable = "\\u0000" not in json.dumps(body, ensure_ascii=False).encode().decode()
    except (ValueError, RecursionError) as wrong:
        raise Unreadable from wrong
    if not isinstance(body, dict) or not is_storable:
        raise Unreadable
    return body


def _no_number(name: str) -> float:
    raise ValueError(name)


def anchors_of(body: dict[str, Any]) -> list[AnchorDraft]:
    """The anchors of the editor: `[{product, variant, start_ms, end_ms, label}]`."""
    rows = body.get("anchors")
    if not isinstance(rows, list) or len(rows) > ANCHORS_MAX + 1:
        raise Unreadable
    try:
        return [
            AnchorDraft(
                product_id=uuid.UUID(str(row["product"])),
                variant_id=uuid.UUID(str(row["variant"])) if row.get("variant") else None,
                start_ms=int(row["start_ms"]),
                end_ms=int(row["end_ms"]),
                label=str(row.get("label") or ""),
            )
            for row in rows
        ]
    except (KeyError, TypeError, ValueError, OverflowError, AttributeError) as wrong:
        raise Unreadable from wrong


def whole(text: str) -> int:
    """A whole number of a form."""
    try:
        return int(float(text))
    except (ValueError, OverflowError) as wrong:
        raise Unreadable from wrong


def instant(text: str, time_zone: str) -> dt.datetime:
    """What a date-and-time control gives, as an instant in the market's time."""
    try:
        return dt.datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(time_zone))
    except ValueError as wrong:
        raise TimeInvalid from wrong


def local_text(at: dt.datetime, time_zone: str) -> str:
    """An instant as a date-and-time control wants it, in the market's time."""
    return at.astimezone(ZoneInfo(time_zone)).strftime("%Y-%m-%dT%H:%M")
