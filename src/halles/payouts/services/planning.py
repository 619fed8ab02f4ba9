"""Payout runs: planned on their days, reviewed and approved by staff, and begun."""

from __future__ import annotations

import datetime as dt
import uuid
from collections import defaultdict
from collections.abc import Iterable

from django.utils.translation import get_language

from halles.kit import clock, transactions
from halles.kit.ids import short_code
from halles.kit.jobs import defer
from halles.kit.money import format_money
from halles.ledger.queries import balances_by_owner
from halles.ledger.services import Entry, Reference, post_many
from halles.markets.market import Market
from halles.markets.queries import all_markets
from halles.moderation.services import record_staff_action
from halles.moderation.services.recording import require_said
from halles.payouts import banks, postings
from halles.payouts.errors import NeedsAnotherPerson, PayoutHasMoved, PayoutNotFound, RunHasMoved, RunNotFound
from halles.payouts.models import PayeeKind, Payout, PayoutRun
from halles.payouts.payees import Payee, find_payees
from halles.payouts.queries.planning import alone_max_minor, list_leaving, minimum_minor, obstacles
from halles.payouts.schedule import is_payout_day, payout_instant
from halles.payouts.services.freezing import freeze
from halles.payouts.services.recovering import recover_debts
from halles.users.models import User

AVAILABLE = {PayeeKind.SELLER: "seller_available", PayeeKind.CREATOR: "creator_available"}
RUN_PAYOUTS_MAX = 20_000
# What is new of a payout when it is sent, for the first time or once more.
_BEGUN = [
    *("status", "sent_at", "attempts", "amount_minor", "account_shown", "account_mark", "account_sealed", "holder"),
    *("bank_ref", "why", "refused_why", "request_count", "requested_at", "asked_at", "paid_at", "ended_at"),
]

Status = Payout.Status
RunStatus = PayoutRun.Status


def plan_due_runs() -> int:
    """Plan today's runs of every market whose day and hour have come, once; how many were planned."""
    now = clock.now()
    due = [
        market
        for market in all_markets().values()
        if is_payout_day(market, today := clock.today(market.time_zone)) and now >= payout_instant(market, today)
    ]
    return sum(transactions.run_each(_plan_of_market, due))


def _plan_of_market(market: Market) -> int:
    on = clock.today(market.time_zone)
    known = set(PayoutRun.objects.filter(market=market.code, on=on).values_list("currency", flat=True))
    currencies = {currency for kind in AVAILABLE for _owner, currency in balances_by_owner(AVAILABLE[kind])}
    runs = (plan_run(market, currency, on=on) for currency in sorted(currencies - known))
    return sum(run is not None for run in runs)


def plan_run(market: Market, currency: str, *, on: dt.date) -> PayoutRun | None:
    """A draft of what the payees of a market who can be paid have free in a currency; None when that is nobody.

    Less than the market's minimum, or less than nothing, is carried to the next run; to who leaves for good any rest is
    paid. What a person's profile owes is
    taken from their others first.
    """
    recover_debts(currency)
    least = minimum_minor(market, currency)
    wanted: list[tuple[Payee, int]] = []
    for kind, account_kind in AVAILABLE.items():
        leaving = list_leaving(kind)
        balances = {
            payee_id: amount
            for (owner, _currency), amount in balances_by_owner(account_kind, currency=currency).items()
            if amount >= (1 if (payee_id := uuid.UUID(owner)) in leaving else least)
        }
        payees = find_payees(kind, balances).values()
        here = [payee for payee in payees if payee.market_code == market.code]
        kept = obstacles(kind, here, currency)
        wanted += [(payee, balances[payee.id]) for payee in here if payee.id not in kept]
    if not wanted:
        return None
    now = clock.now()
    run = PayoutRun.objects.create(market=market.code, currency=currency, on=on, created_at=now)
    wanted.sort(key=lambda one: -one[1])
    planned = [_planned(run, payee, amount, now) for payee, amount in wanted[:RUN_PAYOUTS_MAX]]
    # Who was just sent a payout again by staff has one open already: the constraint leaves them to the next run.
    Payout.objects.bulk_create(planned, ignore_conflicts=True)
    return run


