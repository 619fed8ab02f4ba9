"""The right to withdraw: no reason, no approval, and the money back."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from halles.kit import clock
from halles.ledger import queries as ledger
from halles.ledger.accounts import carriers_due, platform_fee, refunds, seller_pending
from halles.orders.models import OrderRefund
from halles.payments.models import Refund as PaymentRefund
from halles.payments.providers.sandbox.models import SandboxCharge
from halles.payouts import queries as payouts
from halles.returns import events, services
from tests.announcements import heard
from tests.orders.makers import stock_of
from tests.returns.makers import (
    DAY,
    DELIVERED_AT,
    HOUR,
    SHOP,
    ask,
    look,
    make_two_lines,
    pay_out,
    send_back,
    withdraw,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _at() -> Iterator[None]:
    with clock.travel(DELIVERED_AT + HOUR):
        yield


def test_a_line_is_withdrawn_comes_back_and_is_refunded_on_the_card_and_in_the_books() -> None:
    order, _bowls, cup = make_two_lines()
    before = ledger.balance(seller_pending(order.seller_id, "EUR"))
    with heard(events.WithdrawalDeclared, events.ReturnReceived, events.ReturnRefunded) as told:
        request = withdraw(order, {cup.pk: 1})
        assert (request.status, request.ground, request.carriage_paid_by) == ("approved", "withdrawal", "customer")
        send_back(request)
        done = look(request, shelf=1)
    pay_out()
    assert (done.status, done.refunded_minor, done.postage_minor) == ("refunded", 777, 590)
    refund = OrderRefund.objects.get()
    assert (refund.amount_minor, refund.postage_minor, refund.paid_out_minor, refund.reason) == (
        777,
        590,
        187,
        "withdrawal",
    )
    assert PaymentRefund.objects.get().amount_minor == 187
    assert SandboxCharge.objects.get().refunded_minor == 187
    # 7.77 less 6 % of its net price of 6.48 was the seller's; the label is paid out of what the customer is owed.
    assert before - ledger.balance(seller_pending(order.seller_id, "EUR")) == 777 - 39
    assert ledger.balance(platform_fee("EUR")) == 150
    assert ledger.balance(carriers_due("EUR")) == 590
    assert ledger.balance(refunds("EUR")) == 0
    assert ledger.check_books().problems == ()
    assert payouts.check_holds() == []
    assert stock_of(cup.variant) == (10, 0)
    assert [type(one).__name__ for one in told] == ["WithdrawalDeclared", "ReturnReceived", "ReturnRefunded"]


def test_a_change_of_mind_within_the_days_of_the_law_is_a_withdrawal_and_later_a_return() -> None:
    order, bowls, cup = make_two_lines()
    with heard(events.WithdrawalDeclared, events.ReturnRequested) as told:
        request = ask(order, {bowls.pk: 3, cup.pk: 1}, "changed_mind", text="Too large.")
    assert told == [events.WithdrawalDeclared(request.pk, order.pk)]
    assert (request.kind, request.ground, request.status) == ("withdrawal", "withdrawal", "approved")
    send_back(request)
    services.inspect(request.pk, {}, by=SHOP)
    request.refresh_from_db()
    # 3 × 10.00 € and 7.77 €, and the 4.90 € that the delivery had cost.
    assert (request.status, request.refunded_minor) == ("refunded", 3777 + 490)


def test_a_change_of_mind_after_the_days_of_the_law_keeps_the_delivery() -> None:
    order, bowls, cup = make_two_lines()
    with clock.travel(DELIVERED_AT + 16 * DAY):
        request = ask(order, {bowls.pk: 3, cup.pk: 1}, "changed_mind", text="Too large.")
        assert (request.kind, request.ground) == ("return", "change_of_mind")
        send_back(request)
        services.inspect(request.pk, {}, by=SHOP)
    request.refresh_from_db()
    assert (request.status, request.refunded_minor) == ("refunded", 3777)
