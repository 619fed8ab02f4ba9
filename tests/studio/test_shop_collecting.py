"""At the counter: what is kept ready, handed over for a code, and what a shop offers to be collected."""

from __future__ import annotations

import pytest

from halles.fulfillment.models import Package
from halles.kit import clock
from halles.orders.models import Order
from halles.orders.services import release_due
from halles.payments import services as payments
from halles.payments.models import Payment
from halles.shipping.models import ShippingRate
from tests.fulfillment.makers import RELEASED_AT
from tests.orders.makers import AT, make_bought, make_shipping
from tests.studio.shop_makers import Shop, make_shop, said

pytestmark = pytest.mark.django_db


def make_order(shop: Shop, method: str, point: str = "") -> Order:
    rate = make_shipping(shop.seller, method=method, carrier="" if method == "pickup" else "Mondial Relay")
    points = ((shop.seller.pk, point),) if point else ()
    with clock.travel(AT):
        bought = make_bought((shop.variant, 1), rates=((shop.seller.pk, rate.pk),), points=points)
    release_due()
    payments.send_capture(Payment.objects.get(reference_id=bought.group.pk).pk)
    return bought.order


def test_ready_told_and_handed_over_for_the_code_which_the_shop_never_sees() -> None:
    shop = make_shop()
    with clock.travel(RELEASED_AT):
        order = make_order(shop, "pickup")
        desk, url = shop.client("packer"), shop.url(f"orders/{order.pk}/")
        page = said(desk.get(f"{url}ship/"))
        assert "Ready: tell the customer" in page
        assert "Tracking number" not in page
        assert "12 rue des Halles" not in page, "a counter needs a name, not a home"
        line = order.lines.get()
        assert desk.post(f"{url}ship/", {f"pieces-{line.pk}": "1"}).status_code == 302
        code = Package.objects.get().tracking_number
        page = said(desk.get(url))
        assert "Waits for its customer" in page
        assert code not in page
        assert "Correct the number" not in page
        wrong = desk.post(f"{url}hand-over/", {"code": "000000"})
        assert wrong.status_code == 422
        assert Order.objects.get().delivered_at is None
        assert desk.post(f"{url}hand-over/", {"code": code.lower()}).status_code == 302
    order = Order.objects.get()
    assert order.status == Order.Status.DELIVERED


def test_who_guesses_codes_is_stopped() -> None:
    shop = make_shop()
    with clock.travel(RELEASED_AT):
        order = make_order(shop, "pickup")
        desk, url = shop.client("packer"), shop.url(f"orders/{order.pk}/")
        desk.post(f"{url}ship/", {f"pieces-{order.lines.get().pk}": "1"})
        tried = [desk.post(f"{url}hand-over/", {"code": f"00000{n}"}).status_code for n in range(10)]
        assert tried == [422] * 10
        code = Package.objects.get().tracking_number
        assert desk.post(f"{url}hand-over/", {"code": code}).status_code == 429
    assert Order.objects.get().delivered_at is None


def test_a_slip_for_a_relay_point_says_which() -> None:
    shop = make_shop()
    with clock.travel(RELEASED_AT):
        order = make_order(shop, "relay", "FR-75018-1")
        desk = shop.client("packer")
        for page in ("orders/pack/", f"orders/{order.pk}/ship/", f"orders/{order.pk}/"):
            told = said(desk.get(shop.url(page)))
            assert "FR-75018-1" in told, page
            assert "Presse des Abbesses" in told, page
            assert "12 rue des Halles" not in told, page


def test_a_shop_offers_a_relay_point_and_its_own_counter() -> None:
    shop = make_shop()
    desk = shop.client("manager")
    usual = {"country": "FR", "price": "0", "free_from": "", "transit_days_min": "", "transit_days_max": ""}
    answer = desk.post(shop.url("shipping/rates/new/"), {**usual, "method": "pickup", "carrier": "", "note": "Sonnez"})
    assert answer.status_code == 302
    told = {**usual, "method": "relay", "carrier": "Mondial Relay", "transit_days_min": "2", "transit_days_max": "3"}
    assert desk.post(shop.url("shipping/rates/new/"), told).status_code == 302
    offered = set(ShippingRate.objects.filter(shipping=shop.seller.pk).values_list("method", "carrier", "note"))
    assert {("pickup", "", "Sonnez"), ("relay", "Mondial Relay", "")} <= offered
    page = said(desk.get(shop.url("shipping/")))
    assert "Pick-up at the shop" in page
    assert "Sonnez" in page
