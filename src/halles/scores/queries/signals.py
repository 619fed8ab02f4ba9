"""Signals for the staff: the work list, one with its evidence, and how many wait."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise

from halles.creators.models import Creator
from halles.orders.models import Order
from halles.scores.errors import SignalNotFound
from halles.scores.models import Signal
from halles.scores.signals.words import INNOCENT, TIES, sentences

LIST_SIZE_MAX = 100


@dataclass(frozen=True)
class Row:
    """A row of evidence: what, when, and its numbers; `group_id` leads to the purchase when it is an order."""

    facts: Mapping[str, Any]
    group_id: uuid.UUID | None

    @property
    def at(self) -> dt.datetime:
        """When it happened."""
        return dt.datetime.fromisoformat(str(self.facts["at"]))

    @property
    def ties(self) -> list[str]:
        """What ties an order to the creator, in words."""
        return [str(TIES[tie]) for tie in self.facts.get("ties", ()) if tie in TIES]


@dataclass(frozen=True)
class SignalView:
    """A signal in words: about whom, why, and what else may lie behind it."""

    signal: Signal
    creator: Creator | None
    sentences: Sequence[str]
    innocent: Promise

    @property
    def name(self) -> str:
        """Whom it is about: a handle, or the address of a ring."""
        return f"@{self.creator.handle}" if self.creator else str(self.signal.facts.get("place", ""))


def list_signals(*, is_open: bool) -> list[SignalView]:
    """The strongest that wait, or those decided last; at most LIST_SIZE_MAX. Two statements."""
    rows = Signal.objects.filter(status=Signal.Status.OPEN) if is_open else Signal.objects.exclude(status="open")
    order = ("-strength", "id") if is_open else ("-decided_at", "id")
    return _views(list(rows.order_by(*order)[:LIST_SIZE_MAX]))


def count_open_signals() -> int:
    """How many wait for a person."""
    return Signal.objects.filter(status=Signal.Status.OPEN).count()


def get_signal_for_staff(signal_id: uuid.UUID) -> SignalView:
    """One signal; SignalNotFound."""
    found = _views(list(Signal.objects.select_related("decided_by").filter(pk=signal_id)))
    if not found:
        raise SignalNotFound
    return found[0]


def evidence_of(view: SignalView) -> list[Row]:
    """The rows a signal rests on, the newest or strongest first."""
    rows = view.signal.evidence
    orders = [uuid.UUID(row["id"]) for row in rows if row["what"] == "order"]
    groups = dict(Order.objects.filter(pk__in=orders).values_list("pk", "group_id"))
    return [Row(row, groups.get(uuid.UUID(row["id"]))) for row in rows]


def _views(signals: Sequence[Signal]) -> list[SignalView]:
    creators = Creator.objects.in_bulk(
        [signal.subject_id for signal in signals if signal.subject_kind == Signal.Subject.CREATOR]
    )
    return [
        SignalView(signal, creators.get(signal.subject_id), sentences(signal.kind, signal.facts), INNOCENT[signal.kind])
        for signal in signals
    ]
