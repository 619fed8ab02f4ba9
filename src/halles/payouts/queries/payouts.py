"""What became of payouts, what holds them back, and when the next one is made."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet, Sum

from halles.creators.models import Creator
from halles.kit import clock
from halles.kit.pages import PAGE_SIZE, Page, page_by_id
from halles.ledger import queries as ledger
from halles.markets.queries import get_market
from halles.payouts.errors import PayoutNotFound, RunNotFound
from halles.payouts.models import Hold, PayeeHold, PayeeKind, Payout, PayoutRun, Reserve
from halles.payouts.payees import Payee, find_payees, get_payee
from halles.payouts.queries.debts import debts_between
from halles.payouts.queries.planning import alone_max_minor, list_leaving, minimum_minor, obstacles
from halles.payouts.schedule import arrives_on, next_payout_after, payout_instant
from halles.sellers.queries import settlement_tier_of
from halles.users.models import User

AVAILABLE = {PayeeKind.SELLER: "seller_available", PayeeKind.CREATOR: "creator_available"}


@dataclass(frozen=True)
class NextPayout:
    """The next payout of one currency: on which day, and how much it will be as far as is known (0 while `why`, a code
    of `words`, keeps it back or it is less than `minimum_minor`). `waits_minor` is what it would be without: under a
    hold what is kept until the day of the first payout after it. A balance below zero is carried over, and recovered
    from what the person's other profiles have free: `given_minor` goes to those, `taken_minor` comes from them."""

    currency: str
    on: dt.date
    arrives_on: dt.date
    amount_minor: int
    minimum_minor: int
    why: str
    open_payout: Payout | None
    given_minor: int = 0
    taken_minor: int = 0
    waits_minor: int = 0


@dataclass(frozen=True)
class RunSummary:
    """A run with what its payouts add up to by status: (status, how many, minor units)."""

    run: PayoutRun
    sums: Sequence[tuple[str, int, int]]

    @property
    def alone_max_minor(self) -> int | None:
        """Up to how much who approved it may send it too; None for any amount."""
        return alone_max_minor(get_market(self.run.market), self.run.currency)

    @property
    def needs_two(self) -> bool:
        """Whether it is more than one person may approve and send."""
        return self.alone_max_minor is not None and self.amount_minor > self.alone_max_minor

    @property
    def count(self) -> int:
        """How many payouts are not canceled."""
        return sum(count for status, count, _amount in self.sums if status != Payout.Status.CANCELED)

    @property
    def amount_minor(self) -> int:
        """What they add up to."""
        return sum(amount for status, _count, amount in self.sums if status != Payout.Status.CANCELED)

    @property
    def failed_count(self) -> int:
        """How many wait for somebody to look at them."""
        return sum(count for status, count, _amount in self.sums if status in {"failed", "returned"})


def next_planned_at(payee: Payee) -> dt.datetime:
    """When the payee's next payout is planned, on the clock of their market: what is free by then is in it. Under a
    hold, or while a changed account rests, it is the first one after it."""
    hold = find_hold(payee.kind, payee.id)
    since = max(filter(None, (clock.now(), hold.until if hold else None, payee.rests_until)))
    return payout_instant(payee.market, next_payout_after(payee.market, since))


def next_payouts(payee: Payee, *, becoming_free: Sequence[tuple[dt.datetime, str, int]] = ()) -> list[NextPayout]:
    """The next payout in each currency the payee has or waits for money in, alphabetically.

    `becoming_free` names what will be free when (instant, currency, minor units), for what payouts do not know
    themselves: a creator's commissions.
    """
    planned_at = next_planned_at(payee)
    on = planned_at.date()
    books = ledger.balances_of_owner(payee.kind, str(payee.id))
    of_kind = AVAILABLE[PayeeKind(payee.kind)]
    available = {currency: amount for (kind, currency), amount in books.items() if kind == of_kind}
    soon = _sums_by_currency(payee, planned_at)
    for at, currency, amount in becoming_free:
        if at < planned_at:
            soon[currency] = soon.get(currency, 0) + amount
    currencies = sorted({currency for _kind, currency in books} | set(soon))
    return [_next(payee, currency, on, available.get(currency, 0) + soon.get(currency, 0)) for currency in currencies]


def _next(payee: Payee, currency: str, on: dt.date, free_minor: int) -> NextPayout:
    least = 1 if payee.id in list_leaving(payee.kind) else minimum_minor(payee.market, currency)
    open_payout = _of_payee(payee.kind, payee.id).filter(currency=currency, status__in=["planned", "sent"]).first()
    why = obstacles(payee.kind, [payee], currency, besides=[open_payout.pk] if open_payout else []).get(payee.id, "")
    if why == "new_account" and payee.rests_until and payee.rests_until <= payout_instant(payee.market, on):
        why = ""
    if open_payout is not None and open_payout.status == Payout.Status.PLANNED:
        free_minor -= open_payout.amount_minor
    given, taken = debts_between(payee, currency, free_minor)
    free_minor -= given
    return NextPayout(
        currency=currency,
        on=on,
        arrives_on=arrives_on(payee.market, on),
        amount_minor=free_minor if free_minor >= least and not why else 0,
        minimum_minor=least,
        why=why,
        open_payout=open_payout,
        given_minor=given,
        taken_minor=taken,
        waits_minor=max(0, free_minor),
    )


