"""Purchases that do not end in the request that began them: nothing is lost, none is doubled."""

from __future__ import annotations

import datetime as dt
from functools import partial
from typing import Any

import pytest

from halles.checkout import jobs
from halles.checkout.errors import InProgress, PaymentNotPossible
from halles.checkout.purchase import PayWith, PlaceOrder
from halles.checkout.services import (
    attempts,
    expire_unpaid,
    finish_attempts,
    finishing,
    place_order,
    return_from_provider,
)
from halles.kit import clock
from halles.ledger import queries as ledger
from halles.orders import services as orders
from halles.orders import story
from halles.orders.models import Order, OrderGroup
from halles.payments import services as payments
from halles.payments.models import Payment
from halles.payments.providers.sandbox import later
from halles.payments.providers.sandbox.models import SandboxCharge
from tests.orders.makers import AT, make_bought, make_card, make_purchase, make_variant, stock_of

pytestmark = pytest.mark.django_db
MINUTE = dt.timedelta(minutes=1)


class Killed(BaseException):
    """kill -9, as far as Python can tell."""


def die(*_: object, **__: object) -> Any:
    raise Killed


def place_and_die(monkeypatch: pytest.MonkeyPatch, purchase: PlaceOrder, where: str) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(where, die)
        with pytest.raises(Killed):
            place_order(purchase)


@pytest.fixture(autouse=True)
def _impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(attempts, "WAIT_SECONDS_MAX", 0.1)


@pytest.mark.parametrize("step", ["payments.draft_payment", "write_purchase", "announce_placed"])
def test_dying_before_the_commit_leaves_nothing(monkeypatch: pytest.MonkeyPatch, step: str) -> None:
    variant = make_variant(stock=1)
    purchase = make_purchase((variant, 1))
    place_and_die(monkeypatch, purchase, f"halles.checkout.services.placing.{step}")

    assert not OrderGroup.objects.exists()
    assert stock_of(variant) == (1, 0)
    assert place_order(purchase).status == "paid"


def test_dying_before_the_provider_is_asked_is_finished_by_a_job(monkeypatch: pytest.MonkeyPatch) -> None:
    variant = make_variant(stock=1)
    purchase = make_purchase((variant, 1))
    with clock.travel(AT):
        place_and_die(monkeypatch, purchase, "halles.checkout.services.placing.payments.authorize")
    with clock.travel(AT + MINUTE / 6):
        assert finish_attempts() == 0
        with pytest.raises(InProgress):
            place_order(purchase)

    with clock.travel(AT + MINUTE):
        assert finish_attempts() == 1
        assert finish_attempts() == 0
        assert place_order(purchase).status == "paid"

    assert Order.objects.get().status == "on_hold"
    assert SandboxCharge.objects.count() == 1
    assert stock_of(variant) == (1, 1)


def test_dying_before_the_provider_is_asked_is_finished_by_pressing_again(monkeypatch: pytest.MonkeyPatch) -> None:
    purchase = make_purchase((make_variant(stock=1), 1))
    with clock.travel(AT):
        place_and_die(monkeypatch, purchase, "halles.checkout.services.placing.payments.authorize")

    with clock.travel(AT + MINUTE):
        assert place_order(purchase).status == "paid"

    assert SandboxCharge.objects.count() == OrderGroup.objects.count() == 1


def test_dying_after_the_charge_charges_once(monkeypatch: pytest.MonkeyPatch) -> None:
    variant = make_variant(stock=1)
    purchase = make_purchase((variant, 1))
    with clock.travel(AT):
        place_and_die(monkeypatch, purchase, "halles.payments.services.calls.record_charge")
    assert SandboxCharge.objects.get().status == "authorized"
    assert Order.objects.get().status == "unpaid"

    with clock.travel(AT + MINUTE):
        assert finish_attempts() == 1
        assert place_order(purchase).status == "paid"

    assert SandboxCharge.objects.count() == Payment.objects.count() == 1
    assert Order.objects.get().status == "on_hold"
    assert ledger.check_books().problems == ()


def test_an_answer_that_is_lost_is_unpaid_until_it_is_found() -> None:
    variant = make_variant(stock=1)
    with clock.travel(AT):
        bought = make_bought((variant, 1), pay_with=PayWith("card", token=make_card("lost", "0101")))
    assert (bought.placed.status, bought.placed.next_action) == ("unpaid", {"kind": "wait"})

    with clock.travel(AT + MINUTE):
        payments.resolve_due()

    assert Order.objects.get().status == "on_hold"
    assert stock_of(variant) == (1, 1)


def test_three_d_secure_confirmed() -> None:
    bought = make_bought((make_variant(stock=1), 1), pay_with=PayWith("card", token=make_card("challenge", "3155")))
    payment = Payment.objects.get()
    assert (bought.placed.status, bought.order.status) == ("unpaid", "unpaid")
    SandboxCharge.objects.update(status="authorized")

    placed = return_from_provider(payment.pk)

    assert (placed.status, placed.group_id) == ("paid", bought.group.pk)
    assert Order.objects.get().status == "on_hold"