def _planned(run: PayoutRun, payee: Payee, amount_minor: int, now: dt.datetime) -> Payout:
    return Payout(
        number=short_code("P", 9),
        run=run,
        payee_kind=payee.kind,
        payee_id=payee.id,
        payee_name=payee.name,
        currency=run.currency,
        amount_minor=amount_minor,
        bank=banks.DEFAULT,
        account_shown=payee.account_shown,
        account_mark=payee.account_mark,
        created_at=now,
    )


def approve_run(run_id: uuid.UUID, *, by: User, why: str) -> PayoutRun:
    """Say yes to a draft; refuses payouts.run_has_moved."""
    run = lock_run(run_id, RunStatus.DRAFT)
    run.status, run.approved_at, run.approved_by = RunStatus.APPROVED, clock.now(), by
    run.save(update_fields=["status", "approved_at", "approved_by"])
    _record(run, "approve_payouts", by, why)
    return run


def cancel_run(run_id: uuid.UUID, *, by: User, why: str) -> PayoutRun:
    """Pay nothing of a run that has not begun; the money stays where it is. Refuses payouts.run_has_moved."""
    run = lock_run(run_id, RunStatus.DRAFT, RunStatus.APPROVED)
    run.status, run.done_at = RunStatus.CANCELED, clock.now()
    run.save(update_fields=["status", "done_at"])
    planned = Payout.objects.filter(run=run, status=Status.PLANNED)
    planned.update(status=Status.CANCELED, why="run_canceled", ended_at=run.done_at)
    _record(run, "cancel_payouts", by, why)
    return run


def take_out(payout_id: uuid.UUID, *, by: User, why: str) -> Payout:
    """Leave one payee out of a run that has not begun; refuses payouts.payout_has_moved."""
    payout = lock_payout(payout_id, Status.PLANNED)
    cancel(payout, "taken_out")
    data = {"payout": payout.number, "payee": str(payout.payee_id)}
    record_staff_action(
        by=by, verb="take_out_payout", kind="payout", target_id=payout.pk, why=require_said(why), data=data
    )
    close_if_done(payout.run_id)
    return payout


def start_run(run_id: uuid.UUID, *, by: User, why: str) -> PayoutRun:
    """Give the payouts of an approved run to the bank: the money leaves the payees' accounts in the books here, as an
    intent, and a job carries the transfers out. What has become less since the plan is paid as less; who was put on
    hold or has no account any more is left out. Refuses payouts.run_has_moved, and payouts.needs_another_person to who
    approved it when it is more than one person may do alone."""
    run = lock_run(run_id, RunStatus.APPROVED)
    payouts = list(Payout.objects.select_for_update().filter(run=run, status=Status.PLANNED).order_by("pk"))
    _require_two(run, payouts, by)
    run.status, run.started_at, run.started_by = RunStatus.RUNNING, clock.now(), by
    run.save(update_fields=["status", "started_at", "started_by"])
    recover_debts(run.currency, of=[one.payee_id for one in payouts if one.payee_kind == PayeeKind.CREATOR])
    begin(_still_payable(run, payouts))
    _record(run, "send_payouts", by, why)
    defer("payouts.send_run", run_id=str(run.pk))
    close_if_done(run.pk)
    return run


def _require_two(run: PayoutRun, payouts: list[Payout], by: User) -> None:
    limit = alone_max_minor(all_markets()[run.market], run.currency)
    total = sum(payout.amount_minor for payout in payouts)
    if limit is not None and total > limit and run.approved_by_id == by.pk:
        raise NeedsAnotherPerson(limit=format_money(limit, run.currency, get_language() or "en"))


