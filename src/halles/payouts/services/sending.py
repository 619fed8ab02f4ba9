"""Payouts at the bank: the intent is in the books, the call is made with nothing open, the outcome is recorded.

What dies in between is finished by `resolve_due`: the bank knows a transfer by its key and carries it out once.
"""

from __future__ import annotations

import datetime as dt
import uuid

from django.db import IntegrityError, transaction
from django.db.models import F, Q

from halles.kit import clock, transactions
from halles.kit.events import emit
from halles.kit.jobs import defer
from halles.ledger.queries import balance
from halles.ledger.services import post
from halles.moderation.services import record_staff_action
from halles.moderation.services.recording import require_said
from halles.payouts import postings
from halles.payouts.banks import DEFAULT, bank_named
from halles.payouts.errors import BalanceTooSmall, CannotBePaid
from halles.payouts.events import PayoutFailed, PayoutPaid, PayoutReturned
from halles.payouts.models import BankFeed, PayeeKind, Payout, PayoutRun
from halles.payouts.payees import get_payee
from halles.payouts.port import (
    FEED_SIZE,
    TIME_LIMIT_MS,
    BankRefusedError,
    OutcomeUnknownError,
    TransferFact,
    TransferRequest,
)
from halles.payouts.queries.planning import obstacles
from halles.payouts.services.planning import begin, close_if_done, lock_payout, reference_of
from halles.payouts.services.recovering import recover_debts
from halles.payouts.words import why_words
from halles.users.models import User

PATIENCE = dt.timedelta(seconds=30)
ASK_EVERY = dt.timedelta(seconds=50)
BATCH_SIZE = 200

Status = Payout.Status


def send_run(run_id: uuid.UUID) -> int:
    """Give what of a run is not with the bank yet to it, one after the other; how many. No transaction open."""
    waiting = Payout.objects.filter(run_id=run_id, status=Status.SENT, bank_ref="", asked_at=None)
    return len(transactions.try_each(send_payout, list(waiting.order_by("pk").values_list("pk", flat=True))))


def send_payout(payout_id: uuid.UUID, *, time_limit_ms: int = TIME_LIMIT_MS) -> None:
    """Give one payout to the bank and record what it says; one that is not to be sent is left alone.

    Asking again is safe. A silent bank is asked again later, under the same key.
    """
    transactions.assert_none_open()
    payout = Payout.objects.get(pk=payout_id)
    if payout.status != Status.SENT or payout.bank_ref:
        return
    Payout.objects.filter(pk=payout_id).update(asked_at=clock.now())
    payee = get_payee(payout.payee_kind, payout.payee_id)
    if payee.account_mark != payout.account_mark and payout.asked_at is None:
        transactions.run(lambda: _record_refused(payout.bank_key, "account_changed"))
        return
    request = TransferRequest(
        key=payout.bank_key,
        amount_minor=payout.amount_minor,
        currency=payout.currency,
        account=payee.account,
        holder=payee.holder,
        reference=payout.number,
    )
    try:
        fact = bank_named(payout.bank).send(request, time_limit_ms=time_limit_ms)
    except OutcomeUnknownError:
        return
    except BankRefusedError as refused:
        code = refused.code
        transactions.run(lambda: _record_refused(payout.bank_key, code))
        return
    transactions.run(lambda: record_fact(fact))


def resolve_due(*, limit: int = BATCH_SIZE) -> int:
    """Ask again about payouts whose answer never came, longest waiting first; how many. No transaction open."""
    now = clock.now()
    rested = Q(asked_at=None, sent_at__lt=now - PATIENCE) | Q(asked_at__lt=now - ASK_EVERY)
    waiting = Payout.objects.filter(rested, status=Status.SENT, bank_ref="")
    ids = waiting.order_by(F("asked_at").asc(nulls_first=True), "pk").values_list("pk", flat=True)
    return len(transactions.try_each(send_payout, list(ids[:limit])))


def read_feed(bank: str = DEFAULT, *, time_limit_ms: int = TIME_LIMIT_MS) -> int:
    """Read what became of transfers since the last time and record it; how many lines. No transaction open.

    The position moves on after the lines are recorded, so a line may be read twice and none is lost.
    """
    feed, _is_new = BankFeed.objects.get_or_create(bank=bank)
    try:
        facts, position = bank_named(bank).list_changes(feed.position, limit=FEED_SIZE, time_limit_ms=time_limit_ms)
    except OutcomeUnknownError:
        return 0
    transactions.run_each(record_fact, facts)
    BankFeed.objects.filter(bank=bank, position__lt=position).update(position=position, read_at=clock.now())
    return len(facts)


def record_fact(fact: TransferFact) -> None:
    """What the bank says of a transfer, joined with what is known: twice or late changes nothing."""
    payout = _lock(fact.key)
    if payout is None:
        return
    if payout.status == Status.SENT and not payout.bank_ref:
        payout.bank_ref = fact.ref
        payout.save(update_fields=["bank_ref"])
    if fact.status in {"paid", "returned"} and payout.status == Status.SENT:
        _paid(payout)
    if fact.status == "failed" and payout.status == Status.SENT:
        _failed(payout, fact.failure_code)
    if fact.status == "returned" and payout.status == Status.PAID:
        _returned(payout, fact.failure_code)


def retry_payout(payout_id: uuid.UUID, *, by: User, why: str) -> Payout:
    """Send one that failed or came back once more, to the account the payee has now.

    Refuses payouts.payout_has_moved, payouts.cannot_be_paid (on hold, the same refused account, another one on its
    way), payouts.balance_too_small.
    """
    payout = lock_payout(payout_id, Status.FAILED, Status.RETURNED)
    payee = get_payee(payout.payee_kind, payout.payee_id)
    kept = obstacles(payout.payee_kind, [payee], payout.currency)
    if payee.id in kept:
        raise CannotBePaid(why=why_words(kept[payee.id]))
    if payout.payee_kind == PayeeKind.CREATOR:
        recover_debts(payout.currency, of=[payout.payee_id])
    account = postings.available_of(payout.payee_kind, payout.payee_id, payout.currency)
    if balance(account) < payout.amount_minor:
        raise BalanceTooSmall
    payout.account_shown, payout.account_mark = payee.account_shown, payee.account_mark
    _begin_alone(payout)
    PayoutRun.objects.filter(pk=payout.run_id).update(status=PayoutRun.Status.RUNNING, done_at=None)
    data = {"payout": payout.number, "attempt": payout.attempts}
    record_staff_action(
        by=by, verb="retry_payout", kind="payout", target_id=payout.pk, why=require_said(why), data=data
    )
    defer("payouts.send_payout", payout_id=str(payout.pk))
    return payout


def _begin_alone(payout: Payout) -> None:
    """Somebody who sends another payout of the payee at this moment is not seen before; the constraint sees them."""
    try:
        with transaction.atomic():
            begin([payout])
    except IntegrityError as lost:
        raise CannotBePaid(why=why_words("open_payout")) from lost


def _lock(key: str) -> Payout | None:
    """The payout of a bank's key, locked, while this is its latest attempt."""
    payout_id, _, attempt = key.partition(":")
    payout = Payout.objects.select_for_update().filter(pk=payout_id).first()
    return payout if payout is not None and str(payout.attempts) == attempt else None


def _record_refused(key: str, code: str) -> None:
    payout = _lock(key)
    if payout is not None and payout.status == Status.SENT:
        _failed(payout, code)


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
    payout.save(update_fields=["status", "why", "ended_at"])
    close_if_done(payout.run_id)
