"""Two people, or a person and the clock, at the same order in the same instant: one is first, the books know which."""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import connections

from halles.checkout.purchase import PayWith
from halles.checkout.services import expire_unpaid, place_order
from halles.inventory.errors import SoldOut
from halles.kit import clock, transactions
from halles.kit.errors import Refusal
from halles.ledger import queries as ledger
from halles.orders import services, story
from halles.orders.errors import RefundTooLarge
from halles.orders.models import Order, OrderGroup
from halles.payments import services as payments
from halles.payments.models import Payment
from halles.payments.providers.sandbox.models import SandboxCharge
from tests.fulfillment.makers import make_order_to_pack, make_package
from tests.orders.makers import AT, SOMEBODY, make_bought, make_card, make_purchase, make_variant, stock_of

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.race]
HOUR = dt.timedelta(hours=1)
CUSTOMER, SHOP = story.customer(None), story.seller(SOMEBODY)


def together(*acts: Callable[[], Any], at: dt.datetime = AT) -> list[Any]:
    """Each act on a connection of its own, all let go at once; what each returned, or the refusal it got."""
    gate = threading.Barrier(len(acts))

    def run(act: Callable[[], Any]) -> Any:
        try:
            with clock.travel(at):
                gate.wait(10)
                return act()
        except Refusal as refusal:
            return refusal
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(acts)) as pool:
        return [one.result(30) for one in [pool.submit(run, act) for act in acts]]


def in_transaction(act: Callable[[], Any]) -> Callable[[], Any]:
    return lambda: transactions.run(act)


def test_the_last_piece_has_one_buyer() -> None:
    first, second = make_variant(stock=1), make_variant(stock=1)
    # Two rivals ask for both things in opposite order: locks taken in order don't meet head on.
    purchases = [make_purchase((first, 1), (second, 1)), make_purchase((second, 1), (first, 1))]

    results = together(*(lambda purchase=purchase: place_order(purchase) for purchase in purchases))  # type: ignore[misc]

    assert sorted(isinstance(result, SoldOut) for result in results) == [False, True]
    assert (stock_of(first), stock_of(second)) == ((1, 1), (1, 1))
    assert OrderGroup.objects.count() == 1


def test_one_key_pressed_by_eight_threads() -> None:
    variant = make_variant(stock=9)
    purchase = make_purchase((variant, 1))

    results = together(*[lambda: place_order(purchase)] * 8)

    assert {result.group_id for result in results} == {OrderGroup.objects.get().pk}
    assert sorted(result.is_replay for result in results) == [False] + [True] * 7
    assert SandboxCharge.objects.count() == 1
    assert stock_of(variant) == (9, 1)


def test_two_cancels_and_a_shop() -> None:
    variant = make_variant(stock=3)
    with clock.travel(AT):
        order = make_bought((variant, 3)).order

    results = together(
        in_transaction(lambda: services.cancel_order(order.pk, by=CUSTOMER, reason="mistake")),
        in_transaction(lambda: services.cancel_order(order.pk, by=CUSTOMER, reason="mistake")),
        in_transaction(lambda: services.cancel_order(order.pk, by=SHOP, reason="out_of_stock")),
    )

    assert sorted(type(result).__name__ for result in results) == ["AlreadyCanceled", "AlreadyCanceled", "Order"]
    assert stock_of(variant) == (3, 0)
    assert Order.objects.get().canceled_minor == Order.objects.get().total_minor


def test_the_end_of_the_window_and_a_cancel() -> None:
    """At the very end either the customer was in time and nothing is taken, or the money is and nothing is canceled."""
    with clock.travel(AT):
        orders = [make_bought((make_variant(), 1)).order for _ in range(6)]
    just_before = AT + HOUR - dt.timedelta(microseconds=1)

    def cancel(order: Order) -> Callable[[], Any]:
        def act() -> Any:
            with clock.travel(just_before):
                return transactions.run(lambda: services.cancel_order(order.pk, by=CUSTOMER, reason="mistake"))

        return act

    together(services.release_due, *(cancel(order) for order in orders), at=AT + HOUR)
    for payment in Payment.objects.all():
        payments.send_void(payment.pk)
        payments.send_capture(payment.pk)

    for order in Order.objects.all():
        payment = Payment.objects.get(reference_id=order.group_id)
        taken = {"canceled": 0, "awaiting_shipment": order.total_minor}[order.status]
        assert payment.captured_minor == taken
    assert ledger.check_books().problems == ()


def test_two_refunds_do_not_exceed_the_price() -> None:
    order = make_order_to_pack((make_variant(prices={"FR": 2490}), 1))
    refund = in_transaction(lambda: services.refund_amount(order.pk, 2000, by=SHOP, reason="goodwill"))

    results = together(refund, refund)

    assert sorted(isinstance(result, RefundTooLarge) for result in results) == [False, True]
    assert Order.objects.get().refunded_minor == 2000


def test_two_packers_do_not_pack_the_same_piece() -> None:
    variant = make_variant(stock=2)
    order = make_order_to_pack((variant, 2))
    pack = in_transaction(lambda: make_package(order, pieces={variant.sku: 2}))

    results = together(pack, pack)

    refusals = [result for result in results if isinstance(result, Refusal)]
    assert len(refusals) == 1
    assert stock_of(variant) == (0, 0)


def test_packing_and_canceling_the_same_piece() -> None:
    variant = make_variant(stock=1)
    order = make_order_to_pack((variant, 1))

    results = together(
        in_transaction(lambda: make_package(order)),
        in_transaction(lambda: services.cancel_order(order.pk, by=SHOP, reason="out_of_stock")),
    )

    assert sum(isinstance(result, Refusal) for result in results) == 1
    order.refresh_from_db()
    if order.status == "canceled":
        assert stock_of(variant) == (1, 0)
    else:
        assert (order.status, stock_of(variant)) == ("awaiting_collection", (0, 0))


def test_the_bank_says_yes_while_the_order_expires() -> None:
    """Whoever is first: an order that expired keeps no money, one that was paid keeps its stock."""
    variant = make_variant(stock=1)
    with clock.travel(AT):
        make_bought((variant, 1), pay_with=PayWith("card", token=make_card("challenge", "3155")))
    payment_id = Payment.objects.get().pk
    SandboxCharge.objects.update(status="authorized")

    together(expire_unpaid, lambda: payments.refresh(payment_id), at=AT + HOUR)
    payments.send_void(payment_id)

    order, payment = Order.objects.get(), Payment.objects.get()
    if order.status == "canceled":
        assert (payment.status, stock_of(variant)) == ("canceled", (1, 0))
    else:
        assert (order.status, payment.status, stock_of(variant)) == ("on_hold", "authorized", (1, 1))
    assert ledger.check_books().problems == ()
