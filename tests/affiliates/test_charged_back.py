"""What a customer's bank takes back pays nobody: hold and commission wait for its decision, a lost one ends both."""

from __future__ import annotations

import datetime as dt

import pytest

from halles.affiliates.deciding import kept_after_chargeback
from halles.affiliates.models import Commission
from halles.affiliates.queries.commissions import why_reversed
from halles.affiliates.services import booking
from halles.checkout.purchase import Buyer
from halles.kit import clock
from halles.ledger import queries as ledger
from halles.ledger.accounts import (
    chargeback_losses,
    creator_available,
    creator_pending,
    platform_fee,
    seller_available,
    seller_pending,
    shipping,
)
from halles.orders import services as orders
from halles.orders import story
from halles.payments import services as payments
from halles.payments.models import Chargeback, Payment
from halles.payments.providers.sandbox import charges as sandbox
from halles.payments.providers.sandbox.models import SandboxCharge, SandboxChargeback
from halles.payouts import services as payouts
from halles.payouts.models import Block
from halles.payouts.queries import check_money_now, find_order_money
from tests.affiliates.makers import decide_now, make_creator, make_led, make_plan, make_touch
from tests.affiliates.test_commissions import deliver, take_money
from tests.orders.makers import AT, SOMEBODY, Bought, make_bought, make_variant

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)
WINDOW = dt.timedelta(hours=2)


def make_sale(rate_bps: int = 8_000, *, is_delivered: bool = True) -> Bought:
    """A bowl at 24.00 (20.00 without tax), of which a creator gets 80 %, captured and here."""
    with clock.travel(AT):
        creator, variant = make_creator(), make_variant(prices={"FR": 2400})
        make_plan(variant.seller, rate_bps)
        bought = make_led(make_touch(creator, variant), (variant, 1))
    with clock.travel(AT + WINDOW):
        take_money()
        if is_delivered:
            deliver(bought.order, at=AT + WINDOW)
    return bought


def take_back(percent: int = 100) -> None:
    """The customer's bank takes a share of the one payment back, and has not decided."""
    payment, charge = Payment.objects.get(), SandboxCharge.objects.get()
    SandboxChargeback.objects.create(
        ref=f"cb_{SandboxChargeback.objects.count()}",
        charge=charge,
        amount_minor=(charge.captured_minor - charge.refunded_minor) * percent // 100,
        status="open",
        reason="fraudulent",
        created_at=clock.now(),
    )
    payments.refresh(payment.pk)


def decide(*, is_won: bool) -> None:
    sandbox.decide(SandboxChargeback.objects.get(status="open"), is_won=is_won)
    for _twice in range(2):
        payments.refresh(Payment.objects.get().pk)


def all_days_over() -> None:
    payouts.release_due()
    booking.confirm_due()


def test_hold_and_commission_wait_while_the_case_is_open_and_go_on_when_it_is_won() -> None:
    bought = make_sale()
    one = Commission.objects.get()
    assert (one.status, one.amount_minor) == ("pending", 1_600)
    with clock.travel(AT + 2 * DAY):
        take_back()
        payments.refresh(Payment.objects.get().pk)
    held = ledger.balance(seller_pending(one.seller_id, "EUR"))
    money = find_order_money(one.seller_id, bought.order.pk)
    assert money is not None
    assert (held > 0, money.held_minor, Block.objects.filter(lifted_at=None).count()) == (True, held, 1)
    with clock.travel(AT + 90 * DAY):
        all_days_over()
        one.refresh_from_db()
        assert (one.status, ledger.balance(seller_available(one.seller_id, "EUR"))) == ("pending", 0)
        decide(is_won=True)
    with clock.travel(AT + 92 * DAY):
        all_days_over()
    one.refresh_from_db()
    assert (one.status, one.reversed_minor) == ("confirmed", 0)
    assert ledger.balance(seller_available(one.seller_id, "EUR")) == held
    assert ledger.balance(creator_available(one.creator_id, "EUR")) == 1_600
    assert check_money_now().problems == []


