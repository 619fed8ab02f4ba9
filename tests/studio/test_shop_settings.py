"""How a shop ships, how it looks, who works in it, and what its day brings."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from halles.kit import clock
from halles.shipping.models import SellerHoliday, SellerShipping, ShippingRate
from tests.catalog.makers import make_product, picture
from tests.orders.makers import make_variant
from tests.sellers.makers import make_seller
from tests.studio.shop_makers import browser, make_shop, said

pytestmark = pytest.mark.django_db
FROM = {
    "country": "FR",
    "name": "Les Mailles d'Yport",
    "line1": "8 rue Emmanuel Foy",
    "postal_code": "76111",
    "city": "Yport",
    "handling_days": "2",
    "cutoff_hour": "12",
    "time_zone": "Europe/Paris",
}
RATE = {"country": "FR", "carrier": "Colissimo", "price": "4.90", "transit_days_min": "2", "transit_days_max": "3"}


def test_a_new_shop_says_where_parcels_start_then_where_they_go() -> None:
    seller = make_seller()
    client, url = browser(seller.owner), f"/studio/shops/{seller.slug}/shipping/"
    early = client.post(f"{url}rates/new/", RATE)
    assert early.status_code == 422
    assert "First say where you ship from" in said(early)

    wrong = client.post(f"{url}from/", {**FROM, "postal_code": "7611"})
    assert (wrong.status_code, 'value="8 rue Emmanuel Foy"' in said(wrong)) == (422, True)
    client.post(f"{url}from/", FROM)
    client.post(f"{url}rates/new/", {**RATE, "free_from": "80"})
    shipping = SellerShipping.objects.get(pk=seller.pk)
    assert (shipping.handling_days, shipping.cutoff_hour, shipping.ship_from["city"]) == (2, 12, "Yport")
    rate = ShippingRate.objects.get()
    assert (rate.price_minor, rate.free_from_minor, rate.currency) == (490, 8000, "EUR")

    twin = client.post(f"{url}rates/new/", RATE)
    assert twin.status_code == 422
    assert "There is already a price for this country and carrier." in said(twin)
    client.post(f"{url}rates/{rate.pk}/", {**RATE, "price": "5.90"})
    client.post(f"{url}rates/{rate.pk}/remove/")
    rate.refresh_from_db()
    assert (rate.price_minor, rate.is_active) == (590, False)


def test_another_country_of_the_parcels_keeps_what_was_typed() -> None:
    seller = make_seller()
    url = f"/studio/shops/{seller.slug}/shipping/from/"
    page = said(browser(seller.owner).post(url, {**FROM, "country": "US", "redraw": "1"}))
    assert 'value="8 rue Emmanuel Foy"' in page
    assert 'name="region"' in page
    assert not SellerShipping.objects.exists()


def test_closed_days_are_noted_refused_and_opened_again() -> None:
    shop = make_shop()
    client, url = shop.client(), shop.url("shipping/holidays/")
    with clock.travel(dt.datetime(2026, 6, 2, 8, tzinfo=dt.UTC)):
        refused = client.post(url, {"from_on": "2026-07-20", "to_on": "2026-07-10"})
        assert refused.status_code == 422
        assert "The last day comes before the first one." in said(refused)
        client.post(url, {"from_on": "2026-07-10", "to_on": "2026-07-20"})
        holiday = SellerHoliday.objects.get()
        assert "Fri, Jul 10" in said(client.get(shop.url("shipping/")))
        client.post(f"{url}{holiday.pk}/remove/")
    assert not SellerHoliday.objects.exists()


def test_the_face_of_the_shop_changes_and_its_trader_does_not() -> None:
    shop = make_shop()
    client, url = shop.client("manager"), shop.url("profile/")
    facts = {"name": "Mailles", "contact_email": "hello@mailles.example", "place": "Yport", "legal_name": "Somebody"}
    refused = client.post(url, {**facts, "place_latitude": "49.7", "story": "Kept on the page"})
    assert (refused.status_code, "Kept on the page" in said(refused)) == (422, True)
    client.post(url, {**facts, "story": "Since 1972."})
    client.post(f"{url}cover/", {"file": SimpleUploadedFile("sea.png", picture(60, 30).getvalue(), "image/png")})
    seller = shop.seller
    seller.refresh_from_db()
    assert (seller.name, seller.story, seller.legal_name) == ("Mailles", "Since 1972.", "Les Mailles d'Yport SARL")
    assert seller.cover is not None
    no_picture = client.post(f"{url}cover/", {"file": SimpleUploadedFile("sea.png", b"no picture")})
    assert no_picture.status_code == 422


def test_the_day_shows_what_runs_out_and_what_is_half_written() -> None:
    shop = make_shop()
    scarce = make_variant(shop.seller, stock=2, title="Last two bowls")
    make_variant(shop.seller, stock=0, title="No bowl left", status="paused")
    make_product(shop.seller, title="Half a jumper")
    page = said(shop.client().get(shop.url()))
    assert shop.url(f"products/{scarce.product_id}/stock/") in page
    assert "2 left" in page
    assert "No bowl left" not in page, "what is not on sale cannot run out"
    assert "Half a jumper" in page
    assert "Add at least one photo." in page
