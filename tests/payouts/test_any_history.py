"""Any history of sales, refunds, settlements, reserves, payouts and returned transfers keeps every book."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterator

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from halles import wiring
from halles.kit import clock, transactions
from halles.kit import events as kit_events
from halles.kit.errors import Refusal
from halles.kit.ids import uuid7
from halles.ledger import queries as books
from halles.ledger.accounts import (
    AccountKey,
    credit,
    debit,
    payouts_in_transit,
    refunds,
    seller_available,
    seller_reserve,
)
from halles.ledger.services import Reference, post
from halles.markets.queries import get_market
from halles.payouts import queries, sandbox, services
from halles.payouts.errors import HoldTooSmall
from halles.payouts.models import Discrepancy, Hold, Payout, PayoutRun, Reserve, SandboxTransfer
from halles.payouts.queries.proving import prove
from halles.sellers import services as sellers
from halles.sellers.models import Seller
from halles.users.models import User
from tests.payouts.makers import make_sold
from tests.sellers.makers import make_seller
from tests.users.makers import make_user

pytestmark = pytest.mark.django_db
FRANCE = get_market("FR")
MONDAY = dt.datetime(2026, 11, 2, 9, tzinfo=dt.UTC)
ACCOUNTS = ("0189", "0002", "0003", "0005", "0006", "0007", "0008")
STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("sell"), st.integers(100, 20_000)),
        st.tuples(st.just("deliver"), st.integers(0, 30)),
        st.tuples(st.just("refund"), st.integers(1, 5_000)),
        st.tuples(st.just("wait"), st.integers(1, 40)),
        st.tuples(st.just("pay"), st.integers(0, 6)),
        st.tuples(st.just("change"), st.integers(0, 6)),
        st.tuples(st.just("tier"), st.integers(0, 2)),
        st.tuples(st.just("retry"), st.just(0)),
    ),
    max_size=25,
)


class History:
    """One shop, its orders, and the bank."""

    def __init__(self, seller: Seller, staff: User) -> None:
        self.seller, self.staff, self.now = seller, staff, MONDAY
        self.orders: list[uuid.UUID] = []

    def sell(self, amount: int) -> None:
        self.orders.append(make_sold(self.seller.pk, goods_minor=amount, fee_minor=amount // 20))

    def deliver(self, days: int) -> None:
        for hold in Hold.objects.filter(until=None):
            services.start_hold_clock(hold.order_id, self.now + dt.timedelta(days=days))

    def refund(self, amount: int) -> None:
        for order_id in self.orders[-1:]:
            try:
                parts = services.take_back(order_id, min(amount, 100))
            except HoldTooSmall:
                return
            self._book(order_id, parts)

    def _book(self, order_id: uuid.UUID, parts: list[tuple[AccountKey, int]]) -> None:
        lines = [debit(account, part) for account, part in parts]
        total = sum(part for _account, part in parts)
        post(
            "refund",
            key=f"refund:{uuid7()}",
            reference=Reference("order", order_id, "H-7K2M4QX"),
            lines=[*lines, credit(refunds("EUR"), total)],
        )

    def wait(self, days: int) -> None:
        self.now += dt.timedelta(days=days)

    def change(self, account: int) -> None:
        """Another account, whatever is on its way to the one before."""
        self.seller.bank_account = f"FR763000600001123456789{ACCOUNTS[account]}"
        self.seller.save()

    def pay(self, account: int) -> None:
        self.change(account)
        if PayoutRun.objects.filter(on=self.now.date()).exists():
            return
        run = services.plan_run(FRANCE, "EUR", on=self.now.date())
        if run is not None:
            services.approve_run(run.pk, by=self.staff, why="looked at")
            services.start_run(run.pk, by=self.staff, why="it is time")
            services.send_run(run.pk)

    def tier(self, number: int) -> None:
        tier = ("standard", "express", "extended")[number]
        sellers.set_settlement_tier(self.seller.pk, tier, why="drawn", by=self.staff)

    def retry(self, _nothing: int) -> None:
        for payout in Payout.objects.filter(status__in=["failed", "returned"]):
            try:
                with transaction.atomic():
                    services.retry_payout(payout.pk, by=self.staff, why="again")
            except Refusal:
                continue
            services.send_payout(payout.pk)

    def go_on(self) -> None:
        """What the jobs do all the time."""
        services.release_due()
        services.release_reserves()
        services.resolve_due()
        sandbox.move_due()
        services.read_feed()

    def check(self) -> None:
        """Everything agrees with everything."""
        assert books.check_books().problems == ()
        assert queries.check_holds() == []
        for proof in prove():
            assert proof.gap_minor == 0
            assert all(booked == recorded for _what, booked, recorded in proof.checks[2:])
        # Nobody has more than was booked: what the bank has carried out is what the payouts say.
        done = SandboxTransfer.objects.filter(status="paid").values_list("amount_minor", flat=True)
        paid = Payout.objects.filter(status="paid").values_list("amount_minor", flat=True)
        assert (sum(done), Discrepancy.objects.count()) == (sum(paid), 0)
        sent = Payout.objects.filter(status="sent").values_list("amount_minor", flat=True)
        assert books.balance(payouts_in_transit("EUR")) == sum(sent)
        kept = Reserve.objects.filter(released_at=None).values_list("amount_minor", flat=True)
        assert books.balance(seller_reserve(self.seller.pk, "EUR")) == sum(kept)


@pytest.fixture(autouse=True)
def nobody_listens() -> Iterator[None]:
    kit_events.connect({})
    yield
    kit_events.connect(wiring.EVENTS)


def test_statements_and_books_agree_after_any_history() -> None:
    staff = make_user(is_staff=True, staff_role="admin")

    @settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
    @given(STEPS)
    def run(steps: list[tuple[str, int]]) -> None:
        with transactions.as_one():
            history = History(make_seller(), staff)
            for name, value in steps:
                with clock.travel(history.now):
                    getattr(history, name)(value)
                with clock.travel(history.now):
                    history.go_on()
            history.check()
            with clock.travel(history.now):
                _statements_sum_to_the_books(history)
            transaction.set_rollback(True)

    run()


def _statements_sum_to_the_books(history: History) -> None:
    payee = queries.payee_of("seller", history.seller.pk)
    held = free = 0
    for month, currency in reversed(queries.list_statement_months(payee)):
        statement = queries.get_statement(payee, currency, month)
        assert (statement.held_opening_minor, statement.available_opening_minor) == (held, free)
        lines = list(queries.walk_lines(statement))
        assert len(lines) == statement.line_count
        held += sum(line.held_minor for line in lines)
        free += sum(line.available_minor for line in lines)
        paid_out = -sum(line.available_minor for line in lines if line.kind.startswith("payout"))
        assert statement.paid_out_minor == paid_out
        assert statement.earned_minor == sum(line.held_minor + line.available_minor for line in lines) + paid_out
        assert (statement.held_closing_minor, statement.available_closing_minor) == (held, free)
    assert free == books.balance(seller_available(history.seller.pk, "EUR"))
    assert queries.payee_balances("seller", history.seller.pk) == ([("EUR", held, free)] if history.orders else [])
