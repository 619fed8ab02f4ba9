"""What a finder is asked with, and what it answers."""

from __future__ import annotations

import datetime as dt
import json
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from halles.markets.market import Market

EVIDENCE_MAX = 50
# What staff decided about is known, whichever way they decided: only what happened since counts again.
CLEARED = """
    SELECT subject_id, max(decided_at) AS at FROM scores_signal
    WHERE kind = %(kind)s AND market = %(market)s AND status <> 'open' GROUP BY 1"""
# An address without what people vary when they mean the same door.
PLACE = (
    "lower(regexp_replace(coalesce({0}->>'line1', '') || '/' || coalesce({0}->>'postal_code', '') || '/' "
    "|| coalesce({0}->>'country', ''), '[^[:alnum:]/]', '', 'g'))"
)


@dataclass(frozen=True)
class Asked:
    """In which market and up to when patterns are looked for, by the market's own thresholds."""

    market: Market
    now: dt.datetime

    def values(self, kind: str, **more: Any) -> Mapping[str, Any]:
        """What every statement is asked with."""
        since = self.now - dt.timedelta(days=self.market.signals.days)
        return {
            "kind": kind,
            "market": self.market.code,
            "since": since,
            "now": self.now,
            "evidence_max": EVIDENCE_MAX,
            **more,
        }


@dataclass(frozen=True)
class Finding:
    """One suspicion: about whom, how far beyond the thresholds (0 to 100), its numbers and its newest rows."""

    kind: str
    subject_kind: str
    subject_id: uuid.UUID
    strength: int
    facts: Mapping[str, Any]
    evidence: Sequence[Mapping[str, Any]]


def share_bps(part: int, whole: int) -> int:
    """Hundredths of a percent, rounded down; 0 of nothing."""
    return 10_000 * part // whole if whole else 0


def rows_of(found: Any) -> list[dict[str, Any]]:
    """The rows a statement gathered as JSON, at most EVIDENCE_MAX."""
    read = json.loads(found) if isinstance(found, str) else found
    return list(read or ())[:EVIDENCE_MAX]
