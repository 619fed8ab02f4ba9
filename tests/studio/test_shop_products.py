"""Products at the desk: made in small steps, shown only when whole, priced with their past in sight."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from halles.catalog import services as selling
from halles.catalog.models import Price, PriceChange, Product, ProductPhoto, Variant
from halles.inventory.models import StockChange, StockLevel
from halles.inventory.services import set_on_hand
from halles.kit import clock
from halles.markets.queries import get_market
from tests.catalog.makers import give_photo, make_on_sale, make_product, make_variant, picture
from tests.sellers.makers import make_seller
from tests.studio.shop_makers import browser, make_shop, said

pytestmark = pytest.mark.django_db
AT = dt.datetime(2026, 6, 2, 8, 0, tzinfo=dt.UTC)
WORDS = {"title": "Docker's cap", "language": "en", "category": "knitwear", "description": "Pure wool."}


def photo(name: str = "cap.png") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, picture(40, 50).getvalue(), "image/png")


def test_a_product_goes_from_its_name_to_the_shelf_in_small_steps() -> None:
    seller = make_seller()
    client, desk = browser(seller.owner), f"/studio/shops/{seller.slug}/"
    client.post(f"{desk}products/new/", WORDS)
    product = Product.objects.get(seller=seller)
    url = f"{desk}products/{product.pk}/"
    page = said(client.get(url))
    for sentence in ("Add at least one photo.", "Say who makes it.", "Add at least one variant that you offer."):
        assert sentence in page

    early = client.post(f"{url}publish/", follow=True)
    assert "The product cannot go on sale yet." in said(early)
    origin = {"origin_country": "FR", "origin_place": "Yport", "origin_maker": "Les Mailles d'Yport"}
    client.post(f"{url}origin/", {**origin, "origin_proof_kind": "self_declared"})
    client.post(f"{url}photos/", {"file": [photo("one.png"), photo("two.png")]})
    client.post(f"{url}variants/choices/", {"option_1": "Size", "option_2": "", "option_3": ""})
    client.post(f"{url}variants/many/", {"values_0": "S, M,L ,M", "sku_start": "CAP"})
    offered = {variant.sku: variant for variant in product.variants.all()}
    assert {sku: variant.options for sku, variant in offered.items()} == {
        "CAP-1": {"size": "S"},
        "CAP-2": {"size": "M"},
        "CAP-3": {"size": "L"},
    }
    client.post(f"{url}prices/FR/", {"all_amount": "39.90"})
    assert (
        list(Price.objects.filter(variant__product=product).values_list("amount_minor", "currency"))
        == [(3990, "EUR")] * 3
    )
    assert "Everything is there" in said(client.get(url))

    client.post(f"{url}publish/")
    product.refresh_from_db()
    assert (product.status, product.title, product.origin_maker, product.option_names) == (
        "active",
        "Docker's cap",
        "Les Mailles d'Yport",
        ["size"],
    )
    assert product.photos.count() == 2


def test_a_part_that_is_wrong_keeps_what_was_typed_and_the_other_parts() -> None:
    product = make_product()
    client = browser(product.seller.owner)
    url = f"/studio/shops/{product.seller.slug}/products/{product.pk}/"
    answer = client.post(f"{url}words/", {**WORDS, "title": "", "description": "Softer than before."})
    assert answer.status_code == 422
    assert "Softer than before." in said(answer)
    product.refresh_from_db()
    assert (product.title, product.description) == ("Sailor's jumper", "Knitted in the harbour.")

    client.post(f"{url}languages/", {"title_fr": "Pull marin", "description_fr": "Tricoté au port."})
    client.post(f"{url}words/", {**WORDS, "title": "Jumper"})
    product.refresh_from_db()
    assert product.title == "Jumper"
    assert product.translations == {"fr": {"title": "Pull marin", "description": "Tricoté au port."}}
    assert product.origin_maker == "Les Mailles d'Yport"


def test_a_product_on_sale_cannot_lose_what_it_must_have() -> None:
    variant = make_on_sale()
    product, client = variant.product, browser(variant.product.seller.owner)
    url = f"/studio/shops/{product.seller.slug}/products/{product.pk}/"
    answer = client.post(f"{url}origin/", {"origin_country": "FR", "origin_proof_kind": "self_declared"})
    assert answer.status_code == 422
    assert "The product is on sale and cannot lose this." in said(answer)
    told = said(client.post(f"{url}photos/{product.photos.get().pk}/", {"do": "remove"}, follow=True))
    assert "The product is on sale and cannot lose this." in told
    assert product.photos.count() == 1


def test_photos_are_described_moved_and_refused_one_by_one() -> None:
    product = make_product()
    client = browser(product.seller.owner)
    url = f"/studio/shops/{product.seller.slug}/products/{product.pk}/photos/"
    lie = SimpleUploadedFile("lie.png", b"no picture at all", "image/png")
    told = said(client.post(url, {"file": [photo("a.png"), lie, photo("b.png")]}, follow=True))
    assert "notice--wrong" in told
    first, second = ProductPhoto.objects.filter(product=product).order_by("position")
    client.post(f"{url}{second.pk}/", {"do": "describe", "alt": "Worn on the quay"})
    client.post(f"{url}{second.pk}/", {"do": "earlier"})
    order = list(ProductPhoto.objects.filter(product=product).order_by("position").values_list("pk", "alt"))
    assert order == [(second.pk, "Worn on the quay"), (first.pk, "")]

    refused = client.post(
        url, {"file": SimpleUploadedFile("x.png", b"nothing")}, headers={"Accept": "application/json"}
    )
    assert refused.status_code == 422
    assert refused.json()["code"] == "media.not_a_picture"
    assert client.post(url, {"file": photo()}, headers={"Accept": "application/json"}).status_code == 201
    assert product.photos.count() == 3


def test_a_reduction_shows_the_low_it_is_measured_against_and_must_be_below_it() -> None:
    days = get_market("FR").low_price_window_days
    with clock.travel(AT):
        variant = make_on_sale(prices={"FR": 8900})
    with clock.travel(AT + dt.timedelta(days=5)):
        selling.set_price(variant, market="FR", amount_minor=7900)
    client = browser(variant.product.seller.owner)
    url = f"/studio/shops/{variant.product.seller.slug}/products/{variant.product_id}/prices/FR/"
    row = variant.pk.hex
    with clock.travel(AT + dt.timedelta(days=10)):
        selling.set_price(variant, market="FR", amount_minor=8900)
        page = said(client.get(url))
        assert f'Lowest price of the last {days} days: <b class="money">€79.00</b>' in page
        refused = client.post(url, {f"{row}-amount": "79.00", f"{row}-is_reduction": "on"})
        assert refused.status_code == 422
        assert "the product was sold at €79.00." in said(refused)
        assert 'value="79.00"' in said(refused)
        assert Price.objects.get(variant=variant).amount_minor == 8900
        assert client.post(url, {f"{row}-amount": "69.00", f"{row}-is_reduction": "on"}).status_code == 302
    price = Price.objects.get(variant=variant)
    assert (price.amount_minor, price.reduced_from_minor) == (6900, 7900)
    assert PriceChange.objects.filter(variant=variant).count() == 4


def test_prices_are_kept_all_or_none_and_an_emptied_one_ends_the_sale_there() -> None:
    product = make_product(option_names=("size",))
    small, large = (make_variant(product, options={"size": size}) for size in "SL")
    client = browser(product.seller.owner)
    url = f"/studio/shops/{product.seller.slug}/products/{product.pk}/prices/"
    too_much = get_market("FR").price_minor_max
    answer = client.post(f"{url}FR/", {f"{small.pk.hex}-amount": "10", f"{large.pk.hex}-amount": str(too_much)})
    assert answer.status_code == 422
    assert "A price lies between" in said(answer)
    assert Price.objects.count() == 0

    client.post(f"{url}JP/", {f"{small.pk.hex}-amount": "1500", f"{large.pk.hex}-amount": "1800"})
    client.post(f"{url}JP/", {f"{small.pk.hex}-amount": "1500", f"{large.pk.hex}-amount": ""})
    assert list(Price.objects.values_list("variant", "market", "amount_minor")) == [(small.pk, "JP", 1500)]
    assert client.post(f"{url}JP/", {f"{small.pk.hex}-amount": "15.50"}).status_code == 422, "the yen has no decimals"


def test_stock_is_counted_only_where_it_was_changed_and_never_below_what_is_sold() -> None:
    shop = make_shop()
    shop.order(4)
    url = shop.url(f"products/{shop.variant.product_id}/stock/")
    row, client = shop.variant.pk.hex, shop.client()
    assert "<dd><b>6</b></dd>" in said(client.get(url))

    refused = client.post(url, {f"{row}-on_hand": "3", f"{row}-seen": "10"})
    assert refused.status_code == 422
    assert "4 pieces are already sold and not yet shipped." in said(refused)
    # A colleague counted in the meantime: an untouched row does not undo it.
    set_on_hand(shop.variant.pk, 12, by=shop.seller.owner_id)
    client.post(url, {f"{row}-on_hand": "10", f"{row}-seen": "10"})
    assert StockLevel.objects.get(pk=shop.variant.pk).on_hand == 12

    client.post(url, {f"{row}-on_hand": "5", f"{row}-seen": "12"})
    client.post(shop.url(f"variants/{shop.variant.pk}/stock/"), {"delta": "-1", "why": "Broken in the workshop"})
    assert StockLevel.objects.get(pk=shop.variant.pk).on_hand == 4
    last = StockChange.objects.latest("pk")
    assert (last.delta, last.why, last.by_id) == (-1, "Broken in the workshop", shop.seller.owner_id)


def test_a_variant_is_retired_and_moved_and_its_number_stays_its_own() -> None:
    product = make_product(option_names=("size",))
    small, large = (make_variant(product, options={"size": size}, sku=f"CAP-{size}") for size in "SL")
    client, desk = browser(product.seller.owner), f"/studio/shops/{product.seller.slug}/"
    twin = client.post(f"{desk}products/{product.pk}/variants/new/", {"option_0": "M", "sku": "CAP-S"})
    assert twin.status_code == 422
    assert "Another variant of your shop has the SKU “CAP-S”." in said(twin)
    assert 'value="M"' in said(twin)

    client.post(f"{desk}variants/{large.pk}/change/", {"do": "earlier"})
    assert list(product.variants.order_by("position").values_list("pk", flat=True)) == [large.pk, small.pk]
    client.post(f"{desk}variants/{large.pk}/change/", {"do": "retire"})
    assert Variant.objects.get(pk=large.pk).status == "retired"


def test_another_shops_product_is_not_there() -> None:
    mine, theirs = make_seller(), make_product()
    client = browser(mine.owner)
    for path in ("", "words/", "photos/", "variants/", "prices/", "stock/"):
        assert client.get(f"/studio/shops/{mine.slug}/products/{theirs.pk}/{path}").status_code == 404
    assert client.post(f"/studio/shops/{mine.slug}/products/{theirs.pk}/archive/").status_code == 404
    assert Product.objects.get(pk=theirs.pk).status == "draft"


def test_values_of_choices_are_told_in_other_languages_and_readers_see_them() -> None:
    product = make_product(option_names=("colour", "size"))
    shop = product.seller
    give_photo(product)
    selling.set_price(make_variant(product, options={"colour": "navy", "size": "42"}), market="FR", amount_minor=8900)
    selling.publish_product(product, by=shop.owner)
    client = browser(shop.owner)
    url = f"/studio/shops/{shop.slug}/products/{product.pk}/"
    page = said(client.get(f"{url}variants/"))
    names = re.findall(r'name="(value_[^"]+)"', page)
    # English is the seller's own language, and 42 is 42 everywhere.
    assert [name.rsplit("_", 1)[0] for name in names] == ["value_fr", "value_ja"]
    assert client.post(f"{url}variants/values/", {names[0]: "x" * 41}).status_code == 422
    product.refresh_from_db()
    assert product.translations == {}
    client.post(f"{url}variants/values/", {names[0]: " bleu  marine ", names[1]: ""})
    product.refresh_from_db()
    assert product.translations == {"fr": {"title": "", "description": "", "values": {"navy": "bleu marine"}}}
    # The other pages of the product leave them, also where nothing else is translated.
    client.post(f"{url}words/", {**WORDS, "warranty_months": "0", "tax_class": ""})
    product.refresh_from_db()
    assert product.translations["fr"]["values"] == {"navy": "bleu marine"}
    reader = Client(headers={"Accept-Language": "fr"})
    assert "bleu marine" in reader.get(f"/p/{product.pk}/{product.slug}/", follow=True).content.decode()
    client.post(f"{url}variants/values/", {names[0]: "", names[1]: ""})
    product.refresh_from_db()
    assert product.translations == {}
    rival = browser(make_seller().owner)
    assert rival.post(f"{url}variants/values/", {names[0]: "rouge"}).status_code == 404
