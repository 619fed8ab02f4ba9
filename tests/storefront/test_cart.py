"""The bag in the browser: from two shops to one payment."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client

from halles.carts.models import CartLine
from halles.catalog.models import Variant
from halles.orders.models import Order, OrderGroup
from tests.orders.makers import make_card, make_shipping, make_variant, stock_of
from tests.storefront.test_buying import AT_HOME

pytestmark = pytest.mark.django_db(transaction=True)


def put(client: Client, variant: Variant, quantity: int = 1) -> Any:
    return client.post("/cart/add/", {"variant": variant.pk, "quantity": quantity})


def facts(page: str) -> dict[str, str]:
    names = "key|version|expected_total_minor|currency"
    return dict(re.findall(rf'<input type="hidden" name="({names})" value="([^"]*)"', page))


def form_of(client: Client, **changes: str) -> dict[str, str]:
    page = client.get("/cart/checkout/").content.decode()
    return {**facts(page), "email": "guest@example.org", **AT_HOME, "payment_choice": "new_card", **changes}


def test_two_shops_one_payment_two_orders(visitor: Client) -> None:
    bowl, tea = make_variant(stock=3), make_variant(stock=3, prices={"FR": 1200})
    put(visitor, bowl)
    put(visitor, tea, 2)
    page = visitor.get("/cart/").content.decode()
    assert bowl.product.seller.name in page
    assert tea.product.seller.name in page
    assert "58,70\xa0€" in page, "24.90 + 2 × 12.00 + twice 4.90"

    answer = visitor.post("/cart/checkout/", form_of(visitor, payment_token=make_card()))

    group = OrderGroup.objects.get()
    assert answer["Location"] == f"/checkout/receipt/{group.pk}/"
    assert group.total_minor == 5870
    sold = [(order.seller_id, order.total_minor, order.status) for order in group.orders.order_by("position")]
    assert sold == [
        (bowl.seller_id, 2980, Order.Status.ON_HOLD),
        (tea.seller_id, 2890, Order.Status.ON_HOLD),
    ]
    assert (stock_of(bowl), stock_of(tea)) == ((3, 1), (3, 2))
    assert not CartLine.objects.exists(), "what was bought is no longer in the bag"
    assert group.number in visitor.get(answer["Location"]).content.decode()


def test_collected_where_the_customer_wants_it(visitor: Client) -> None:
    bowl, tea = make_variant(), make_variant(prices={"FR": 1200})
    relay = make_shipping(bowl.seller, method="relay", carrier="Mondial Relay", price_minor=350)
    pickup = make_shipping(tea.seller, method="pickup", carrier="", price_minor=0, note="Sonnez à la porte bleue")
    put(visitor, bowl)
    put(visitor, tea)

    visitor.post("/cart/delivery/", {"seller": bowl.seller_id, "rate": relay.pk, "near": "75011"})
    visitor.post("/cart/delivery/", {"seller": tea.seller_id, "rate": pickup.pk})
    page = visitor.get("/cart/").content.decode()
    assert "Pressing Oberkampf" in page, "the nearest to 75011"
    assert "Sonnez à la porte bleue" in page
    assert "40,40\xa0€" in page, "24.90 + 3.50 + 12.00"
    visitor.post("/cart/delivery/", {"seller": bowl.seller_id, "rate": relay.pk, "point": "FR-75018-1"})
    visitor.post("/cart/checkout/", form_of(visitor, payment_token=make_card()))

    at_relay, at_shop = Order.objects.order_by("position")
    assert at_relay.shipping_option["point"]["code"] == "FR-75018-1"
    assert at_relay.shipping_option["point"]["name"] == "Presse des Abbesses"
    assert (at_relay.shipping_minor, at_shop.shipping_minor) == (350, 0)
    assert at_shop.shipping_option["method"] == "pickup"
    assert at_shop.shipping_option["point"]["line1"] == "3 quai du Rhône"
