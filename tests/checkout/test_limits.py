"""Whoever does not pay cannot empty the shelves."""

from __future__ import annotations

import pytest

from halles.checkout.errors import TooManyUnpaid
from halles.checkout.purchase import Buyer, PayWith, Wanted
from halles.checkout.services import limits, place_order
from halles.kit.rate_limits import TooOften
from halles.orders.models import Order, OrderGroup
from halles.payments.models import Payment
from tests.orders.makers import make_card, make_purchase, make_variant, stock_of

pytestmark = pytest.mark.django_db
LINE = "203.0.113.7"


def test_a_sixth_purchase_that_waits_for_its_buyer_is_let_go(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "UNPAID_MAX", 2)
    variant = make_variant(stock=10)
    buyer = Buyer(email="slow@example.org")

    def press() -> None:
        pay = PayWith("card", token=make_card("challenge"))
        place_order(make_purchase(lines=(Wanted(variant.pk, 1),), buyer=buyer, pay_with=pay))

    press()
    press()
    with pytest.raises(TooManyUnpaid):
        press()

    assert stock_of(variant) == (10, 2), "the third one gave its piece back"
    assert list(Order.objects.order_by("pk").values_list("status", flat=True)) == ["unpaid", "unpaid", "canceled"]
    last = Payment.objects.order_by("pk").last()
    assert last is not None
    assert last.void_requested_at is not None

    paid = place_order(make_purchase(lines=(Wanted(variant.pk, 1),), buyer=buyer))
    assert paid.status == "paid", "who pays at once takes nothing off anybody's shelf"


def test_guests_on_one_line_reserve_only_so_much_by_transfer(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "TRANSFERS_PER_DAY_MAX", 1)
    variant = make_variant(stock=10)

    def press(email: str, network: str) -> None:
        buyer = Buyer(email=email, network=network)
        place_order(make_purchase(lines=(Wanted(variant.pk, 4),), buyer=buyer, pay_with=PayWith("transfer")))

    press("one@example.org", LINE)
    with pytest.raises(TooOften):
        press("two@example.org", LINE)
    assert (OrderGroup.objects.count(), stock_of(variant)) == (1, (10, 4)), "nothing of the refused one is there"

    press("three@example.org", "203.0.113.8")
    assert OrderGroup.objects.count() == 2


def test_presses_are_counted_although_they_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "PLACED_PER_HOUR_MAX", 2)
    variant = make_variant(stock=0)
    buyer = Buyer(email="guest@example.org", network=LINE)
    told = []
    for _press in range(3):
        try:
            place_order(make_purchase(lines=(Wanted(variant.pk, 1),), buyer=buyer))
        except Exception as refusal:
            told.append(type(refusal).__name__)
    assert told == ["SoldOut", "SoldOut", "TooOften"]
    assert not OrderGroup.objects.exists()