def _still_payable(run: PayoutRun, payouts: Iterable[Payout]) -> list[Payout]:
    """The payouts that can be sent, with what is free now; the others are canceled, each with its reason."""
    by_kind: dict[str, list[Payout]] = defaultdict(list)
    for payout in payouts:
        by_kind[payout.payee_kind].append(payout)
    least = minimum_minor(all_markets()[run.market], run.currency)
    payable: list[Payout] = []
    for kind, some in by_kind.items():
        leaving = list_leaving(kind)
        balances = balances_by_owner(AVAILABLE[PayeeKind(kind)], currency=run.currency)
        payees = find_payees(kind, [one.payee_id for one in some])
        kept = obstacles(kind, payees.values(), run.currency, besides=[one.pk for one in some])
        for payout in some:
            free = min(payout.amount_minor, balances.get((str(payout.payee_id), run.currency), 0))
            enough = 1 if payout.payee_id in leaving else least
            why = kept.get(payout.payee_id, "") or ("below_minimum" if free < enough else "")
            if why:
                cancel(payout, why)
                continue
            payee = payees[payout.payee_id]
            payout.amount_minor = free
            payout.account_shown, payout.account_mark = payee.account_shown, payee.account_mark
            payable.append(payout)
    return payable


def begin(payouts: list[Payout]) -> None:
    """Record the intent to send each: its status, its next attempt and its entry in the books; the rows are locked."""
    now = clock.now()
    for payout in payouts:
        payout.status, payout.sent_at = Status.SENT, now
        payout.attempts += 1
        payout.bank_ref = payout.why = ""
        payout.asked_at = payout.paid_at = payout.ended_at = payout.requested_at = None
        payout.request_count, payout.refused_why = 0, ""
    freeze(payouts)
    Payout.objects.bulk_update(payouts, _BEGUN, batch_size=1_000)
    post_many([_entry(payout) for payout in payouts], at=now)


def _entry(payout: Payout) -> Entry:
    lines = postings.payout_sent(payout.payee_kind, payout.payee_id, payout.amount_minor, payout.currency)
    return Entry("payout", f"payout:{payout.bank_key}", reference_of(payout), lines)


def reference_of(payout: Payout) -> Reference:
    """What the entries about a payout are about."""
    return Reference("payout", payout.pk, payout.number)


def cancel(payout: Payout, why: str) -> None:
    """Nothing is sent of a planned payout."""
    payout.status, payout.why, payout.ended_at = Status.CANCELED, why, clock.now()
    payout.save(update_fields=["status", "why", "ended_at"])


def close_if_done(run_id: uuid.UUID) -> None:
    """A run that was begun is done once nothing of it waits or is on its way."""
    is_open = Payout.objects.filter(run_id=run_id, status__in=[Status.PLANNED, Status.SENT]).exists()
    if not is_open:
        PayoutRun.objects.filter(pk=run_id, status=RunStatus.RUNNING).update(status=RunStatus.DONE, done_at=clock.now())


def lock_run(run_id: uuid.UUID, *statuses: str) -> PayoutRun:
    """The run, locked; payouts.run_not_found, and payouts.run_has_moved when it is in no such status."""
    run = PayoutRun.objects.select_for_update().filter(pk=run_id).first()
    if run is None:
        raise RunNotFound
    if run.status not in statuses:
        raise RunHasMoved(status=run.get_status_display())
    return run


def lock_payout(payout_id: uuid.UUID, *statuses: str) -> Payout:
    """The payout, locked; payouts.payout_not_found, and payouts.payout_has_moved when it is in no such status."""
    payout = Payout.objects.select_for_update().filter(pk=payout_id).first()
    if payout is None:
        raise PayoutNotFound
    if payout.status not in statuses:
        raise PayoutHasMoved(status=payout.get_status_display())
    return payout


def _record(run: PayoutRun, verb: str, by: User, why: str) -> None:
    data = {"market": run.market, "currency": run.currency, "on": run.on.isoformat()}
    record_staff_action(by=by, verb=verb, kind="payout_run", target_id=run.pk, why=require_said(why), data=data)