def _sums_by_currency(payee: Payee, before: dt.datetime) -> dict[str, int]:
    """What settlements and reserves will have freed for a shop before an instant."""
    if payee.kind != PayeeKind.SELLER:
        return {}
    sums: dict[str, int] = {}
    holds = Hold.objects.waiting_of(payee.id).filter(until__lt=before)
    tier_bps = _reserve_bps(payee)
    for currency, amount, blocked in holds.values_list("currency", "amount_minor", "blocked_minor"):
        free = max(0, amount - blocked)
        kept = 0 if blocked else (free * tier_bps * 2 + 10_000) // 20_000
        sums[currency] = sums.get(currency, 0) + free - kept
    reserves = Reserve.objects.filter(seller_id=payee.id, released_at=None, until__lt=before)
    for currency, total in reserves.values_list("currency").annotate(total=Sum("amount_minor")).order_by():
        sums[currency] = sums.get(currency, 0) + int(total)
    return sums


def _reserve_bps(payee: Payee) -> int:
    return payee.market.settlement.tiers[settlement_tier_of(payee.id)].reserve_bps


def list_payouts(
    payee_kind: str, payee_id: uuid.UUID, cursor: str | None = None, *, size: int = PAGE_SIZE
) -> Page[Payout]:
    """A payee's payouts, latest first, those that staff canceled left out."""
    rows = _of_payee(payee_kind, payee_id).exclude(status=Payout.Status.CANCELED).select_related("run")
    return page_by_id(rows, cursor, size=size)


def get_payout_of(payee_kind: str, payee_id: uuid.UUID, payout_id: uuid.UUID) -> Payout:
    """One payout of this payee; payouts.payout_not_found."""
    found = _of_payee(payee_kind, payee_id).filter(pk=payout_id).first()
    if found is None:
        raise PayoutNotFound
    return found


def get_payout_for_staff(payout_id: uuid.UUID) -> Payout:
    """Any payout with its run; payouts.payout_not_found."""
    found = Payout.objects.select_related("run").filter(pk=payout_id).first()
    if found is None:
        raise PayoutNotFound
    return found


def _of_payee(payee_kind: str, payee_id: uuid.UUID) -> QuerySet[Payout, Payout]:
    return Payout.objects.filter(payee_kind=payee_kind, payee_id=payee_id)


def find_hold(payee_kind: str, payee_id: uuid.UUID) -> PayeeHold | None:
    """What holds the payee's payouts back now, or None."""
    held = PayeeHold.objects.filter(payee_kind=payee_kind, payee_id=payee_id, lifted_at=None, until__gt=clock.now())
    return held.select_related("by").first()


def get_hold(hold_id: uuid.UUID) -> PayeeHold:
    """Any hold; payouts.payout_not_found."""
    found = PayeeHold.objects.filter(pk=hold_id).first()
    if found is None:
        raise PayoutNotFound
    return found


def list_holds(payee_kind: str, payee_id: uuid.UUID) -> list[PayeeHold]:
    """All holds there were, latest first, at most 50."""
    return list(PayeeHold.objects.filter(payee_kind=payee_kind, payee_id=payee_id).order_by("-pk")[:50])


@dataclass(frozen=True)
class HeldPayee:
    """A hold in force and whom it is about."""

    hold: PayeeHold
    payee: Payee | None


def list_holds_in_force(cursor: str | None = None, *, size: int = PAGE_SIZE) -> Page[HeldPayee]:
    """The holds in force with their payees, latest first; staff only."""
    rows = PayeeHold.objects.filter(lifted_at=None, until__gt=clock.now()).select_related("by")
    page = page_by_id(rows, cursor, size=size)
    payees = {
        (kind, payee.id): payee
        for kind in PayeeKind.values
        for payee in find_payees(kind, [row.payee_id for row in page.rows if row.payee_kind == kind]).values()
    }
    return Page([HeldPayee(row, payees.get((row.payee_kind, row.payee_id))) for row in page.rows], page.next_cursor)


def count_holds_in_force() -> int:
    """How many payees are on hold."""
    return PayeeHold.objects.filter(lifted_at=None, until__gt=clock.now()).count()


