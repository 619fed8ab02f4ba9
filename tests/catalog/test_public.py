"""What customers, quotes and the API learn of products."""

from __future__ import annotations

import datetime as dt
import uuid

import pytest

from halles.catalog import services
from halles.catalog.categories import codes_under, get_category, list_leaves, list_roots
from halles.catalog.errors import ProductInvalid, ProductNotFound, UnknownCategory
from halles.catalog.models import Product, Variant
from halles.catalog.queries import (
    find_price,
    get_public_product,
    list_buyable,
    list_cards,
    list_public_products,
    list_public_products_of,
    list_sale_facts,
)
from halles.kit.clock import now, travel
from halles.markets.classes import TAX_CLASSES
from halles.sellers.models import Seller
from tests.catalog.makers import give_photo, make_draft, make_on_sale, make_product, make_variant, picture
from tests.sellers.makers import make_seller


def test_categories_are_three_departments_named_in_three_languages() -> None:
    assert [root.code for root in list_roots()] == ["clothing", "food-home", "gadgets"]
    assert len(list_leaves()) >= 20
    for category in [*list_roots(), *list_leaves()]:
        assert sorted(category.names) == ["en", "fr", "ja"]
        assert category.tax_class in TAX_CLASSES
    assert get_category("pantry").name_in("fr-FR") == "Épicerie"
    assert get_category("pantry").name_in("de") == "Pantry"
    assert codes_under("knitwear") == ["knitwear"]
    assert "knitwear" in codes_under("clothing")
    with pytest.raises(UnknownCategory):
        get_category("nonsense")


@pytest.fixture
def jumper(db: None) -> Product:
    """Two sizes at two prices in France, one of them reduced; one size in Japan; a real photo."""
    with travel(now() - dt.timedelta(days=60)):
        seller = make_seller(slug="mailles", name="Mailles")
        product = services.create_product(
            seller=seller,
            draft=make_draft(option_names=("size",), translations={"fr": {"title": "Pull marin"}}),
        )
        services.add_photo(product, by=seller.owner, file=picture(1400, 1400), alt="On the quay")
        medium = make_variant(product, sku="M", options={"size": "M"}, weight_grams=700)
        large = make_variant(product, sku="L", options={"size": "L"})
        services.set_price(medium, market="FR", amount_minor=8_900)
        services.set_price(large, market="FR", amount_minor=9_900)
        services.set_price(medium, market="JP", amount_minor=14_800)
        services.publish_product(product, by=seller.owner)
    with travel(now() - dt.timedelta(days=5)):
        services.set_price(large, market="FR", amount_minor=7_900, is_reduction=True)
    return Product.objects.select_related("seller").get(pk=product.pk)


def test_the_sheet_has_everything_in_one_statement(jumper: Product, django_assert_num_queries) -> None:  # type: ignore[no-untyped-def]
    with django_assert_num_queries(1):
        view = get_public_product(jumper.pk, market="FR", language="fr")
    assert (view.title, view.description, view.is_on_sale, view.is_in_market) == (
        "Pull marin",
        "Knitted in the harbour.",
        True,
        True,
    )
    assert (view.seller.slug, view.seller.place, view.seller.country) == ("mailles", "Yport", "FR")
    assert (view.origin.place, view.origin.maker, view.origin.proof_kind) == (
        "Yport",
        "Les Mailles d'Yport",
        "self_declared",
    )
    assert [(o.name, o.values) for o in view.options] == [("size", ("M", "L"))]
    prices = [(v.name, v.price.amount_minor, v.price.reduced_from_minor) for v in view.variants if v.price]
    assert prices == [("M", 8_900, None), ("L", 7_900, 9_900)]
    large = view.variants[1]
    assert large.price == find_price(large.id, "FR")
    photo = view.photos[0]
    assert (photo.alt, photo.url.rsplit("/", 1)[1], photo.large_url.rsplit("/", 1)[1]) == (
        "On the quay",
        "640.webp",
        "1280.webp",
    )
    japanese = get_public_product(jumper.pk, market="JP", language="ja")
    assert [v.price.currency if v.price else None for v in japanese.variants] == ["JPY", None]
    assert not get_public_product(jumper.pk, market="US", language="en").is_in_market


