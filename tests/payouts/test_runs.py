"""Payout runs: planned, approved, sent once whatever dies in between, and what banks do with them afterwards."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterator
from typing import Any

import pytest

from halles import wiring
from halles.kit import clock
from halles.kit import events as kit_events
from halles.ledger import queries as books
from halles.ledger.accounts import bank_clearing, payouts_in_transit, seller_available
from halles.markets.queries import get_market
from halles.moderation.models import StaffAction
from halles.payouts import events, sandbox, services
from halles.payouts import queries as payouts
from halles.payouts.banks import bank_named
from halles.payouts.errors import (
    BalanceTooSmall,
    CannotBePaid,
    HeldAlready,
    HoldEnded,
    HoldInvalid,
    PayoutHasMoved,
    RunHasMoved,
)
from halles.payouts.models import BankFeed, PayeeHold, Payout, PayoutRun, SandboxNotice, SandboxTransfer
from halles.payouts.schedule import arrives_on, next_payout_on
from halles.sellers.models import Seller
from tests.payouts.makers import make_available, make_refund_taken
from tests.sellers.makers import make_seller
from tests.users.makers import make_user

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)
# A Tuesday, the day of payouts in France.
TUESDAY = dt.datetime(2026, 11, 24, 9, tzinfo=dt.UTC)
FRANCE = get_market("FR")


@pytest.fixture(autouse=True)
def told() -> Iterator[list[Any]]:
    heard: list[Any] = []
    kinds = (events.PayoutPaid, events.PayoutFailed, events.PayoutReturned, events.PayeeHeld, events.PayeeHoldLifted)
    kit_events.connect(dict.fromkeys(kinds, (heard.append,)))
    yield heard
    kit_events.connect(wiring.EVENTS)


@pytest.fixture
def staff() -> Any:
    return make_user(is_staff=True, staff_role="finance")


def make_payee(account: str = "FR7630006000011234567890189", **changes: Any) -> Seller:
    seller = make_seller(**changes)
    seller.bank_account = account
    seller.save()
    return seller


def make_running(staff: Any, account: str, amount_minor: int = 5_000) -> Payout:
    seller = make_payee(account)
    make_available(seller.pk, amount_minor)
    run = services.plan_run(FRANCE, "EUR", on=TUESDAY.date())
    assert run is not None
    services.approve_run(run.pk, by=staff, why="looked at")
    services.start_run(run.pk, by=staff, why="it is Tuesday")
    return run.payouts.get()


def available(seller_id: uuid.UUID) -> int:
    return books.balance(seller_available(seller_id, "EUR"))


def poll() -> None:
    sandbox.move_due()
    services.read_feed()


def test_a_run_is_planned_on_its_day_and_hour_once_and_pays_what_is_free(staff: Any, told: list[Any]) -> None:
    with clock.travel(TUESDAY):
        seller = make_payee()
        make_available(seller.pk, 5_000)
        small = make_payee()
        make_available(small.pk, 99)
    for at, planned in (
        (TUESDAY - DAY, 0),
        (TUESDAY.replace(hour=4, minute=59), 0),
        (TUESDAY.replace(hour=5), 1),
        (TUESDAY, 0),
    ):
        with clock.travel(at):
            assert services.plan_due_runs() == planned
    run = PayoutRun.objects.get()
    assert (run.market, run.currency, run.on, run.status) == ("FR", "EUR", dt.date(2026, 11, 24), "draft")
    (payout,) = run.payouts.all()
    assert (payout.payee_id, payout.amount_minor, payout.status) == (seller.pk, 5_000, "planned")
    assert payout.account_shown == "FR •••• 0189"
    assert available(seller.pk) == 5_000, "a plan moves nothing"

    with clock.travel(TUESDAY):
        services.approve_run(run.pk, by=staff, why="looked at")
        services.start_run(run.pk, by=staff, why="it is Tuesday")
        assert (available(seller.pk), books.balance(payouts_in_transit("EUR"))) == (0, 5_000)
        assert services.send_run(run.pk) == 1
        assert services.send_run(run.pk) == 0
        poll()
    assert Payout.objects.get().status == "sent"
    with clock.travel(TUESDAY + dt.timedelta(minutes=2)):
        poll()
        poll()
    payout.refresh_from_db()
    run.refresh_from_db()
    assert (payout.status, run.status) == ("paid", "done")
    assert books.balance(payouts_in_transit("EUR")) == 0
    assert books.balance(bank_clearing("sandbox", "EUR")) == -5_000
    at = TUESDAY + dt.timedelta(minutes=2)
    assert told == [events.PayoutPaid(payout.pk, "seller", seller.pk, 5_000, "EUR", at)]
    assert books.check_books().problems == ()
    assert list(StaffAction.objects.order_by("pk").values_list("verb", "why")) == [
        ("approve_payouts", "looked at"),
        ("send_payouts", "it is Tuesday"),
    ]


def test_a_day_of_payouts_that_is_a_holiday_moves_to_the_next_business_day(staff: Any) -> None:
    """The 14th of July 2026 is a Tuesday: the run comes on Wednesday, the next one on its Tuesday again."""
    holiday = dt.datetime(2026, 7, 14, 9, tzinfo=dt.UTC)
    with clock.travel(holiday - DAY):
        seller = make_payee()
        make_available(seller.pk, 5_000)
        told = payouts.next_payouts(payouts.payee_of("seller", seller.pk))
    planned = []
    for days in (0, 1, 2, 7):
        with clock.travel(holiday + DAY * days):
            planned.append(services.plan_due_runs())
            for run in PayoutRun.objects.filter(status="draft"):
                services.approve_run(run.pk, by=staff, why="looked at")
                services.start_run(run.pk, by=staff, why="it is the day")
            if days == 2:
                make_available(make_payee().pk, 3_000)
    assert planned == [0, 1, 0, 1]
    assert [str(run.on) for run in PayoutRun.objects.order_by("on")] == ["2026-07-15", "2026-07-21"]
    assert [str(one.on) for one in told] == ["2026-07-15"], "the day the payee is told"


def test_holidays_move_the_days_that_are_told() -> None:
    assert next_payout_on(get_market("JP"), dt.date(2026, 3, 16)) == dt.date(2026, 3, 23), "Friday is the equinox"
    assert arrives_on(FRANCE, dt.date(2026, 7, 10)) == dt.date(2026, 7, 15)


def test_steps_out_of_order_are_refused_and_change_nothing(staff: Any) -> None:
    with clock.travel(TUESDAY):
        payout = make_running(staff, "FR7630006000011234567890189")
        for step in (services.approve_run, services.start_run, services.cancel_run):
            with pytest.raises(RunHasMoved):
                step(payout.run_id, by=staff, why="again")
        with pytest.raises(PayoutHasMoved):
            services.retry_payout(payout.pk, by=staff, why="again")
        with pytest.raises(PayoutHasMoved):
            services.take_out(payout.pk, by=staff, why="again")
    assert Payout.objects.get().attempts == 1
    assert StaffAction.objects.count() == 2


def test_a_canceled_run_leaves_the_money_and_is_not_planned_again_that_day(staff: Any) -> None:
    with clock.travel(TUESDAY):
        seller = make_payee()
        make_available(seller.pk, 5_000)
        services.plan_due_runs()
        run = PayoutRun.objects.get()
        services.cancel_run(run.pk, by=staff, why="the bank is closed")
        assert services.plan_due_runs() == 0
    assert (available(seller.pk), Payout.objects.get().why) == (5_000, "run_canceled")


@pytest.mark.parametrize("ending", ["0003", "0008"])
def test_a_bank_that_does_not_answer_pays_once(ending: str, staff: Any) -> None:
    with clock.travel(TUESDAY):
        payout = make_running(staff, f"FR763000600001123456789{ending}")
        services.send_run(payout.run_id)
        assert services.resolve_due() == 0, "asked a moment ago"
    for minutes in (1, 2, 3):
        with clock.travel(TUESDAY + dt.timedelta(minutes=minutes)):
            services.resolve_due()
            poll()
    payout.refresh_from_db()
    assert (payout.status, payout.attempts) == ("paid", 1)
    assert SandboxTransfer.objects.count() == 1
    assert books.balance(bank_clearing("sandbox", "EUR")) == -5_000


@pytest.mark.parametrize("dies", ["before the call", "after the call", "before the outcome"])
def test_a_process_that_dies_in_between_is_finished_and_nobody_is_paid_twice(
    dies: str, staff: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Killed(BaseException):
        """The process is gone."""

    def die(*_args: Any, **_kwargs: Any) -> Any:
        raise Killed

    with clock.travel(TUESDAY):
        payout = make_running(staff, "FR7630006000011234567890189")
        with monkeypatch.context() as patched:
            if dies == "before the call":
                patched.setattr(type(bank_named("sandbox")), "send", die)
            elif dies == "after the call":
                patched.setattr(sandbox, "_fact", die)
            else:
                patched.setattr("halles.payouts.services.sending.record_fact", die)
            with pytest.raises(Killed):
                services.send_run(payout.run_id)
    assert SandboxTransfer.objects.count() == (0 if dies == "before the call" else 1)
    for minutes in (1, 3, 5):
        with clock.travel(TUESDAY + dt.timedelta(minutes=minutes)):
            services.send_run(payout.run_id)
            services.resolve_due()
            poll()
    payout.refresh_from_db()
    assert (payout.status, SandboxTransfer.objects.count()) == ("paid", 1)
    assert books.balance(bank_clearing("sandbox", "EUR")) == -5_000
    assert books.check_books().problems == ()


def test_what_the_bank_refuses_is_free_again_and_not_sent_to_that_account_again(staff: Any, told: list[Any]) -> None:
    with clock.travel(TUESDAY):
        payout = make_running(staff, "FR7630006000011234567890002")
        services.send_run(payout.run_id)
        payout.refresh_from_db()
        assert (payout.status, payout.why, available(payout.payee_id)) == ("failed", "account_closed", 5_000)
        assert told == [
            events.PayoutFailed(payout.pk, "seller", payout.payee_id, 5_000, "EUR", "account_closed", TUESDAY)
        ]
        assert services.plan_run(FRANCE, "EUR", on=TUESDAY.date() + 7 * DAY) is None
        with pytest.raises(CannotBePaid):
            services.retry_payout(payout.pk, by=staff, why="once more")
        seller = Seller.objects.get(pk=payout.payee_id)
        seller.bank_account = "FR7630006000011234567890189"
        seller.save()
        services.retry_payout(payout.pk, by=staff, why="the shop gave another account")
        assert available(payout.payee_id) == 0
        services.send_payout(payout.pk)
    with clock.travel(TUESDAY + DAY):
        poll()
    payout.refresh_from_db()
    assert (payout.status, payout.attempts, payout.run.status) == ("paid", 2, "done")
    assert books.check_books().problems == ()


def test_a_transfer_sent_back_days_later_is_free_again(staff: Any, told: list[Any]) -> None:
    with clock.travel(TUESDAY):
        payout = make_running(staff, "FR7630006000011234567890006")
        services.send_run(payout.run_id)
    for days in (1, 4, 5):
        with clock.travel(TUESDAY + days * DAY):
            poll()
    payout.refresh_from_db()
    assert (payout.status, payout.why, available(payout.payee_id)) == ("returned", "account_closed", 5_000)
    assert [type(event) for event in told] == [events.PayoutPaid, events.PayoutReturned]
    assert books.balance(bank_clearing("sandbox", "EUR")) == 0
    assert books.check_books().problems == ()


def test_what_a_bank_says_twice_or_late_counts_once(staff: Any, told: list[Any]) -> None:
    with clock.travel(TUESDAY):
        payout = make_running(staff, "FR7630006000011234567890007")
        services.send_run(payout.run_id)
    with clock.travel(TUESDAY + DAY):
        sandbox.move_due()
        assert SandboxNotice.objects.count() == 2
        services.read_feed()
        BankFeed.objects.update(position=0)
        services.read_feed()
    assert [type(event) for event in told] == [events.PayoutPaid]
    assert books.balance(bank_clearing("sandbox", "EUR")) == -5_000


def test_money_that_is_less_by_then_is_paid_as_less_and_too_little_is_carried(staff: Any) -> None:
    with clock.travel(TUESDAY):
        seller, other = make_payee(), make_payee()
        order = make_available(seller.pk, 5_000)
        order_of_other = make_available(other.pk, 5_000)
        run = services.plan_run(FRANCE, "EUR", on=TUESDAY.date())
        assert run is not None
        services.approve_run(run.pk, by=staff, why="looked at")
        make_refund_taken(seller.pk, order, 2_000)
        make_refund_taken(other.pk, order_of_other, 4_950)
        services.start_run(run.pk, by=staff, why="it is Tuesday")
    sent = {payout.payee_id: (payout.status, payout.amount_minor, payout.why) for payout in run.payouts.all()}
    assert sent == {seller.pk: ("sent", 3_000, ""), other.pk: ("canceled", 5_000, "below_minimum")}
    assert (available(seller.pk), available(other.pk)) == (0, 50)


def test_a_return_after_the_payout_is_recovered_from_the_next_one(staff: Any) -> None:
    with clock.travel(TUESDAY):
        payout = make_running(staff, "FR7630006000011234567890189")
        services.send_run(payout.run_id)
    with clock.travel(TUESDAY + DAY):
        poll()
        seller_id = payout.payee_id
        order = make_available(seller_id, 1_000)
        make_refund_taken(seller_id, order, 3_500)
        assert available(seller_id) == -2_500
        assert services.plan_run(FRANCE, "EUR", on=dt.date(2026, 12, 1)) is None, "nothing to pay, and it is carried"
        make_available(seller_id, 6_000)
        run = services.plan_run(FRANCE, "EUR", on=dt.date(2026, 12, 1))
    assert run is not None
    assert run.payouts.get().amount_minor == 3_500
    assert books.check_books().problems == ()


def test_a_hold_has_a_reason_and_an_end_and_keeps_payouts_back(staff: Any, told: list[Any]) -> None:
    with clock.travel(TUESDAY):
        seller = make_payee()
        make_available(seller.pk, 5_000)
        run = services.plan_run(FRANCE, "EUR", on=TUESDAY.date())
        assert run is not None
        services.approve_run(run.pk, by=staff, why="looked at")
        until = TUESDAY + 10 * DAY
        for wrong in (
            {"words": " "},
            {"reason": "because"},
            {"until": TUESDAY},
            {"until": TUESDAY + 91 * DAY},
        ):
            given = {"reason": "identity", "words": "Your papers have run out.", "until": until} | wrong
            with pytest.raises(HoldInvalid):
                services.hold_payee("seller", seller.pk, by=staff, **given)  # type: ignore[arg-type]
        assert not PayeeHold.objects.exists()
        hold = services.hold_payee("seller", seller.pk, reason="identity", words="Papers?", until=until, by=staff)
        with pytest.raises(HeldAlready):
            services.hold_payee("seller", seller.pk, reason="identity", words="Papers?", until=until, by=staff)
        services.start_run(run.pk, by=staff, why="it is Tuesday")
        assert run.payouts.get().why == "held"
        assert PayoutRun.objects.get().status == "done"
        assert payouts.find_hold("seller", seller.pk) == hold
        services.lift_hold(hold.pk, by=staff, why="the papers are here")
        with pytest.raises(HoldEnded):
            services.lift_hold(hold.pk, by=staff, why="again")
        assert payouts.find_hold("seller", seller.pk) is None
        services.hold_payee("seller", seller.pk, reason="returns", words="So many.", until=until, by=staff)
    with clock.travel(until):
        assert payouts.find_hold("seller", seller.pk) is None
        services.hold_payee("seller", seller.pk, reason="returns", words="Again.", until=until + DAY, by=None)
    assert [type(event) for event in told] == [
        events.PayeeHeld,
        events.PayeeHoldLifted,
        events.PayeeHeld,
        events.PayeeHeld,
    ]
    assert available(seller.pk) == 5_000


def test_a_retry_asks_for_the_balance(staff: Any) -> None:
    with clock.travel(TUESDAY):
        payout = make_running(staff, "FR7630006000011234567890002")
        services.send_run(payout.run_id)
        seller = Seller.objects.get(pk=payout.payee_id)
        seller.bank_account = "FR7630006000011234567890189"
        seller.save()
        order = make_available(seller.pk, 0)
        make_refund_taken(seller.pk, order, 1)
        with pytest.raises(BalanceTooSmall):
            services.retry_payout(payout.pk, by=staff, why="another account")
    assert Payout.objects.get().attempts == 1
