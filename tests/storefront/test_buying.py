from __future__ import annotations

import datetime as dt
import re
import uuid

import pytest
from django.test import Client

from halles.kit import clock
from halles.orders.models import Order, OrderGroup
from halles.orders.queries import guest_token
from halles.payments.models import SavedCard
from halles.users.models import Address
from tests.notifications.makers import tell_all
from tests.orders.makers import (
    make_bought,
    make_card,
    make_saved_card,
    make_seller,
    make_shipping,
    make_variant,
    stock_of,
)
from tests.users.makers import make_address, make_user

pytestmark = pytest.mark.django_db
AT_HOME = {"name": "Camille Durand", "line1": "4 rue des Halles", "postal_code": "75001", "city": "Paris"}


def facts(page: str) -> dict[str, str]:
    """The hidden facts of the buy form, as the browser would send them."""
    names = "key|variant|quantity|expected_total_minor|currency|source"
    return dict(re.findall(rf'<input type="hidden" name="({names})" value="([^"]*)"', page))


def ask(client: Client, variant: object, **changes: str) -> dict[str, str]:
    page = client.get("/checkout/", {"variant": str(variant.pk)}).content.decode()  # type: ignore[attr-defined]
    return {**facts(page), "email": "guest@example.org", **AT_HOME, "payment_choice": "new_card", **changes}


def test_the_sheet_says_price_total_arrival_seller_and_returns(sheet: Client) -> None:
    variant = make_variant()
    page = sheet.get(f"/sheet/p/{variant.product_id}/").content.decode()
    assert "24,90\xa0€" in page
    assert "29,80\xa0€" in page, "the button carries goods and delivery"
    assert "Colissimo" in page
    assert variant.product.seller.name in page


def test_without_script_the_sheet_is_the_products_page(visitor: Client) -> None:
    variant = make_variant()
    answer = visitor.get(f"/sheet/p/{variant.product_id}/")
    assert answer["Location"] == f"/p/{variant.product_id}/{variant.product.slug}/"
    page = visitor.get(answer["Location"]).content.decode()
    assert '"@type": "Product"' in page
    assert '"price": "24.90"' in page


def test_a_guest_has_at_most_nine_things_to_fill_in(sheet: Client) -> None:
    variant = make_variant()
    page = sheet.get("/checkout/", {"variant": str(variant.pk)}).content.decode()
    fields = re.findall(r"<(?:input|select)(?![^>]*type=\"(?:hidden|radio)\")[^>]*>", page)
    assert len(fields) <= 9
    assert len(fields) >= 7


def test_a_guest_buys_and_sees_the_receipt_and_the_order(sheet: Client) -> None:
    variant = make_variant(stock=3)
    answer = sheet.post("/checkout/", ask(sheet, variant, payment_token=make_card()))
    assert answer.status_code == 200
    group = OrderGroup.objects.get()
    assert group.number in answer.content.decode()
    assert (group.email, group.total_minor) == ("guest@example.org", 2980)
    assert group.orders.get().status == Order.Status.ON_HOLD
    assert stock_of(variant) == (3, 1)
    assert sheet.get(f"/orders/{group.pk}/").status_code == 200
    assert Client().get(f"/orders/{group.pk}/").status_code == 404


def test_the_same_press_twice_is_one_order(sheet: Client) -> None:
    variant = make_variant()
    form = ask(sheet, variant, payment_token=make_card())
    first, second = sheet.post("/checkout/", form), sheet.post("/checkout/", form)
    assert first.status_code == second.status_code == 200
    assert OrderGroup.objects.count() == 1


def test_a_declined_card_says_so_keeps_the_form_and_gives_the_stock_back(sheet: Client) -> None:
    variant = make_variant(stock=2)
    form = ask(sheet, variant, payment_token=make_card("declined", "9995"))
    answer = sheet.post("/checkout/", form)
    page = answer.content.decode()
    assert answer.status_code == 402
    assert "4 rue des Halles" in page
    assert facts(page)["key"] != form["key"], "the next press is another attempt"
    assert stock_of(variant) == (2, 0)
    assert [order.status for order in Order.objects.all()] == [Order.Status.CANCELED]


def test_a_wrong_address_is_told_at_its_field_and_nothing_is_written(sheet: Client) -> None:
    variant = make_variant()
    answer = sheet.post("/checkout/", ask(sheet, variant, postal_code="ABC", payment_token=make_card()))
    assert answer.status_code == 422
    assert 'id="id_postal_code-error"' in answer.content.decode()
    assert not OrderGroup.objects.exists()


def test_a_price_that_moved_is_told_before_paying(sheet: Client) -> None:
    variant = make_variant()
    form = ask(sheet, variant, payment_token=make_card())
    variant.prices.update(amount_minor=2690)
    answer = sheet.post("/checkout/", form)
    assert answer.status_code == 409
    assert "31,80\xa0€" in answer.content.decode()
    assert not OrderGroup.objects.exists()


def test_the_last_piece_sold_while_on_the_page(sheet: Client) -> None:
    variant = make_variant(stock=1)
    form = ask(sheet, variant, payment_token=make_card())
    Client(headers={"HX-Request": "true", "Accept-Language": "fr"}).post(
        "/checkout/", {**form, "key": uuid.uuid4().hex}
    )
    answer = sheet.post("/checkout/", form)
    assert answer.status_code == 409
    assert OrderGroup.objects.count() == 1


def buyer(client: Client, card: str = "approved") -> SavedCard:
    person = make_user()
    make_address(person)
    Address.objects.filter(user=person).update(is_default=True)
    client.force_login(person)
    return make_saved_card(person, card)