def list_runs(cursor: str | None = None, *, size: int = PAGE_SIZE) -> Page[RunSummary]:
    """Payout runs, latest first; staff only."""
    page = page_by_id(PayoutRun.objects.all(), cursor, size=size)
    rows = Payout.objects.filter(run__in=[run.pk for run in page.rows]).values_list("run_id", "status")
    sums: dict[uuid.UUID, list[tuple[str, int, int]]] = {}
    for run_id, status, count, amount in rows.annotate(count=Count("pk"), amount=Sum("amount_minor")).order_by():
        sums.setdefault(run_id, []).append((status, count, int(amount)))
    return Page([RunSummary(run, sums.get(run.pk, [])) for run in page.rows], page.next_cursor)


def get_run_for_staff(run_id: uuid.UUID) -> RunSummary:
    """One run; payouts.run_not_found."""
    run = PayoutRun.objects.select_related("approved_by", "started_by").filter(pk=run_id).first()
    if run is None:
        raise RunNotFound
    sums = Payout.objects.filter(run=run).values_list("status").annotate(Count("pk"), Sum("amount_minor")).order_by()
    return RunSummary(run, [(status, count, int(amount)) for status, count, amount in sums])


def list_payouts_of_run(run_id: uuid.UUID, cursor: str | None = None, *, status: str = "") -> Page[Payout]:
    """The payouts of a run, the latest planned first; staff only."""
    rows = Payout.objects.filter(run_id=run_id).select_related("run", "agreed_by")
    return page_by_id(rows.filter(status=status) if status else rows, cursor, size=50)


def list_left_out(run: PayoutRun) -> list[tuple[Payee, int, str]]:
    """Payees of the run's market who have something free that this run does not pay, with the amount and a code of
    `words`, largest first, at most 200; staff only."""
    least = 0
    found = []
    for kind, account_kind in AVAILABLE.items():
        balances = {
            uuid.UUID(owner): amount
            for (owner, _currency), amount in ledger.balances_by_owner(account_kind, currency=run.currency).items()
        }
        payees = [one for one in find_payees(kind, balances).values() if one.market_code == run.market]
        paid = set(run.payouts.filter(payee_kind=kind).values_list("payee_id", flat=True))
        kept, leaving = obstacles(kind, payees, run.currency), list_leaving(kind)
        for payee in payees:
            if payee.id in paid:
                continue
            least = least or minimum_minor(payee.market, run.currency)
            enough = 1 if payee.id in leaving else least
            why = kept.get(payee.id) or ("below_minimum" if balances[payee.id] < enough else "later")
            found.append((payee, balances[payee.id], why))
    return sorted(found, key=lambda one: -one[1])[:200]


def count_runs_to_approve() -> int:
    """How many drafts wait for staff."""
    return PayoutRun.objects.filter(status=PayoutRun.Status.DRAFT).count()


def count_failed_payouts() -> int:
    """How many payouts failed or came back and were not sent again, where no later one went through."""
    return Payout.objects.filter(status__in=["failed", "returned"]).count()


def list_failed_payouts(cursor: str | None = None) -> Page[Payout]:
    """Payouts that failed or came back and were not sent again, latest first; staff only."""
    rows = Payout.objects.filter(status__in=["failed", "returned"]).select_related("run", "agreed_by")
    return page_by_id(rows, cursor)


@dataclass(frozen=True)
class ReserveSum:
    """What is kept back in one currency: of how many orders and shops, and what is let go next."""

    currency: str
    order_count: int
    seller_count: int
    amount_minor: int


def list_reserve_sums() -> list[ReserveSum]:
    """What is kept back now, by currency; staff only."""
    rows = Reserve.objects.filter(released_at=None, amount_minor__gt=0).values_list("currency")
    counted = rows.annotate(orders=Count("pk"), shops=Count("seller", distinct=True), total=Sum("amount_minor"))
    return [
        ReserveSum(currency, orders, shops, int(total))
        for currency, orders, shops, total in counted.order_by("currency")
    ]


def list_reserves(cursor: str | None = None, *, seller_id: uuid.UUID | None = None) -> Page[Reserve]:
    """What is kept back now, order by order, latest first, with the shop."""
    rows = Reserve.objects.filter(released_at=None, amount_minor__gt=0).select_related("seller")
    if seller_id is not None:
        rows = rows.filter(seller_id=seller_id)
    return page_by_id(rows, cursor)


def search_payouts(text: str, cursor: str | None = None) -> Page[Payout]:
    """Payouts by number or payee's name; staff only."""
    rows = (
        Payout.objects.filter(Q(number__iexact=text) | Q(payee_name__icontains=text)) if text else Payout.objects.all()
    )
    return page_by_id(rows.select_related("run"), cursor)


def list_payees_of(person: User) -> list[Payee]:
    """The person's own profiles as those who are paid."""
    own = Creator.objects.filter(user=person, seller=None).values_list("pk", flat=True)
    return list(find_payees(PayeeKind.CREATOR, list(own)).values())


def payee_of(payee_kind: str, payee_id: uuid.UUID) -> Payee:
    """Who is paid, with the account it goes to; payouts.payee_not_found."""
    return get_payee(payee_kind, payee_id)
