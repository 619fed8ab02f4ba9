"""Payouts at the bank: the intent is in the books, the call is made with nothing open, the outcome is recorded.

What dies in between is finished by `resolve_due`: the bank knows a transfer by its key and carries it out once.
"""

from __future__ import annotations

import datetime as dt
import uuid
from functools import partial

from django.db.models import F, Q

from halles.kit import clock, transactions
from halles.payouts.banks import DEFAULT, bank_named
from halles.payouts.models import BankFeed, Payout
from halles.payouts.port import (
    FEED_SIZE,
    TIME_LIMIT_MS,
    BankRefusedError,
    KeyReusedError,
    OutcomeUnknownError,
)
from halles.payouts.services.outcomes import next_request, record_fact, record_other_terms, record_refused

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

    Asking again is safe: the bank is asked what became of the payout before anything is sent again, and what is sent
    again is the same request. A silent bank is asked again later.
    """
    transactions.assert_none_open()
    payout = Payout.objects.get(pk=payout_id)
    if payout.status != Status.SENT or payout.bank_ref:
        return
    Payout.objects.filter(pk=payout_id).update(asked_at=clock.now())
    bank = bank_named(payout.bank)
    try:
        for attempt in _asked_before(payout):
            known = bank.find(payout.key_of(attempt), time_limit_ms=time_limit_ms)
            if known is not None:
                transactions.run(partial(record_fact, known))
        request = transactions.run(partial(next_request, payout.bank_key))
        if request is None:
            return
        fact = bank.send(request, time_limit_ms=time_limit_ms)
    except OutcomeUnknownError:
        return
    except KeyReusedError:
        transactions.run(partial(record_other_terms, payout.bank_key))
        return
    except BankRefusedError as refused:
        transactions.run(partial(record_refused, payout.bank_key, refused.code))
        return
    transactions.run(partial(record_fact, fact))


def _asked_before(payout: Payout) -> range:
    """The attempts of which the bank may know: all earlier ones, and this one once a request has left."""
    return range(1, payout.attempts + (1 if payout.request_count else 0))


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