def test_a_paused_product_keeps_its_page_and_others_have_none(jumper: Product) -> None:
    services.pause_product(jumper)
    assert not get_public_product(jumper.pk, market="FR", language="fr").is_on_sale
    services.archive_product(jumper)
    for product_id in (jumper.pk, make_product().pk, uuid.uuid4()):
        with pytest.raises(ProductNotFound):
            get_public_product(product_id, market="FR", language="fr")


def test_a_suspended_shop_has_no_products_to_see_or_buy(jumper: Product) -> None:
    Seller.objects.filter(pk=jumper.seller_id).update(status="suspended")
    with pytest.raises(ProductNotFound):
        get_public_product(jumper.pk, market="FR", language="fr")
    assert list_public_products_of(jumper.seller_id, market="FR", language="fr").rows == []
    assert not list_cards([jumper.pk], market="FR", language="fr")[jumper.pk].is_buyable


def test_sale_facts_come_in_the_order_asked_in_one_statement(jumper: Product, django_assert_num_queries) -> None:  # type: ignore[no-untyped-def]
    large, medium = Variant.objects.order_by("sku")
    with django_assert_num_queries(1):
        facts = list_sale_facts([medium.pk, uuid.uuid4(), large.pk], "FR", "fr")
    assert [fact.variant_id for fact in facts] == [medium.pk, large.pk]
    first = facts[0]
    assert (first.product_id, first.seller_id, first.title, first.variant_name, first.sku) == (
        jumper.pk,
        jumper.seller_id,
        "Pull marin",
        "M",
        "M",
    )
    assert (first.amount_minor, first.currency, first.tax_class, first.category, first.weight_grams) == (
        8_900,
        "EUR",
        "standard",
        "knitwear",
        700,
    )
    assert (first.seller_name, first.seller_slug, first.seller_market, first.seller_country) == (
        "Mailles",
        "mailles",
        "FR",
        "FR",
    )
    assert first.photo_key == jumper.photos.get().asset.poster_key
    assert (facts[1].amount_minor, facts[1].reduced_from_minor, facts[1].is_buyable) == (7_900, 9_900, True)
    assert list_sale_facts([medium.pk], "FR")[0].title == "Sailor's jumper"
    with django_assert_num_queries(0):
        assert list_sale_facts([], "FR") == []


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("wrong", "market", "code"),
    [
        (lambda v: None, "FR", ""),
        (lambda v: None, "US", "catalog.not_in_market"),
        (lambda v: services.pause_product(v.product), "FR", "catalog.not_on_sale"),
        (lambda v: Variant.objects.update(status="retired"), "FR", "catalog.not_on_sale"),
        (lambda v: Seller.objects.update(status="suspended"), "FR", "sellers.not_selling"),
    ],
)
def test_sale_facts_say_why_something_cannot_be_bought(wrong, market: str, code: str) -> None:  # type: ignore[no-untyped-def]
    variant = make_on_sale()
    wrong(variant)
    fact = list_sale_facts([variant.pk], market)[0]
    assert (fact.refusal_code, fact.is_buyable) == (code, code == "")
    assert list_buyable([variant.pk], market) == (set() if code else {variant.pk})


def test_cards_show_the_cheapest_price_in_one_statement(jumper: Product, django_assert_num_queries) -> None:  # type: ignore[no-untyped-def]
    draft = make_product()
    give_photo(draft)
    with django_assert_num_queries(1):
        cards = list_cards([jumper.pk, draft.pk, uuid.uuid4()], market="FR", language="fr")
    assert set(cards) == {jumper.pk, draft.pk}
    card = cards[jumper.pk]
    assert card.price is not None
    assert (card.title, card.price.amount_minor, card.price.reduced_from_minor) == ("Pull marin", 7_900, 9_900)
    assert (card.has_price_range, card.is_buyable, card.origin_place) == (True, True, "Yport")
    assert list(card.variant_ids) == list(
        Variant.objects.filter(product=jumper).order_by("position").values_list("pk", flat=True)
    )
    assert card.photo_url.endswith("/640.webp")
    assert (cards[draft.pk].price, cards[draft.pk].is_buyable, cards[draft.pk].variant_ids) == (None, False, ())
    in_japan = list_cards([jumper.pk], market="JP", language="ja")[jumper.pk]
    assert (in_japan.title, in_japan.has_price_range, len(in_japan.variant_ids)) == ("Sailor's jumper", False, 1)