def test_unpaid_for_too_long_gives_the_stock_back() -> None:
    variant = make_variant(stock=1)
    with clock.travel(AT):
        purchase = make_purchase((variant, 1), pay_with=PayWith("card", token=make_card("challenge", "3155")))
        place_order(purchase)
    with clock.travel(AT + 29 * MINUTE):
        assert expire_unpaid() == 0

    with clock.travel(AT + 30 * MINUTE):
        assert expire_unpaid() == 1
        assert expire_unpaid() == 0

    order = Order.objects.get()
    assert (order.status, order.cancel_reason, order.canceled_by) == ("canceled", "expired", "clock")
    assert stock_of(variant) == (1, 0)
    with clock.travel(AT + 31 * MINUTE):
        payments.send_void(Payment.objects.get().pk)
        with pytest.raises(PaymentNotPossible):
            place_order(purchase)


def test_a_rush_that_was_not_paid_ends_in_one_minute(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(finishing, "BATCH_SIZE", 2)
    monkeypatch.setattr(finishing, "expire_unpaid", partial(finishing.expire_unpaid, limit=2))
    variant = make_variant(stock=5)
    with clock.travel(AT):
        for _ in range(5):
            place_order(make_purchase((variant, 1), pay_with=PayWith("card", token=make_card("challenge", "3155"))))
    assert stock_of(variant) == (5, 5)

    with clock.travel(AT + 30 * MINUTE):
        jobs.expire_unpaid(timestamp=0)

    assert set(Order.objects.values_list("status", "cancel_reason")) == {("canceled", "expired")}
    assert stock_of(variant) == (5, 0)


def test_those_who_are_at_their_bank_hide_nobody_whose_request_died(monkeypatch: pytest.MonkeyPatch) -> None:
    variant = make_variant(stock=9)
    with clock.travel(AT):
        for _ in range(3):
            place_order(make_purchase((variant, 1), pay_with=PayWith("card", token=make_card("challenge", "3155"))))
        place_and_die(monkeypatch, make_purchase((variant, 1)), "halles.checkout.services.placing.payments.authorize")

    with clock.travel(AT + MINUTE):
        assert finish_attempts(limit=2) == 1

    assert sorted(Order.objects.values_list("status", flat=True)) == ["on_hold", "unpaid", "unpaid", "unpaid"]


def test_money_that_comes_after_the_end_goes_back() -> None:
    """A transfer that arrives when the order has expired is refunded, and the stock is not taken again."""
    variant = make_variant(stock=1, prices={"DE": 2490})
    with clock.travel(AT):
        bought = make_bought((variant, 1), market="DE", pay_with=PayWith("transfer"))
    assert bought.placed.next_action is not None
    assert bought.placed.next_action["kind"] == "transfer"
    with clock.travel(AT + dt.timedelta(hours=71)):
        assert expire_unpaid() == 0
    with clock.travel(AT + dt.timedelta(hours=72)):
        assert expire_unpaid() == 1

    charge = SandboxCharge.objects.get()
    later.pay_transfer(charge.ref)
    payment = payments.refresh(Payment.objects.get().pk)

    assert payment.captured_minor == payment.refund_requested_minor == 2980
    assert Order.objects.get().status == "canceled"
    assert stock_of(variant) == (1, 0)
    assert ledger.check_books().problems == ()


def test_a_transfer_in_time_is_a_sale() -> None:
    variant = make_variant(stock=1, prices={"DE": 2490})
    make_bought((variant, 1), market="DE", pay_with=PayWith("transfer"))

    later.pay_transfer(SandboxCharge.objects.get().ref)
    payments.refresh(Payment.objects.get().pk)

    order = Order.objects.get()
    assert (order.status, order.captured_at is not None) == ("on_hold", True)
    assert OrderGroup.objects.get().expires_at is None
    assert ledger.check_books().problems == ()


def test_a_guest_leaves_the_bank_page_and_cancels() -> None:
    variant = make_variant(stock=1)
    make_bought((variant, 1), pay_with=PayWith("card", token=make_card("challenge", "3155")))
    order = Order.objects.get()

    orders.cancel_order(order.pk, by=story.customer(None), reason="changed_mind")

    order.refresh_from_db()
    assert (order.status, order.canceled_by) == ("canceled", "customer")
    assert stock_of(variant) == (1, 0)
    assert Payment.objects.get().void_requested_at is not None


def test_keys_are_forgotten_after_a_week() -> None:
    with clock.travel(AT):
        make_bought((make_variant(), 1))
    with clock.travel(AT + dt.timedelta(days=7)):
        assert attempts.sweep() == 0
    with clock.travel(AT + dt.timedelta(days=7, seconds=1)):
        assert attempts.sweep() == 1
