"""Goods that are collected: ready at the shop, handed over for a code, or sent to a relay point."""

from __future__ import annotations

import datetime as dt

import pytest

from halles.fulfillment.errors import AlreadyMoving, CodeWrong, NotOnItsWay
from halles.fulfillment.models import Package
from halles.fulfillment.services import (
    assume_delivered,
    correct_tracking,
    hand_over,
    make_ready,
    take_back_uncollected,
)
from halles.kit import clock
from halles.ledger.books import check_books
from halles.orders import services as orders
from halles.orders import story
from halles.orders.collecting import point_of, status_words
from halles.orders.models import Order
from halles.orders.queries import recipient_for_seller, timeline
from halles.payments import services as payments
from halles.payments.models import Payment
from halles.shipping.models import ShippingRate
from tests.fulfillment.makers import RELEASED_AT
from tests.notifications.makers import tell_all
from tests.orders.makers import AT, SOMEBODY, make_bought, make_shipping, make_variant, stock_of

pytestmark = pytest.mark.django_db
BY = story.seller(SOMEBODY)


@pytest.fixture(autouse=True)
def _an_hour_after_the_sale() -> object:
    with clock.travel(RELEASED_AT):
        yield


def make_order(method: str, point: str = "", *, pieces: int = 1) -> Order:
    """Bought by this way of delivery, charged and released an hour later."""
    bowl = make_variant()
    facts: dict[str, object] = {"method": method, "price_minor": 0} | (
        {"carrier": "", "note": "Sonnez"} if method == "pickup" else {"carrier": "Mondial Relay"}
    )
    rate: ShippingRate = make_shipping(bowl.seller, **facts)
    with clock.travel(AT):
        points = ((bowl.seller_id, point),) if point else ()
        bought = make_bought((bowl, pieces), rates=((bowl.seller_id, rate.pk),), points=points)
    orders.release_due()
    payments.send_capture(Payment.objects.get(reference_id=bought.group.pk).pk)
    return Order.objects.get(pk=bought.order.pk)


def ready(order: Order) -> Package:
    return make_ready(order.pk, {line.pk: line.quantity for line in order.lines.all()}, by=SOMEBODY)


def test_the_code_of_the_customer_and_nothing_else_hands_it_over() -> None:
    order = make_order("pickup")
    tell_all()
    package = ready(order)
    order.refresh_from_db()
    assert (order.status, status_words(order)) == (Order.Status.AWAITING_COLLECTION, "Ready to be collected")
    (mail,) = [one for one in tell_all() if one.kind == "order_shipped"]
    assert package.tracking_number in mail.text
    assert "3 quai du Rhône" in mail.text

    with pytest.raises(CodeWrong):
        hand_over(order.pk, "000000", by=BY)
    order.refresh_from_db()
    assert order.delivered_at is None
    hand_over(order.pk, f" {package.tracking_number[:3]} {package.tracking_number[3:].lower()}", by=BY)

    order.refresh_from_db()
    assert order.status == Order.Status.DELIVERED
    assert [moment.kind for moment in timeline(order)][-2:] == ["ready", "collected"]
    with pytest.raises(NotOnItsWay):
        hand_over(order.pk, package.tracking_number, by=BY)


def test_what_nobody_collects_is_never_taken_as_delivered_and_its_code_stays() -> None:
    package = ready(make_order("pickup"))
    with clock.travel(AT + dt.timedelta(days=90)):
        assert assume_delivered() == 0
    with pytest.raises(AlreadyMoving):
        correct_tracking(package.pk, carrier="sandbox", tracking_number="HP0000000120")


def test_what_nobody_collects_goes_back_on_the_shelf_and_the_money_to_the_customer() -> None:
    package = ready(make_order("pickup"))
    order = Order.objects.get(pk=package.order_id)
    (line,) = order.lines.all()
    left = stock_of(line.variant)
    day = dt.timedelta(days=1)
    with clock.travel(AT + 13 * day):
        assert take_back_uncollected() == 0
    with clock.travel(AT + 16 * day):
        assert take_back_uncollected() == 1
        assert take_back_uncollected() == 0

    order.refresh_from_db()
    package.refresh_from_db()
    line.refresh_from_db()
    assert (order.status, order.cancel_reason, order.canceled_by) == (Order.Status.CANCELED, "not_collected", "clock")
    assert order.refunded_minor == order.total_minor
    assert (line.canceled_quantity, line.shipped_quantity) == (line.quantity, 0)
    assert stock_of(line.variant) == (left[0] + line.quantity, left[1])
    assert package.status == package.Status.NOT_COLLECTED
    assert check_books().problems == ()
    with pytest.raises(NotOnItsWay):
        hand_over(order.pk, package.tracking_number, by=BY)
    mails = {one.kind: one.text for one in tell_all()}
    assert "It waits until" in mails["order_shipped"]
    assert "Nobody collected it in time" in mails["order_canceled"]
    assert "Nobody came to collect it" in mails["order_canceled_shop"]


def test_what_was_half_collected_is_delivered_and_only_the_rest_comes_back() -> None:
    order = make_order("pickup", pieces=2)
    (line,) = order.lines.all()
    with clock.travel(AT + dt.timedelta(hours=2)):
        first = make_ready(order.pk, {line.pk: 1}, by=SOMEBODY)
        make_ready(order.pk, {line.pk: 1}, by=SOMEBODY)
        hand_over(order.pk, first.tracking_number, by=BY)
    with clock.travel(AT + dt.timedelta(days=16)):
        assert take_back_uncollected() == 1
    order.refresh_from_db()
    line.refresh_from_db()
    assert order.status == Order.Status.DELIVERED
    assert (line.canceled_quantity, line.shipped_quantity) == (1, 1)
    assert 0 < order.refunded_minor < order.total_minor
    assert check_books().problems == ()


def test_the_shop_is_told_no_more_than_a_counter_needs() -> None:
    recipient = recipient_for_seller(make_order("pickup"))
    assert recipient is not None
    assert (recipient.name, recipient.line1, recipient.city) == ("Camille Durand", "", "")


def test_a_parcel_to_a_relay_point_goes_there_in_the_customers_name() -> None:
    order = make_order("relay", "FR-75018-1")
    recipient = recipient_for_seller(order)
    assert recipient is not None
    assert (recipient.name, recipient.company, recipient.line1, recipient.postal_code) == (
        "Camille Durand",
        "Presse des Abbesses",
        "9 rue des Abbesses",
        "75018",
    )
    point = point_of(order)
    assert point is not None
    receipt = next(mail for mail in tell_all() if mail.kind == "order_paid")
    assert "Presse des Abbesses, 9 rue des Abbesses, 75018 Paris" in receipt.text


def test_a_receipt_of_two_shops_tells_two_orders_and_one_payment() -> None:
    bowl, tea = make_variant(), make_variant(prices={"FR": 1200})
    with clock.travel(AT):
        make_bought((bowl, 1), (tea, 1))
    receipt = next(mail for mail in tell_all() if mail.kind == "order_paid")
    for words in (bowl.seller.name, tea.seller.name, "Paid in one payment", "46.70", "You paid once"):
        assert words in receipt.text
