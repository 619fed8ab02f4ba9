"""Appending interactions in bulk, their hourly sums, and the months they are kept in."""

from __future__ import annotations

import datetime as dt
import json
import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import connection, transaction

from halles.interactions.models import Kind
from halles.interactions.sources import Source
from halles.interactions.visits import Visit
from halles.kit import clock

# French and German authorities accept audience measures for 25 months; sums by the hour, which name nobody, stay.
MONTHS_KEPT = 25
MONTHS_AHEAD = 2
NO_VISIT = uuid.UUID(int=0)


@dataclass(frozen=True, slots=True)
class NewInteraction:
    """One act to append; see models.Interaction for what each field means."""

    kind: str
    at: dt.datetime
    visit_id: uuid.UUID
    market: str
    has_consent: bool = False
    user_id: uuid.UUID | None = None
    language: str = ""
    surface: str = ""
    content_kind: str = ""
    content_id: uuid.UUID | None = None
    creator_id: uuid.UUID | None = None
    anchor_id: uuid.UUID | None = None
    product_id: uuid.UUID | None = None
    variant_id: uuid.UUID | None = None
    position: int | None = None
    watch_time_ms: int | None = None
    media_ms: int | None = None
    click_id: uuid.UUID | None = None
    reasons: tuple[str, ...] = ()
    candidate_source: str = ""
    model_version: str = ""
    experiment_variants: Mapping[str, str] = field(default_factory=dict)
    referrer: str = ""
    app_context: Mapping[str, Any] = field(default_factory=dict)


# Each column and the type its values arrive as; arrays of arrays cannot be ragged, so reasons come joined.
_COLUMNS: tuple[tuple[str, str, str], ...] = (
    ("at", "timestamptz", "{}"),
    ("kind", "text", "{}"),
    ("visit_id", "uuid", "{}"),
    ("user_id", "uuid", "{}"),
    ("has_consent", "boolean", "{}"),
    ("market", "text", "{}"),
    ("language", "text", "{}"),
    ("surface", "text", "{}"),
    ("content_kind", "text", "{}"),
    ("content_id", "uuid", "{}"),
    ("creator_id", "uuid", "{}"),
    ("anchor_id", "uuid", "{}"),
    ("product_id", "uuid", "{}"),
    ("variant_id", "uuid", "{}"),
    ("position", "integer", "{}"),
    ("watch_time_ms", "integer", "{}"),
    ("media_ms", "integer", "{}"),
    ("click_id", "uuid", "{}"),
    ("reasons", "text", "string_to_array({}, ',')"),
    ("candidate_source", "text", "{}"),
    ("model_version", "text", "{}"),
    ("experiment_variants", "text", "{}::jsonb"),
    ("referrer", "text", "{}"),
    ("app_context", "text", "{}::jsonb"),
)
_NAMES = [name for name, _, _ in _COLUMNS]
_INSERT = (
    f"INSERT INTO interactions_interaction (received_at, {', '.join(_NAMES)}) "  # noqa: S608 - names of columns
    f"SELECT %s, {', '.join(form.format('t.' + name) for name, _, form in _COLUMNS)} "
    f"FROM unnest({', '.join(f'%s::{kind}[]' for _, kind, _ in _COLUMNS)}) AS t ({', '.join(_NAMES)})"
)


def append(events: Sequence[NewInteraction]) -> int:
    """Write all events in one statement and return how many; without consent nobody's `user_id` is written."""
    if not events:
        return 0
    rows = [_row(event) for event in events]
    columns = [list(column) for column in zip(*rows, strict=True)]
    with connection.cursor() as cursor:
        cursor.execute(_INSERT, [clock.now(), *columns])
    return len(events)


def record(
    kind: Kind,
    *,
    visit: Visit | None,
    market: str,
    user_id: uuid.UUID | None = None,
    content_kind: str = "",
    content_id: uuid.UUID | None = None,
    creator_id: uuid.UUID | None = None,
    product_id: uuid.UUID | None = None,
    source: Source | None = None,
) -> None:
    """Write one act that a service has just done; without a visit (a program, a job) nothing is written."""
    if visit is None:
        return
    event = NewInteraction(
        kind=kind,
        at=clock.now(),
        visit_id=visit.id,
        has_consent=visit.has_consent,
        user_id=user_id,
        market=market,
        content_kind=content_kind,
        content_id=content_id,
        creator_id=creator_id,
        product_id=product_id,
        **(_touch(source) if source else {}),
    )
    append([event])


@dataclass(frozen=True)
class Sale:
    """One order line that was paid, as plain values; `source` is what the line froze (Source.as_json), or None."""

    product_id: uuid.UUID
    variant_id: uuid.UUID
    quantity: int
    source: Mapping[str, Any] | None


def record_purchases(*, market: str, sales: Iterable[Sale]) -> None:
    """Write one purchase per sale, from the contract's own record: no consent is asked for, and no visit is named.

    The click id of its source says which showing it came from; a sale without one is written without content.
    """
    now = clock.now()
    events = []
    for sale in sales:
        source = sale.source or {}
        events.append(
            NewInteraction(
                kind=Kind.PURCHASE,
                at=now,
                visit_id=NO_VISIT,
                market=market,
                product_id=sale.product_id,
                variant_id=sale.variant_id,
                content_kind=source.get("content_kind") or "",
                content_id=_uuid(source.get("content_id")),
                creator_id=_uuid(source.get("creator_id")),
                anchor_id=_uuid(source.get("anchor_id")),
                click_id=_uuid(source.get("click_id")),
                position=source.get("position"),
                surface=source.get("surface") or "",
                reasons=tuple(source.get("reasons") or ()),
                candidate_source=source.get("candidate_source") or "",
                model_version=source.get("model_version") or "",
                app_context={"quantity": sale.quantity},
            )
        )
    append(events)


def make_months(*, from_on: dt.date | None = None) -> int:
    """Make the partitions from the month of `from_on` (default: this one) until two months ahead; how many were new."""
    last = _month(clock.today(), MONTHS_AHEAD)
    month = _month(from_on or clock.today(), 0)
    made = 0
    with transaction.atomic(), connection.cursor() as cursor:
        while month <= last:
            cursor.execute("SELECT interactions_make_month(%s)", [month])
            made += int((cursor.fetchone() or (False,))[0])
            month = _month(month, 1)
    return made


def drop_old_months() -> int:
    """Drop the months that are older than they may be kept; how many."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT interactions_drop_months(%s)", [_month(clock.today(), -MONTHS_KEPT)])
        row = cursor.fetchone()
    return int(row[0]) if row else 0


def _touch(source: Source) -> dict[str, Any]:
    return {
        "anchor_id": source.anchor_id,
        "position": source.position,
        "surface": source.surface,
        "reasons": source.reasons,
        "click_id": source.click_id,
        "candidate_source": source.candidate_source,
        "model_version": source.model_version,
    }


def _row(event: NewInteraction) -> tuple[Any, ...]:
    values = {name: getattr(event, name) for name in _NAMES}
    values["user_id"] = event.user_id if event.has_consent else None
    values["reasons"] = ",".join(event.reasons)
    values["experiment_variants"] = json.dumps(dict(event.experiment_variants))
    values["app_context"] = json.dumps(dict(event.app_context))
    return tuple(values.values())


def _month(day: dt.date, ahead: int) -> dt.date:
    months = day.year * 12 + day.month - 1 + ahead
    return dt.date(months // 12, months % 12 + 1, 1)


def _uuid(text: str | None) -> uuid.UUID | None:
    return uuid.UUID(text) if text else None
