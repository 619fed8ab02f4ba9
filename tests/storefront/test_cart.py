"""The bag in the browser: from two shops to one payment."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client

from halles.carts.models import Cart, CartLine
from halles.catalog.models import Variant
from halles.orders.models import Order, OrderGroup
from tests.orders.makers import make_bought, make_card, make_seller, make_shipping, make_variant, stock_of
from tests.storefront.test_buying import AT_HOME, buyer
from tests.users.makers import PASSWORD, make_user

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


def test_a_guest_has_at_most_nine_things_to_fill_in(visitor: Client) -> None:
    put(visitor, make_variant())
    page = visitor.get("/cart/checkout/").content.decode()
    form = page[page.index('class="offer checkout"') :]
    fields = re.findall(r"<(?:input|select)(?![^>]*type=\"(?:hidden|radio)\")[^>]*>", form[: form.index("</form>")])
    assert 7 <= len(fields) <= 9


def test_one_tap_buys_the_bag(visitor: Client) -> None:
    buyer(visitor)
    put(visitor, make_variant())
    put(visitor, make_variant())
    page = visitor.get("/cart/").content.decode()
    assert "59,60\xa0€" in page
    answer = visitor.post("/cart/one-tap/", facts(page))
    assert answer["Location"].startswith("/checkout/receipt/")
    assert OrderGroup.objects.get().orders.count() == 2
    assert "Your bag is empty" in visitor.get("/cart/", headers={"Accept-Language": "en"}).content.decode()


def test_a_price_that_rose_between_seeing_and_paying_is_told_and_nothing_is_charged(visitor: Client) -> None:
    bowl = make_variant()
    put(visitor, bowl)
    form = form_of(visitor, payment_token=make_card())
    bowl.prices.update(amount_minor=2690)

    answer = visitor.post("/cart/checkout/", form)

    assert answer.status_code == 409
    page = answer.content.decode()
    assert "31,80\xa0€" in page, "the button says the new total"
    assert facts(page)["key"] != form["key"]
    assert not OrderGroup.objects.exists()
    assert visitor.post("/cart/checkout/", {**form, **facts(page)}).status_code == 302
    assert OrderGroup.objects.get().total_minor == 3180


def test_another_tab_changed_the_bag_to_the_same_total(visitor: Client) -> None:
    bowl, twin = make_variant(), make_variant()
    put(visitor, bowl)
    form = form_of(visitor, payment_token=make_card())
    line = CartLine.objects.get()
    visitor.post(f"/cart/lines/{line.pk}/", {"do": "remove"})
    put(visitor, twin)

    answer = visitor.post("/cart/checkout/", form)

    assert answer.status_code == 409, "the same price, but not what was seen"
    assert not OrderGroup.objects.exists()


def test_the_last_piece_sold_while_on_the_page_leaves_the_rest_to_buy(visitor: Client) -> None:
    bowl, tea = make_variant(stock=1), make_variant()
    put(visitor, bowl)
    put(visitor, tea)
    form = form_of(visitor, payment_token=make_card())
    make_bought((bowl, 1))

    answer = visitor.post("/cart/checkout/", form)
    assert answer.status_code == 409
    assert OrderGroup.objects.count() == 1, "only the rival's"
    page = answer.content.decode()
    assert facts(page)["expected_total_minor"] == "2980"
    assert "cart-line--off" in visitor.get("/cart/").content.decode()
    assert visitor.post("/cart/checkout/", {**form, **facts(page)}).status_code == 302
    assert [line.variant_id for line in CartLine.objects.all()] == [bowl.pk], "what was not bought stays"


def test_pressing_twice_is_one_purchase_also_once_the_bag_is_empty(visitor: Client) -> None:
    put(visitor, make_variant())
    form = form_of(visitor, payment_token=make_card())
    first, second = visitor.post("/cart/checkout/", form), visitor.post("/cart/checkout/", form)
    assert first["Location"] == second["Location"]
    assert OrderGroup.objects.count() == 1


def test_a_declined_card_leaves_the_bag_as_it_was(visitor: Client) -> None:
    bowl = make_variant(stock=2)
    put(visitor, bowl, 2)
    answer = visitor.post("/cart/checkout/", form_of(visitor, payment_token=make_card("declined", "9995")))
    assert answer.status_code == 402
    assert CartLine.objects.get().quantity == 2
    assert stock_of(bowl) == (2, 0)


def test_what_the_browser_held_is_in_the_account_after_sign_in_and_on_every_device(visitor: Client) -> None:
    person = make_user()
    bowl = make_variant()
    put(visitor, bowl, 2)
    assert visitor.cookies["cart"]["httponly"]
    assert visitor.cookies["cart"]["samesite"] == "Lax"

    visitor.post("/account/login/", {"login": person.email, "password": PASSWORD})

    assert visitor.cookies["cart"].value == "", "the browser's own bag is no more"
    elsewhere = Client(headers={"Accept-Language": "fr"})
    elsewhere.force_login(person)
    page = elsewhere.get("/cart/").content.decode()
    assert bowl.product.title in page
    assert '<span class="bag-link__count" data-bag-count>2</span>' in page
    assert Cart.objects.get().user_id == person.pk


def test_a_sheet_tells_that_it_is_in_the_bag_or_why_not(sheet: Client) -> None:
    bowl = make_variant(stock=1)
    added = put(sheet, bowl)
    assert (added.status_code, added["Bag-Count"]) == (200, "1")
    refused = put(sheet, bowl)
    assert refused.status_code == 409
    assert "Bag-Count" not in refused
    assert 'role="alert"' in refused.content.decode()
    assert CartLine.objects.get().quantity == 1


def test_a_stranger_changes_nothing_in_my_bag(visitor: Client) -> None:
    put(visitor, make_variant())
    line = CartLine.objects.get()
    stranger = Client(headers={"Accept-Language": "en"})
    assert stranger.post(f"/cart/lines/{line.pk}/", {"do": "later"}).status_code == 404
    stranger.post(f"/cart/lines/{line.pk}/", {"do": "remove"})
    line.refresh_from_db()
    assert not line.is_saved_for_later


@pytest.mark.parametrize("cookie", ["", "x", "é" * 43, "a" * 5000, "'; DROP TABLE carts_cart; --"])
def test_a_broken_cookie_is_an_empty_bag(visitor: Client, cookie: str) -> None:
    visitor.cookies["cart"] = cookie
    assert visitor.get("/cart/").status_code == 200
    assert put(visitor, make_variant()).status_code == 302


def test_a_shop_of_relay_points_or_a_counter_only_is_no_dead_end(sheet: Client) -> None:
    relayed, collected = make_variant(make_seller()), make_variant(make_seller())
    make_shipping(relayed.seller, method="relay", carrier="Mondial Relay")
    make_shipping(collected.seller, method="pickup", carrier="", price_minor=0)
    page = sheet.get(f"/sheet/p/{relayed.product_id}/").content.decode()
    assert "data-bag-button" in page, "the relay point is chosen in the bag"
    assert "button--buy" not in page
    page = sheet.get(f"/sheet/p/{collected.product_id}/").content.decode()
    assert "69001 Lyon" in page
    assert "24,90\xa0€" in page[page.index("button--buy") :], "collected at the shop for nothing"