def test_products_on_sale_are_listed_in_two_statements(jumper: Product, django_assert_num_queries) -> None:  # type: ignore[no-untyped-def]
    lamp = make_on_sale(category="lighting").product
    only_abroad = make_on_sale(prices={"US": 5_000}).product
    services.pause_product(make_on_sale().product)
    with django_assert_num_queries(2):
        page = list_public_products(market="FR", language="fr")
    assert [card.id for card in page.rows] == [lamp.pk, jumper.pk]
    assert [c.id for c in list_public_products(market="FR", language="fr", category="clothing").rows] == [jumper.pk]
    assert [c.id for c in list_public_products(market="US", language="en").rows] == [only_abroad.pk]
    first = list_public_products(market="FR", language="fr", size=1)
    rest = list_public_products(market="FR", language="fr", size=1, cursor=first.next_cursor)
    assert ([c.id for c in (*first.rows, *rest.rows)], rest.next_cursor) == ([lamp.pk, jumper.pk], None)


def test_the_api_gives_a_product_and_pages_of_them(jumper: Product, client) -> None:  # type: ignore[no-untyped-def]
    answer = client.get(f"/api/v1/products/{jumper.pk}?market=fr", headers={"Accept-Language": "fr"})
    assert answer.status_code == 200
    product = answer.json()
    assert (product["title"], product["category"], product["seller"]["slug"]) == ("Pull marin", "knitwear", "mailles")
    assert product["variants"][1]["price"] == {
        "currency": "EUR",
        "amount_minor": 7_900,
        "reduced_from_minor": 9_900,
        "reduced_since": product["variants"][1]["price"]["reduced_since"],
        "low_since": None,
        "low_window_days": 30,
    }
    page = client.get("/api/v1/products/?market=FR&category=clothing&size=1").json()
    assert ([one["id"] for one in page["products"]], page["next_cursor"]) == ([str(jumper.pk)], None)
    missing = client.get(f"/api/v1/products/{uuid.uuid4()}")
    assert (missing.status_code, missing.json()["code"]) == (404, "catalog.product_not_found")
    assert client.get("/api/v1/products/?category=nonsense").json()["code"] == "catalog.unknown_category"


def test_option_values_speak_the_readers_language_and_survive_a_desk_that_does_not_ask_for_them(db: None) -> None:
    facts = {
        "option_names": ("size", "colour"),
        "title": "帽子",
        "language": "ja",
        "translations": {"fr": {"title": "Bonnet"}, "en": {"title": "Cap"}},
    }
    draft = make_draft(**facts, option_values={"fr": {"紺": " bleu  marine ", "無": ""}, "xx": {"紺": "?"}})
    product = services.create_product(seller=make_seller(), draft=draft)
    variant = make_variant(product, sku="K", options={"size": "M", "colour": "紺"})
    services.set_price(variant, market="FR", amount_minor=8_900)
    services.update_product(product, draft=make_draft(**facts))
    give_photo(product)
    services.publish_product(product, by=product.seller.owner)
    for language, name in (("fr", "M / bleu marine"), ("en", "M / 紺"), ("ja", "M / 紺")):
        (shown,) = get_public_product(product.pk, market="FR", language=language).variants
        (fact,) = list_sale_facts([variant.pk], "FR", language)
        assert (shown.name, fact.variant_name) == (name, name), language
    view = get_public_product(product.pk, market="FR", language="fr")
    assert [option.values for option in view.options] == [("M",), ("bleu marine",)]
    kept = services.update_product(product, draft=make_draft(**facts, option_values={}))
    assert "values" not in kept.translations["fr"]
    with pytest.raises(ProductInvalid):
        services.update_product(product, draft=make_draft(**facts, option_values={"fr": {"紺": "x" * 41}}))
