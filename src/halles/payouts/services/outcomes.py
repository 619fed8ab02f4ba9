"""What is asked of the bank about a payout, and what its answers come to: twice, late and in any order the same.

Everything here runs in the caller's transaction with the payout's row locked.
"""

from __future__ import annotations

import datetime as dt

from halles.kit import clock
from halles.kit.events import emit
from halles.ledger.queries import is_posted
from halles.ledger.services import post
from halles.payouts import postings
from halles.payouts.banks import bank_named
from halles.payouts.events import PayoutFailed, PayoutPaid, PayoutReturned
from halles.payouts.models import Discrepancy, Payout
from halles.payouts.payees import get_payee
from halles.payouts.port import TransferFact, TransferRequest
from halles.payouts.services import differing
from halles.payouts.services.freezing import is_frozen
from halles.payouts.services.planning import close_if_done, reference_of
from halles.payouts.words import LOOKED_AT

Status = Payout.Status
# What the bank may say of a transfer that was booked as refused, and that makes it another story.
_ALIVE = frozenset({"pending", "paid", "returned"})


def next_request(key: str) -> TransferRequest | None:
    """The request to be made now, counted before it leaves; None when nothing is to be sent.

    The first one goes to the account that the money was booked for, unless the payee has another one by now. All that
    follow are the same, whatever account there is. After the bank has refused to repeat one nothing more is sent, and
    once it is certain that it has not heard of the first either, the payout has failed.
    """
    payout = _lock_open(key)
    if payout is None:
        return None
    now = clock.now()
    if payout.discrepancies.filter(key=key).exists():
        return None
    if payout.request_count and not is_frozen(payout):
        payout.refused_why = payout.refused_why or "account_changed"
    if payout.refused_why:
        certain_at = (payout.requested_at or now) + bank_named(payout.bank).certain_after
        if now >= certain_at:
            _failed(payout, payout.refused_why)
        return None
    if not payout.request_count and (why := _obstacle(payout)):
        _failed(payout, why)
        return None
    payout.request_count += 1
    payout.requested_at = now
    payout.save(update_fields=["request_count", "requested_at", "account_sealed", "holder"])
    return TransferRequest(
        key=key,
        amount_minor=payout.amount_minor,
        currency=payout.currency,
        account=payout.account,
        holder=payout.holder,
        reference=payout.number,
    )


def _obstacle(payout: Payout) -> str:
    """A code of `words` for why nothing of this attempt leaves at all."""
    if payout.discrepancies.filter(closed_at=None).exists():
        return LOOKED_AT
    payee = get_payee(payout.payee_kind, payout.payee_id)
    is_same = is_frozen(payout) and payee.is_account(payout.account_mark)
    return "" if is_same else "account_changed"


def record_refused(key: str, code: str) -> None:
    """The bank will not do what it was asked. When that was the only request of the attempt the payout has failed;
    else this is no answer to the others, and the bank is asked what became of them."""
    payout = _lock_open(key)
    if payout is None:
        return
    if payout.request_count == 1:
        _failed(payout, code)
        return
    payout.refused_why = code
    payout.save(update_fields=["refused_why"])


def record_other_terms(key: str) -> None:
    """The bank knows the key with other terms. That is no failure: the money stays with the bank in the books until
    somebody has found out what became of it."""
    payout = _lock_open(key)
    if payout is not None:
        differing.note(payout, key, Discrepancy.Kind.OTHER_TERMS)


def record_fact(fact: TransferFact) -> None:
    """What the bank says of a transfer, joined with what is known: twice or late changes nothing, and what was booked
    as refused and lives is not passed over."""
    payout, is_latest = _lock(fact.key)
    if payout is None:
        return
    if (fact.amount_minor, fact.currency) != (payout.amount_minor, payout.currency):
        differing.note(payout, fact.key, Discrepancy.Kind.OTHER_TERMS, fact.status)
        return
    is_refused = payout.status == Status.FAILED or not is_latest
    if is_refused and not is_posted(f"payout_paid:{fact.key}"):
        if fact.status in _ALIVE or payout.discrepancies.filter(key=fact.key).exists():
            differing.record_late(payout, fact, is_beside=not is_latest)
        return
    if is_latest:
        _join(payout, fact)


def _join(payout: Payout, fact: TransferFact) -> None:
    if payout.status == Status.SENT and not payout.bank_ref:
        # The bank has it: nothing is ever sent again, so the account is not needed here any more.
        payout.bank_ref, payout.account_sealed, payout.holder = fact.ref, "", ""
        payout.save(update_fields=["bank_ref", "account_sealed", "holder"])
    if fact.status in {"paid", "returned"} and payout.status == Status.SENT:
        _paid(payout)
    if fact.status == "failed" and payout.status == Status.SENT:
        _failed(payout, fact.failure_code)
    if fact.status == "returned" and payout.status == Status.PAID:
        _returned(payout, fact.failure_code)


def _lock(key: str) -> tuple[Payout | None, bool]:
    """The payout of a bank's key, locked, and whether this is its latest attempt."""
    payout_id, _, attempt = key.partition(":")
    payout = Payout.objects.select_for_update().filter(pk=payout_id).first()
    return payout, payout is not None and str(payout.attempts) == attempt


def _lock_open(key: str) -> Payout | None:
    """The payout of a key, locked, while the bank's answer to this attempt is waited for."""
    payout, is_latest = _lock(key)
    return payout if payout and is_latest and payout.status == Status.SENT and not payout.bank_ref else None


def _paid(payout: Payout) -> None:
    now = clock.now()
    lines = postings.payout_paid(payout.bank, payout.amount_minor, payout.currency)
    post("payout_paid", key=f"payout_paid:{payout.bank_key}", reference=reference_of(payout), lines=lines, at=now)
    payout.status, payout.paid_at, payout.ended_at = Status.PAID, now, now
    payout.save(update_fields=["status", "paid_at", "ended_at"])
    close_if_done(payout.run_id)
    emit(PayoutPaid(payout.pk, payout.payee_kind, payout.payee_id, payout.amount_minor, payout.currency, now))


def _failed(payout: Payout, code: str) -> None:
    now = clock.now()
    lines = postings.payout_failed(payout.payee_kind, payout.payee_id, payout.amount_minor, payout.currency)
    post("payout_failed", key=f"payout_failed:{payout.bank_key}", reference=reference_of(payout), lines=lines, at=now)
    _end(payout, Status.FAILED, code, now)
    if code == LOOKED_AT:
        return
    emit(PayoutFailed(payout.pk, payout.payee_kind, payout.payee_id, payout.amount_minor, payout.currency, code, now))


def _returned(payout: Payout, code: str) -> None:
    now = clock.now()
    payee = (payout.payee_kind, payout.payee_id)
    lines = postings.payout_returned(payout.bank, *payee, payout.amount_minor, payout.currency)
    key = f"payout_returned:{payout.bank_key}"
    post("payout_returned", key=key, reference=reference_of(payout), lines=lines, at=now)
    _end(payout, Status.RETURNED, code, now)
    emit(PayoutReturned(payout.pk, *payee, payout.amount_minor, payout.currency, code, now))


def _end(payout: Payout, status: str, code: str, now: dt.datetime) -> None:
    payout.status, payout.why, payout.ended_at = status, code, now
    payout.account_sealed = payout.holder = ""
    payout.save(update_fields=["status", "why", "ended_at", "account_sealed", "holder"])
    close_if_done(payout.run_id)