@pytest.mark.parametrize("when", ["waiting", "confirmed"])
def test_a_lost_case_ends_the_commission_and_the_platform_bears_the_rest(when: str) -> None:
    bought = make_sale()
    one = Commission.objects.get()
    if when == "confirmed":
        with clock.travel(AT + 60 * DAY):
            all_days_over()
    with clock.travel(AT + 61 * DAY):
        take_back()
        decide(is_won=False)
        all_days_over()
    one.refresh_from_db()
    assert (one.status, one.kept_minor, one.reversed_reason) == ("reversed", 0, "charged_back")
    assert why_reversed(one) == "The customer’s bank took the money back"
    paid = Payment.objects.get().captured_minor
    fee = ledger.balance(platform_fee("EUR"))
    assert ledger.balance(creator_pending(one.creator_id, "EUR")) == 0
    assert ledger.balance(creator_available(one.creator_id, "EUR")) == 0
    assert ledger.balance(seller_available(one.seller_id, "EUR")) == paid - fee
    assert ledger.balance(chargeback_losses("EUR")) == paid
    assert find_order_money(one.seller_id, bought.order.pk) is not None
    assert not Block.objects.filter(lifted_at=None).exists()
    assert check_money_now().problems == []


def test_what_was_paid_out_already_is_owed_by_the_creator() -> None:
    make_sale()
    one = Commission.objects.get()
    with clock.travel(AT + 60 * DAY):
        all_days_over()
        Commission.objects.filter(pk=one.pk).update(status="paid", paid_at=clock.now())
    with clock.travel(AT + 61 * DAY):
        take_back(50)
        decide(is_won=False)
    one.refresh_from_db()
    assert (one.status, one.kept_minor) == ("paid", 800)
    assert ledger.balance(creator_available(one.creator_id, "EUR")) == 800


def test_a_part_blocks_and_takes_a_part_and_two_parts_all() -> None:
    make_sale()
    one = Commission.objects.get()
    with clock.travel(AT + 2 * DAY):
        take_back(25)
        blocked = Block.objects.get().amount_minor
        decide(is_won=False)
        one.refresh_from_db()
        assert one.kept_minor == 1_200
        charge = SandboxCharge.objects.get()
        SandboxChargeback.objects.create(
            ref="cb_rest",
            charge=charge,
            amount_minor=charge.captured_minor - Chargeback.objects.get().amount_minor,
            status="lost",
            reason="fraudulent",
            created_at=clock.now(),
        )
        payments.refresh(Payment.objects.get().pk)
    one.refresh_from_db()
    assert (one.status, one.kept_minor) == ("reversed", 0)
    assert 0 < blocked < ledger.balance(seller_pending(one.seller_id, "EUR"))
    assert check_money_now().problems == []


def test_what_is_not_earned_yet_is_blocked_without_its_carriage() -> None:
    bought = make_sale(is_delivered=False)
    one = Commission.objects.get()
    carriage = ledger.balance(shipping(one.seller_id, "EUR"))
    with clock.travel(AT + DAY):
        take_back()
    left = Payment.objects.get().captured_minor - ledger.balance(platform_fee("EUR")) - carriage
    assert (carriage > 0, Block.objects.get().amount_minor, bought.order.delivered_at) == (True, left, None)


def test_a_late_decision_who_earns_knows_what_the_bank_has_taken() -> None:
    with clock.travel(AT):
        creator, variant = make_creator(), make_variant(prices={"FR": 2400})
        make_plan(variant.seller, 8_000)
        touch = make_touch(creator, variant)
        bought = make_bought((variant, 1), buyer=Buyer(email="guest@example.org", touch_key=touch.key))
    with clock.travel(AT + WINDOW):
        take_money()
        take_back()
        decide(is_won=False)
        decide_now(bought.group)
    one = Commission.objects.get()
    assert (one.status, one.kept_minor, one.reversed_reason) == ("void", 0, "charged_back")
    assert check_money_now().problems == []


def test_a_refund_after_a_lost_case_finds_what_the_commission_gave_back() -> None:
    bought = make_sale()
    with clock.travel(AT + 2 * DAY):
        take_back()
        decide(is_won=False)
        orders.refund_order(bought.order.pk, by=story.seller(SOMEBODY), reason="goodwill")
    one = Commission.objects.get()
    assert (one.status, ledger.balance(seller_pending(one.seller_id, "EUR"))) == ("reversed", 0)
    assert check_money_now().problems == []


def test_what_stays_is_in_proportion_and_rounded_down() -> None:
    for taken, kept in ((0, 999), (1, 998), (500, 499), (999, 0), (1_000, 0), (2_000, 0)):
        assert kept_after_chargeback(999, taken_minor=taken, paid_minor=1_000) == kept
    assert kept_after_chargeback(5, taken_minor=1, paid_minor=0) == 0
