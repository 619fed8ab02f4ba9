"""The bank tells something else of a payout than was booked: the books follow the bank, and staff look at it."""

from __future__ import annotations

import uuid

from halles.kit import clock
from halles.kit.events import emit
from halles.ledger.services import post
from halles.moderation.services import record_staff_action, require_other
from halles.moderation.services.recording import require_said
from halles.payouts import postings
from halles.payouts.errors import DiscrepancyClosed
from halles.payouts.events import DiscrepancyFound, PayoutPaid
from halles.payouts.models import Discrepancy, Payout
from halles.payouts.port import TransferFact
from halles.payouts.services.payee_holds import people_of
from halles.payouts.services.planning import reference_of
from halles.users.models import User

# What the bank says only goes forward.
_ORDER = ("", "pending", "failed", "paid", "returned")
Status = Payout.Status


def note(payout: Payout, key: str, kind: str, said: str = "", *, is_beside: bool = False) -> Discrepancy:
    """Put an attempt of a locked payout before the staff, again when the bank says more. Emits DiscrepancyFound."""
    now = clock.now()
    found, is_new = Discrepancy.objects.get_or_create(
        key=key,
        defaults={
            "payout": payout,
            "kind": kind,
            "said": said,
            "is_beside": is_beside,
            "heard_at": now,
            "changed_at": now,
        },
    )
    is_more = _ORDER.index(said) > _ORDER.index(found.said)
    if is_more:
        found.said, found.changed_at = said, now
        # Heard of before the payout went on: only from here on it is one more than the payout counts.
        found.is_beside = found.is_beside or is_beside
        found.closed_at = found.closed_by = None
        found.save(update_fields=["said", "is_beside", "changed_at", "closed_at", "closed_by"])
    if is_new or is_more:
        emit(DiscrepancyFound(found.pk, payout.pk, now))
    return found


def record_late(payout: Payout, fact: TransferFact, *, is_beside: bool) -> None:
    """What was booked as refused lives. What has arrived is taken from what the payee has free, which may go below
    zero: they have it. `is_beside`: the payout has gone on without this attempt, and stays as it is."""
    found = note(payout, fact.key, Discrepancy.Kind.LATE, fact.status, is_beside=is_beside)
    if fact.status not in {"paid", "returned"}:
        return
    now, about = clock.now(), reference_of(payout)
    facts = (payout.bank, payout.payee_kind, payout.payee_id, payout.amount_minor, payout.currency)
    post("payout_late", key=f"payout_late:{fact.key}", reference=about, lines=postings.payout_late(*facts), at=now)
    if fact.status == "returned":
        lines = postings.payout_returned(*facts)
        post("payout_returned", key=f"payout_returned:{fact.key}", reference=about, lines=lines, at=now)
    if found.is_beside or is_beside:
        return
    is_back = fact.status == "returned"
    payout.status, payout.why = (Status.RETURNED, fact.failure_code) if is_back else (Status.PAID, "")
    payout.bank_ref, payout.paid_at, payout.ended_at = fact.ref, now, now
    payout.save(update_fields=["status", "why", "bank_ref", "paid_at", "ended_at"])
    if not is_back:
        emit(PayoutPaid(payout.pk, payout.payee_kind, payout.payee_id, payout.amount_minor, payout.currency, now))


def close_discrepancy(payout_id: uuid.UUID, *, by: User, why: str) -> None:
    """Somebody has looked at what the bank says of a payout and writes down what it was: payouts to the payee go on.

    Refuses payouts.discrepancy_closed, moderation.why_missing, and moderation.own_case to whose money it is.
    """
    open_ones = Discrepancy.objects.select_for_update(of=("self",)).select_related("payout")
    found = list(open_ones.filter(payout=payout_id, closed_at=None).order_by("pk"))
    if not found:
        raise DiscrepancyClosed
    require_other(by, *people_of(found[0].payout.payee_kind, found[0].payout.payee_id))
    said = require_said(why)
    Discrepancy.objects.filter(pk__in=[one.pk for one in found]).update(closed_at=clock.now(), closed_by=by)
    data = {"payout": found[0].payout.number, "said": [one.said for one in found]}
    record_staff_action(by=by, verb="close_discrepancy", kind="payout", target_id=payout_id, why=said, data=data)
