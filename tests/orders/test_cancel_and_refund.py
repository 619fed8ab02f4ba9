"""Taking an order back, in whole and in part, before and after the money was taken."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterator

import pytest
from django.db import IntegrityError, transaction

from halles.catalog.models import Variant
from halles.checkout.purchase import PayWith
from halles.kit import clock
from halles.kit.errors import Refusal
from halles.ledger import queries as ledger
from halles.ledger.accounts import AccountKey, customer_payments, platform_fee, refunds, seller_pending, shipping
from halles.ledger.accounts import tax_payable as tax_payable_account
from halles.orders import errors, services, story
from halles.orders.models import Order, OrderEvent, OrderLine, OrderRefund
from halles.payments import services as payments
from halles.payments.models import Payment
from halles.payments.models import Refund as PaymentRefund
from halles.payments.providers.sandbox.models import SandboxCharge
from halles.payouts.models import Hold
from tests.orders.makers import (
    AT,
    SOMEBODY,
    Bought,
    make_bought,
    make_card,
    make_seller,
    make_shipping,
    make_variant,
    stock_of,
)

pytestmark = pytest.mark.django_db
HOUR = dt.timedelta(hours=1)
CUSTOMER, SHOP = story.customer(None), story.seller(SOMEBODY)


@pytest.fixture(autouse=True)
def _at() -> Iterator[None]:
    with clock.travel(AT):
        yield


def take_the_money() -> None:
    """An hour later: the window is over, what remains is captured."""
    with clock.travel(AT + HOUR):
        services.release_due()
        for payment in Payment.objects.all():
            payments.send_capture(payment.pk)


def make_charged(*wanted: tuple[Variant, int], **changes: object) -> Bought:
    bought = make_bought(*wanted, **changes)
    take_the_money()
    for order in bought.orders:
        order.refresh_from_db()
        assert order.status == "awaiting_shipment"
    return bought


def make_two_lines(**changes: object) -> tuple[Bought, OrderLine, OrderLine]:
    """3 × 10.00 € and 1 × 7.77 €, carriage 4.90 €, charged."""
    seller = make_seller()
    make_shipping(seller)
    bought = make_charged(
        (make_variant(seller, prices={"FR": 1000}), 3), (make_variant(seller, prices={"FR": 777}), 1), **changes
    )
    first, second = bought.order.lines.order_by("position")
    return bought, first, second


def on(account: AccountKey) -> int:
    return ledger.balance(account)


def refused(refusal: type[Refusal], act: object, *args: object, **kwargs: object) -> Refusal:
    """The refusal, after which nothing is different."""
    before = (
        list(Order.objects.order_by("pk").values()),
        list(OrderLine.objects.order_by("pk").values()),
        OrderEvent.objects.count(),
        OrderRefund.objects.count(),
        list(Payment.objects.order_by("pk").values()),
    )
    with pytest.raises(refusal) as caught, transaction.atomic():
        act(*args, **kwargs)  # type: ignore[operator]
    assert before == (
        list(Order.objects.order_by("pk").values()),
        list(OrderLine.objects.order_by("pk").values()),
        OrderEvent.objects.count(),
        OrderRefund.objects.count(),
        list(Payment.objects.order_by("pk").values()),
    )
    return caught.value


def test_within_the_window_nothing_is_ever_charged() -> None:
    variant = make_variant(stock=2)
    bought = make_bought((variant, 2))

    order = services.cancel_order(bought.order.pk, by=CUSTOMER, reason="changed_mind")

    assert (order.status, order.canceled_minor, order.refunded_minor) == ("canceled", 5470, 0)
    assert stock_of(variant) == (2, 0)
    payment = payments.send_void(Payment.objects.get().pk)
    assert (payment.status, payment.captured_minor) == ("canceled", 0)
    assert SandboxCharge.objects.get().status == "canceled"
    assert not Hold.objects.exists()
    assert on(customer_payments("EUR")) == 0
    assert ledger.check_books().problems == ()


def test_after_the_window_the_customer_sends_it_back_instead() -> None:
    bought = make_bought((make_variant(), 1))
    with clock.travel(AT + HOUR):
        refused(errors.WindowOver, services.cancel_order, bought.order.pk, by=CUSTOMER, reason="changed_mind")
    take_the_money()
    refused(errors.WindowOver, services.cancel_order, bought.order.pk, by=CUSTOMER, reason="changed_mind")


def test_a_slow_clock_cancels_nothing_that_is_being_charged() -> None:
    bought = make_bought((make_variant(), 1))
    with clock.travel(AT + HOUR):
        services.release_due()
    with clock.travel(AT + HOUR - dt.timedelta(seconds=2)):
        refused(errors.WindowOver, services.cancel_order, bought.order.pk, by=CUSTOMER, reason="changed_mind")
        refused(errors.WindowOver, services.cancel_group, bought.group.pk, by=CUSTOMER, reason="changed_mind")
    take_the_money()
    assert Order.objects.get().status == "awaiting_shipment"
    assert ledger.check_books().problems == ()


def test_one_of_two_shops_is_canceled_and_the_rest_is_charged() -> None:
    first, second = make_variant(prices={"FR": 1000}), make_variant(prices={"FR": 2000})
    bought = make_bought((first, 1), (second, 1))

    services.cancel_order(bought.orders[0].pk, by=CUSTOMER, reason="mistake")
    take_the_money()

    payment = Payment.objects.get()
    assert (payment.amount_minor, payment.captured_minor) == (1490 + 2490, 2490)
    assert [order.status for order in Order.objects.order_by("position")] == ["canceled", "awaiting_shipment"]
    assert on(customer_payments("EUR")) == 0
    assert ledger.check_books().problems == ()


def test_the_sale_divides_into_goods_carriage_fee_and_tax() -> None:
    """France: the shop remits its own tax. 49.80 with 8.30 of tax, fee 2.49, carriage 4.90."""
    bought = make_charged((make_variant(), 2))
    seller = bought.order.seller_id

    assert on(seller_pending(seller, "EUR")) == 4980 - 249
    assert on(shipping(seller, "EUR")) == 490
    assert on(platform_fee("EUR")) == 249
    assert on(tax_payable_account("FR", "EUR")) == 0
    assert on(customer_payments("EUR")) == 0
    hold = Hold.objects.get()
    assert (hold.amount_minor, hold.until) == (4731, None)
    assert ledger.check_books().problems == ()


def test_the_platform_keeps_the_tax_it_remits_apart() -> None:
    """Texas: 19.99 and carriage 4.90, tax 1.25 and 0.31 on top, fee 6 % of 19.99."""
    seller = make_seller(market="US")
    make_shipping(seller, "US")
    place = {"region": "TX", "postal_code": "73301", "city": "Austin"}
    bought = make_charged((make_variant(seller, prices={"US": 1999}), 1), market="US", place=place)

    assert bought.group.total_minor == 1999 + 490 + 125 + 31
    assert on(seller_pending(seller.pk, "USD")) == 1999 - 120
    assert on(shipping(seller.pk, "USD")) == 490
    assert on(platform_fee("USD")) == 120
    assert on(tax_payable_account("US", "USD")) == 156
    services.refund_order(bought.order.pk, by=SHOP, reason="goodwill")
    assert on(refunds("USD")) == 2645
    for account in (seller_pending(seller.pk, "USD"), shipping(seller.pk, "USD"), platform_fee("USD")):
        assert on(account) == 0
    assert on(tax_payable_account("US", "USD")) == 0


def test_the_shop_cancels_after_the_charge_and_the_customer_is_refunded() -> None:
    variant = make_variant(stock=2)
    bought = make_charged((variant, 2))

    order = services.cancel_order(bought.order.pk, by=SHOP, reason="out_of_stock", note="The kiln broke.")

    assert (order.status, order.canceled_minor, order.refunded_minor) == ("canceled", 0, 5470)
    assert stock_of(variant) == (2, 0)
    refund = OrderRefund.objects.get()
    assert (refund.amount_minor, refund.reason, refund.note) == (5470, "out_of_stock", "The kiln broke.")
    assert on(refunds("EUR")) == 5470
    payments.send_refund(PaymentRefund.objects.get().pk)
    assert on(refunds("EUR")) == 0
    assert Payment.objects.get().status == "refunded"
    assert Hold.objects.get().amount_minor == 0
    assert ledger.check_books().problems == ()


def test_a_shop_may_not_cancel_what_is_just_being_charged() -> None:
    bought = make_bought((make_variant(), 1))
    with clock.travel(AT + HOUR):
        services.release_due()
        refused(errors.PaymentInProgress, services.cancel_order, bought.order.pk, by=SHOP, reason="out_of_stock")
        line = bought.order.lines.get()
        refused(errors.PaymentInProgress, services.cancel_line, line.pk, 1, by=SHOP, reason="out_of_stock")


def test_a_card_that_is_gone_at_the_capture_cancels_the_order() -> None:
    variant = make_variant(stock=1)
    bought = make_bought((variant, 1), pay_with=PayWith("card", token=make_card("capture_fails", "0341")))

    with clock.travel(AT + HOUR):
        services.release_due()
        payments.send_capture(Payment.objects.get().pk)

    bought.order.refresh_from_db()
    assert (bought.order.status, bought.order.cancel_reason) == ("canceled", "payment_failed")
    assert stock_of(variant) == (1, 0)
    assert not Hold.objects.exists()
    assert ledger.check_books().problems == ()


def test_canceling_a_line_before_the_charge_lowers_the_charge() -> None:
    seller = make_seller()
    make_shipping(seller)
    variant = make_variant(seller, prices={"FR": 1000}, stock=3)
    bought = make_bought((variant, 3))

    services.cancel_line(bought.order.lines.get().pk, 1, by=SHOP, reason="damaged")
    take_the_money()

    line = OrderLine.objects.get()
    assert (line.canceled_quantity, line.canceled_minor, line.tax_back_minor) == (1, 1000, 167)
    assert Payment.objects.get().captured_minor == 3000 + 490 - 1000
    assert stock_of(variant) == (3, 2)
    assert ledger.check_books().problems == ()


def test_canceling_a_line_after_the_charge_refunds_it() -> None:
    bought, first, _ = make_two_lines()

    services.cancel_line(first.pk, 2, by=SHOP, reason="out_of_stock")

    first.refresh_from_db()
    assert (first.canceled_quantity, first.canceled_minor, first.refunded_minor) == (2, 0, 2000)
    assert Order.objects.get().status == "awaiting_shipment"
    assert on(refunds("EUR")) == 2000
    refused(errors.TooManyPieces, services.cancel_line, first.pk, 2, by=SHOP, reason="out_of_stock")
    services.cancel_line(first.pk, 1, by=SHOP, reason="out_of_stock")
    services.cancel_line(bought.order.lines.last().pk, 1, by=SHOP, reason="out_of_stock")
    order = Order.objects.get()
    # The last piece takes the carriage with it.
    assert (order.status, order.refunded_minor) == ("canceled", 3777 + 490)


def test_refunds_end_at_what_was_paid() -> None:
    bought, first, second = make_two_lines()

    services.refund_line(second.pk, by=SHOP, reason="arrived_damaged")
    services.refund_line(first.pk, by=SHOP, reason="goodwill", quantity=1)
    services.refund_amount(bought.order.pk, 333, by=SHOP, reason="arrived_late")
    order = Order.objects.get()
    assert order.refunded_minor == 777 + 1000 + 333

    left = order.total_minor - order.refunded_minor
    too_much = refused(errors.RefundTooLarge, services.refund_amount, order.pk, left + 1, by=SHOP, reason="goodwill")
    assert too_much.data == {"left": "€21.57"}
    services.refund_order(order.pk, by=SHOP, reason="goodwill")
    refused(errors.RefundTooLarge, services.refund_order, order.pk, by=SHOP, reason="goodwill")
    refused(errors.RefundTooLarge, services.refund_line, first.pk, by=SHOP, reason="goodwill")

    seller = order.seller_id
    for account in (seller_pending(seller, "EUR"), shipping(seller, "EUR"), platform_fee("EUR")):
        assert on(account) == 0
    assert on(refunds("EUR")) == order.total_minor
    lines = OrderLine.objects.order_by("position")
    assert [line.tax_back_minor for line in lines] == [line.tax_minor for line in lines]
    assert [line.platform_fee_back_minor for line in lines] == [line.platform_fee_minor for line in lines]
    assert ledger.check_books().problems == ()


def test_the_database_itself_refuses_to_refund_more_than_was_paid() -> None:
    bought, first, _ = make_two_lines()

    with pytest.raises(IntegrityError), transaction.atomic():
        Order.objects.filter(pk=bought.order.pk).update(refunded_minor=bought.order.total_minor + 1)
    with pytest.raises(IntegrityError), transaction.atomic():
        OrderLine.objects.filter(pk=first.pk).update(refunded_minor=first.total_minor + 1)


def test_what_cannot_be_refunded_yet() -> None:
    bought = make_bought((make_variant(), 1))
    refused(errors.NotChargedYet, services.refund_order, bought.order.pk, by=SHOP, reason="goodwill")
    unpaid = make_bought((make_variant(), 1), pay_with=PayWith("instant"))
    refused(errors.NotPaidYet, services.refund_amount, unpaid.order.pk, 100, by=SHOP, reason="goodwill")


def test_a_reason_must_be_one_of_those_who_act() -> None:
    bought = make_bought((make_variant(), 1))
    refused(errors.ReasonInvalid, services.cancel_order, bought.order.pk, by=CUSTOMER, reason="out_of_stock")
    refused(errors.ReasonInvalid, services.cancel_order, bought.order.pk, by=SHOP, reason="changed_mind")
    refused(errors.OrderNotFound, services.cancel_order, uuid.uuid4(), by=SHOP, reason="out_of_stock")


def test_canceling_twice_says_so() -> None:
    bought = make_bought((make_variant(), 1))
    services.cancel_group(bought.group.pk, by=CUSTOMER, reason="mistake")
    refused(errors.AlreadyCanceled, services.cancel_order, bought.order.pk, by=CUSTOMER, reason="mistake")
    refused(errors.AlreadyCanceled, services.cancel_group, bought.group.pk, by=CUSTOMER, reason="mistake")


def test_a_purchase_is_canceled_whole_or_not_at_all() -> None:
    bought = make_bought((make_variant(), 1), (make_variant(), 1))
    Order.objects.filter(pk=bought.orders[1].pk).update(hold_until=AT)

    refused(errors.WindowOver, services.cancel_group, bought.group.pk, by=CUSTOMER, reason="mistake")


def test_one_order_that_cannot_be_released_holds_up_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    bad, good = make_bought((make_variant(), 1)), make_bought((make_variant(), 1))
    ask = payments.request_capture

    def capture(payment_id: uuid.UUID, amount_minor: int) -> Payment:
        if payment_id == Payment.objects.get(reference_id=bad.group.pk).pk:
            raise RuntimeError("a row from another world")
        return ask(payment_id, amount_minor)

    monkeypatch.setattr("halles.orders.services.capturing.payments.request_capture", capture)
    with clock.travel(AT + HOUR), pytest.raises(ExceptionGroup):
        services.release_due()

    asked = Payment.objects.filter(capture_requested_minor__isnull=False)
    assert [payment.reference_id for payment in asked] == [good.group.pk]
