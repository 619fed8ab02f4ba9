"""Finding signals anew each night, and what a person decides about one."""

from __future__ import annotations

import datetime as dt
import uuid

from django.db import transaction

from halles.creators.models import Creator
from halles.kit import clock
from halles.markets.queries import get_market
from halles.moderation.services import record_staff_action, require_other
from halles.payouts import services as payouts
from halles.payouts.models import PayeeHold
from halles.scores.errors import HoldWithoutPayee, SignalDecided, SignalNotFound, WhyMissing
from halles.scores.models import Signal
from halles.scores.models.signal import WHY_LENGTH_MAX
from halles.scores.signals import FINDERS, Asked, Finding
from halles.users.models import User

Status = Signal.Status
VERBS: dict[str, str] = {
    Status.DISMISSED: "dismiss_signal",
    Status.HELD: "hold_for_signal",
    Status.NOTED: "note_signal",
}


@transaction.atomic
def look_for_signals(market_code: str) -> int:
    """Look for every pattern in a market; how many signals are new. One that is open gets today's numbers; what was
    decided, whichever way, comes back only by what happened since."""
    asked = Asked(get_market(market_code), clock.now())
    return sum(_keep(finding, asked) for find in FINDERS for finding in find(asked))


@transaction.atomic
def dismiss_signal(signal_id: uuid.UUID, *, by: User, why: str) -> Signal:
    """There is nothing in it, or no longer. Refuses scores.why_missing, scores.signal_not_found, scores.signal_decided
    and, to whom it is about, moderation.own_case. A hold that stands is lifted on its own page, by whoever may."""
    return _decide(signal_id, Status.DISMISSED, by=by, why=why)


@transaction.atomic
def hold_for_signal(signal_id: uuid.UUID, *, by: User, why: str, until: dt.datetime) -> Signal:
    """Hold the creator's payouts until a day, with a reason that the creator reads too (payouts.hold_payee). Refuses as
    `dismiss_signal`, scores.hold_without_payee for what is not about a creator, and what payouts refuses."""
    signal = _decide(signal_id, Status.HELD, by=by, why=why)
    if signal.subject_kind != Signal.Subject.CREATOR:
        raise HoldWithoutPayee
    payouts.hold_payee("creator", signal.subject_id, reason=PayeeHold.Reason.SUSPICION, words=why, until=until, by=by)
    return signal


@transaction.atomic
def note_signal(signal_id: uuid.UUID, *, by: User, why: str) -> Signal:
    """Nothing is done but it is kept in mind, with a reason; it leaves the list of what is to be looked at. Refuses as
    `dismiss_signal`."""
    return _decide(signal_id, Status.NOTED, by=by, why=why)


def _keep(finding: Finding, asked: Asked) -> int:
    latest = {
        "strength": finding.strength,
        "facts": dict(finding.facts),
        "evidence": [dict(row) for row in finding.evidence],
        "seen_at": asked.now,
    }
    known = (
        Signal.objects.select_for_update()
        .filter(kind=finding.kind, market=asked.market.code, subject_id=finding.subject_id, status=Status.OPEN)
        .first()
    )
    if known is None:
        Signal.objects.create(
            kind=finding.kind,
            market=asked.market.code,
            subject_kind=finding.subject_kind,
            subject_id=finding.subject_id,
            found_at=asked.now,
            **latest,
        )
        return 1
    Signal.objects.filter(pk=known.pk).update(**latest)
    return 0


def _decide(signal_id: uuid.UUID, to: str, *, by: User, why: str) -> Signal:
    why = why.strip()[:WHY_LENGTH_MAX]
    if not why:
        raise WhyMissing
    signal = Signal.objects.select_for_update().filter(pk=signal_id).first()
    if signal is None:
        raise SignalNotFound
    if to not in Signal.TRANSITIONS.get(signal.status, frozenset()):
        raise SignalDecided
    require_other(by, *Creator.objects.filter(pk=signal.subject_id).values_list("user", flat=True))
    signal.status, signal.decided_at, signal.decided_by, signal.why = to, clock.now(), by, why
    signal.save(update_fields=["status", "decided_at", "decided_by", "why"])
    record_staff_action(by=by, verb=VERBS[to], kind="signal", target_id=signal.pk, why=why)
    return signal
