"""Pages of a long list by cursor: stable while rows are added, never an OFFSET."""

from __future__ import annotations

import base64
import binascii
import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from django.db.models import Model, Q, QuerySet

PAGE_SIZE = 24
PAGE_SIZE_MAX = 100
M = TypeVar("M", bound=Model)
T = TypeVar("T")


@dataclass(frozen=True)
class Page(Generic[T]):
    """Some rows and the cursor of the next page (None at the end)."""

    rows: Sequence[T]
    next_cursor: str | None


def page_by_id(rows: QuerySet[M, M], cursor: str | None, *, size: int = PAGE_SIZE) -> Page[M]:
    """Newest first by a time-ordered UUID primary key; an unreadable cursor begins at the top."""
    size = min(size, PAGE_SIZE_MAX)
    ordered = rows.order_by("-pk")
    after = _read(cursor)
    if after is not None:
        ordered = ordered.filter(pk__lt=after)
    found = list(ordered[: size + 1])
    more = len(found) > size
    found = found[:size]
    return Page(found, _write(found[-1].pk) if more else None)


def page_by_instant(rows: QuerySet[M, M], field: str, cursor: str | None, *, size: int = PAGE_SIZE) -> Page[M]:
    """Latest first by an aware instant that may move (`field`), ties by id; an unreadable cursor begins at the top."""
    size = min(size, PAGE_SIZE_MAX)
    after = _read_instant(cursor)
    if after is not None:
        at, key = after
        rows = rows.filter(Q(**{f"{field}__lt": at}) | Q(**{field: at, "pk__lt": key}))
    found = list(rows.order_by(f"-{field}", "-pk")[: size + 1])
    more, found = len(found) > size, found[:size]
    return Page(found, _write_instant(getattr(found[-1], field), found[-1].pk) if more else None)


def page_by_day(rows: QuerySet[M, M], field: str, cursor: str | None, *, size: int = PAGE_SIZE) -> Page[M]:
    """Earliest first by a date (`field`), ties by id; an unreadable cursor begins at the top."""
    size = min(size, PAGE_SIZE_MAX)
    after = _read_day(cursor)
    if after is not None:
        on, key = after
        rows = rows.filter(Q(**{f"{field}__gt": on}) | Q(**{field: on, "pk__gt": key}))
    found = list(rows.order_by(field, "pk")[: size + 1])
    more, found = len(found) > size, found[:size]
    return Page(found, _write_day(getattr(found[-1], field), found[-1].pk) if more else None)


def _write_day(on: dt.date, key: Any) -> str:
    return base64.urlsafe_b64encode(f"{on.isoformat()}|{key}".encode()).decode().rstrip("=")


def _read_day(cursor: str | None) -> tuple[dt.date, uuid.UUID] | None:
    try:
        on, key = base64.urlsafe_b64decode((cursor or "")[:200] + "==").decode().split("|")
        return dt.date.fromisoformat(on), uuid.UUID(key)
    except (ValueError, binascii.Error):
        return None


def _write_instant(at: dt.datetime, key: Any) -> str:
    return base64.urlsafe_b64encode(f"{at.isoformat()}|{key}".encode()).decode().rstrip("=")


def _read_instant(cursor: str | None) -> tuple[dt.datetime, uuid.UUID] | None:
    try:
        at, key = base64.urlsafe_b64decode((cursor or "")[:200] + "==").decode().split("|")
        read = dt.datetime.fromisoformat(at)
        return (read, uuid.UUID(key)) if read.tzinfo else None
    except (ValueError, binascii.Error):
        return None


def _write(key: Any) -> str:
    return base64.urlsafe_b64encode(uuid.UUID(str(key)).bytes).decode().rstrip("=")


def _read(cursor: str | None) -> uuid.UUID | None:
    if not cursor:
        return None
    try:
        return uuid.UUID(bytes=base64.urlsafe_b64decode(cursor + "=="))
    except (ValueError, binascii.Error):
        return None
