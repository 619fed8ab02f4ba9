"""Two tabs, a shop and its customer, or a person and the clock, at the same return in the same instant."""

from __future__ import annotations

from functools import partial

import pytest

from halles.kit import clock, transactions
from halles.ledger import queries as ledger
from halles.ledger.accounts import carriers_due
from halles.orders import services as orders
from halles.orders.models import Order, OrderLine, OrderRefund
from halles.payouts import queries as payout_queries
from halles.payouts import services as payouts
from halles.returns import errors, services
from halles.returns.models import Dispute, ReturnRequest
from tests.races.test_orders_meet import in_transaction, together
from tests.returns.makers import CUSTOMER, DAY, DELIVERED_AT, HOUR, SHOP, ask, make_two_lines, send_back, withdraw

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.race]
NOW = DELIVERED_AT + HOUR


def an_order() -> tuple[Order, OrderLine, OrderLine]:
    with clock.travel(NOW):
        return make_two_lines()


def assert_the_books_hold() -> None:
    assert ledger.check_books().problems == ()
    assert payout_queries.check_holds() == []


def test_a_confirmation_pressed_eight_times_is_one_withdrawal() -> None:
    order, _bowls, cup = an_order()
    press = in_transaction(partial(withdraw, order, {cup.pk: 1}, key="one-press"))
    results = together(*[press] * 8, at=NOW)
    assert {result.pk for result in results} == {ReturnRequest.objects.get().pk}


def test_two_tabs_cannot_give_the_same_piece_back_twice() -> None:
    order, _bowls, cup = an_order()
    results = together(
        in_transaction(partial(withdraw, order, {cup.pk: 1}, key="first-tab")),
        in_transaction(partial(ask, order, {cup.pk: 1}, key="second-tab")),
        at=NOW,
    )
    assert sum(isinstance(result, errors.TooManyPieces) for result in results) == 1
    assert ReturnRequest.objects.count() == 1


def test_the_shop_refunds_while_its_customer_withdraws() -> None:
    order, _bowls, cup = an_order()
    results = together(
        in_transaction(partial(withdraw, order, {cup.pk: 1}, key="a-tab")),
        in_transaction(partial(orders.refund_line, cup.pk, by=SHOP, reason="goodwill")),
        at=NOW,
    )
    request = next(result for result in results if isinstance(result, ReturnRequest))
    with clock.travel(NOW):
        send_back(request)
        done = transactions.run(partial(services.inspect, request.pk, {}, by=SHOP))
    # The money had gone back already: nothing is left to refund, and the label is the shop's.
    assert (done.status, done.refunded_minor, done.carriage_paid_by) == ("closed", 0, "seller")
    cup.refresh_from_db()
    assert cup.refunded_minor == 777
    assert ledger.balance(carriers_due("EUR")) == 590
    assert_the_books_hold()


def test_the_shop_looks_while_its_time_runs_out() -> None:
    order, _bowls, cup = an_order()
    with clock.travel(NOW):
        request = transactions.run(partial(withdraw, order, {cup.pk: 1}))
        send_back(request)
    line = request.lines.get()
    look = partial(services.inspect, request.pk, {line.pk: services.Finding(100, 1)}, by=SHOP, why="Scratched.")
    results = together(in_transaction(look), services.keep_deadlines, at=NOW + 10 * DAY)
    request.refresh_from_db()
    is_shops = not isinstance(results[0], Exception)
    assert request.refunded_minor == (677 if is_shops else 777)
    assert OrderRefund.objects.count() == 1
    assert_the_books_hold()


def test_the_customer_keeps_it_while_the_shop_has_it_already() -> None:
    order, _bowls, cup = an_order()
    with clock.travel(NOW):
        request = transactions.run(partial(withdraw, order, {cup.pk: 1}))
    results = together(
        in_transaction(partial(services.cancel_return, request.pk, by=CUSTOMER)),
        in_transaction(partial(services.mark_received, request.pk, by=SHOP)),
        at=NOW,
    )
    assert sum(isinstance(result, errors.StatusMoved) for result in results) == 1
    request.refresh_from_db()
    assert request.status in ("canceled", "received")


def test_the_settlement_runs_while_a_return_begins() -> None:
    order, bowls, _cup = an_order()
    at = DELIVERED_AT + 8 * DAY
    results = together(
        in_transaction(partial(ask, order, {bowls.pk: 3}, "changed_mind", key="late-tab")), payouts.release_due, at=at
    )
    assert isinstance(results[0], ReturnRequest)
    with clock.travel(at):
        send_back(results[0])
        transactions.run(partial(services.inspect, results[0].pk, {}, by=SHOP))
        payouts.release_due()
    assert_the_books_hold()


def test_both_sides_open_a_case_at_once() -> None:
    order, _bowls, cup = an_order()
    with clock.travel(NOW):
        request = transactions.run(partial(withdraw, order, {cup.pk: 1}))
        send_back(request)
    opened = partial(services.open_dispute, order.pk, by_id=None, text="Please look.")
    results = together(
        in_transaction(partial(opened, kind="wrong_return", side="seller", return_id=request.pk)),
        in_transaction(partial(opened, kind="other", side="customer")),
        at=NOW,
    )
    assert sum(isinstance(result, errors.CaseOpen) for result in results) == 1
    assert Dispute.objects.count() == 1