def test_one_tap_is_one_post(sheet: Client) -> None:
    card = buyer(sheet)
    variant = make_variant()
    page = sheet.get(f"/sheet/p/{variant.product_id}/").content.decode()
    answer = sheet.post("/checkout/one-tap/", facts(page))
    assert answer.status_code == 200
    group = OrderGroup.objects.get()
    assert (group.user_id, group.total_minor) == (card.user_id, 2980)
    assert group.number in answer.content.decode()
    assert "29,80\xa0€" in sheet.get(f"/orders/{group.pk}/").content.decode()


def test_one_tap_with_a_bank_that_asks_shows_the_banks_page_in_the_sheet(sheet: Client) -> None:
    buyer(sheet, "challenge")
    variant = make_variant()
    page = sheet.get(f"/sheet/p/{variant.product_id}/").content.decode()
    answer = sheet.post("/checkout/one-tap/", facts(page)).content.decode()
    assert "<iframe" in answer
    assert Order.objects.get().status == Order.Status.UNPAID


def test_cancel_within_the_window(sheet: Client) -> None:
    buyer(sheet)
    variant = make_variant(stock=1)
    page = sheet.get(f"/sheet/p/{variant.product_id}/").content.decode()
    sheet.post("/checkout/one-tap/", facts(page))
    order = Order.objects.get()
    stranger = Client()
    stranger.force_login(make_user())
    assert stranger.post(f"/orders/{order.pk}/cancel/", {"group": order.group_id}).status_code == 404
    order.refresh_from_db()
    assert order.status == Order.Status.ON_HOLD
    sheet.post(f"/orders/{order.pk}/cancel/", {"group": order.group_id, "reason": "changed_mind"})
    order.refresh_from_db()
    assert order.status == Order.Status.CANCELED
    assert stock_of(variant) == (1, 0)


def test_in_the_states_the_total_waits_for_the_state() -> None:
    client = Client(headers={"HX-Request": "true", "Accept-Language": "en-US"})
    seller = make_seller(country="US", market="US")
    make_shipping(seller, "US")
    variant = make_variant(seller, prices={"US": 3000})
    page = client.get(f"/sheet/p/{variant.product_id}/").content.decode()
    assert "Choose your state" in page
    answer = client.post(
        "/sheet/place/", {"product": variant.product_id, "variant": variant.pk, "country": "US", "region": "NY"}
    ).content.decode()
    assert "Choose your state" not in answer
    assert "$36.30" in answer, "(30.00 + 4.90) × 1.04: New York's own rate"


def test_a_broken_form_is_refused_kindly(sheet: Client) -> None:
    answer = sheet.post("/checkout/", {"variant": "nonsense"})
    assert answer.status_code == 422
    assert not OrderGroup.objects.exists()


def test_a_state_told_on_the_products_page_draws_the_pages_own_offer(client: Client) -> None:
    seller = make_seller(country="US", market="US")
    make_shipping(seller, "US")
    variant = make_variant(seller, prices={"US": 3000})
    client.cookies["market"] = "US"
    page = client.get(f"/p/{variant.product_id}/{variant.product.slug}/").content.decode()
    assert '<input type="hidden" name="at" value="page">' in page
    facts_told = {"product": str(variant.product_id), "country": "US", "region": "NY", "at": "page"}
    offer = client.post("/sheet/place/", facts_told, headers={"HX-Request": "true"}).content.decode()
    assert 'id="offer"' in offer
    assert "sheet__foot" not in offer
    assert 'name="region"' not in offer


def test_what_is_not_sold_in_a_market_is_not_called_sold_out_there(client: Client) -> None:
    variant = make_variant(stock=3, prices={"FR": 2490})
    client.cookies["market"] = "JP"
    client.cookies["language"] = "en"
    page = client.get(f"/p/{variant.product_id}/{variant.product.slug}/").content.decode()
    assert "Not sold in Japan." in page
    assert "old out" not in page
    assert page.count("is not sold in this country") == 1


def test_a_guests_link_has_its_time_and_a_new_one_comes_by_mail() -> None:
    bought = make_bought((make_variant(), 1))
    token = guest_token(bought.group)
    assert token
    guest = Client(headers={"Accept-Language": "en"})
    with clock.travel(clock.now() + dt.timedelta(days=91)):
        late = guest.get(f"/orders/g/{token}/")
        assert late.status_code == 410
        assert "Send me a new link" in late.content.decode()
        assert guest.get(f"/orders/{bought.group.pk}/").status_code == 404
        guest.post("/orders/link/", {"token": token})
        (mail,) = [one for one in tell_all() if one.kind == "guest_link"]
        assert mail.to == bought.group.email
        (path,) = re.findall(r"/orders/g/[^\s]+", mail.text)
    assert guest.get(path)["Location"] == f"/orders/{bought.group.pk}/"
    assert guest.get(f"/orders/{bought.group.pk}/").status_code == 200


def test_a_lost_link_is_sent_to_the_orders_own_address_and_nobody_learns_which_orders_are() -> None:
    bought = make_bought((make_variant(), 1))
    guest = Client(headers={"Accept-Language": "en"})
    asked = {"number": bought.group.number.lower(), "email": bought.group.email.upper()}
    answers = [
        guest.post("/orders/link/", facts, follow=True).content.decode()
        for facts in (asked, {**asked, "email": "thief@example.org"}, {**asked, "number": "H-0000000"})
    ]
    assert all("If this fits an order" in answer for answer in answers)
    assert [one.to for one in tell_all() if one.kind == "guest_link"] == [bought.group.email]
    assert guest.post("/orders/link/", {"token": "made.up"}).status_code == 404
