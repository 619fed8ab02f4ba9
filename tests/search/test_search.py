from __future__ import annotations

import datetime as dt
import uuid

import pytest

from halles.catalog import services as catalog
from halles.catalog.models import Product
from halles.inventory.services import set_on_hand
from halles.kit import clock
from halles.search.errors import TextTooLong, UnknownChoice
from halles.search.facets import Choices
from halles.search.models import Entry, Kind, Word
from halles.search.queries import Found, search, suggest
from halles.search.services import count_words, index, index_all, index_changed, refresh_standing
from tests.catalog.makers import make_on_sale

pytestmark = pytest.mark.django_db


def find(text: str, *, market: str = "FR", language: str = "fr", **asked: object) -> Found:
    return search(text, market=market, language=language, **asked)  # type: ignore[arg-type]


def offer(**changes: object) -> uuid.UUID:
    """A product on sale, indexed; its id."""
    variant = make_on_sale(**changes)  # type: ignore[arg-type]
    index(Kind.PRODUCT, [variant.product_id])
    return variant.product_id


def test_words_are_found_bent_accented_and_by_synonym() -> None:
    jumper = offer(title="Pull marin côtelé", description="Tricoté à Yport.", language="fr")
    offer(title="Savon noir", category="knitwear", language="fr")
    for text in ("pulls marins", "PULL", "cotele", "côtelé", "chandail", "pul mar", "tricoté yport"):
        assert find(text).ids == (jumper,), text


def test_every_word_counts_and_a_few_are_better_than_none() -> None:
    both = offer(title="Bol bleu en grès", language="fr")
    offer(title="Bol vert", language="fr")
    assert find("bol bleu").ids == (both,)
    assert not find("bol bleu").is_partial
    partly = find("bol violet")
    assert partly.is_partial
    assert partly.count == 2


def test_a_mistyped_word_is_mended_and_said() -> None:
    knife = offer(title="Couteau de cuisine", language="fr")
    found = find("coutau cuisine")
    assert found.ids == (knife,)
    assert found.asked.meant == "couteau cuisine"
    assert find("couteau cuisine").asked.meant == ""


def test_swapped_letters_and_one_too_many_are_mended() -> None:
    candle = offer(title="Beeswax candle", language="en", prices={"GB": 1200})
    sweaters = offer(title="Two sweaters", language="en", prices={"GB": 9900})
    for text, meant, found in (
        ("candel", "candle", candle),
        ("cadnle", "candle", candle),
        ("canddle", "candle", candle),
        ("swaeter", "sweater", sweaters),
        ("sweatre", "sweater", sweaters),
    ):
        asked = find(text, market="GB", language="en")
        # Both stand in a category of jumpers.
        assert (asked.ids[0], asked.asked.meant) == (found, meant), text


def test_a_mistyped_word_is_found_by_the_other_name_of_the_thing() -> None:
    jumper = offer(title="Fisherman's jumper", language="en", prices={"GB": 9900})
    for text in ("swaeter", "sweeater", "sweater"):
        assert find(text, market="GB", language="en").ids == (jumper,), text


def test_little_words_do_not_empty_a_search() -> None:
    oil = offer(title="Huile d'olive", language="fr")
    assert find("de l'huile d'olive").ids == (oil,)
    assert find("le").is_empty


@pytest.mark.parametrize("text", ["包丁", "出刃包丁", "刃", "丁", "ナイフ", "庖丁", "三徳"])
def test_japanese_is_found_by_any_two_characters(text: str) -> None:
    knife = offer(title="出刃包丁 三徳", language="ja", prices={"JP": 12000})
    assert find(text, market="JP", language="ja").ids == (knife,)


def test_a_market_finds_only_what_it_can_buy() -> None:
    here = offer(title="Bonnet", language="fr", prices={"FR": 3900})
    offer(title="Bonnet", language="fr", prices={"US": 3900})
    assert find("bonnet").ids == (here,)


def test_a_product_leaves_with_its_last_offer_and_its_translation_is_found() -> None:
    variant = make_on_sale(title="Casquette", language="fr", translations={"en": {"title": "Flat cap"}})
    index(Kind.PRODUCT, [variant.product_id])
    assert find("flat cap", language="en").ids == (variant.product_id,)
    catalog.pause_product(variant.product)
    index(Kind.PRODUCT, [variant.product_id])
    assert Entry.objects.filter(thing_id=variant.product_id).count() == 0


def test_shops_are_found_beside_goods() -> None:
    variant = make_on_sale(title="Bol", language="fr")
    seller = variant.product.seller
    index_all()
    found = find(seller.name, kind=Kind.SHOP)
    assert seller.pk in found.ids
    assert found.counts[Kind.PRODUCT] == 1


def test_facets_count_what_each_choice_would_leave() -> None:
    offer(title="Bol bleu", language="fr", category="knitwear", origin_maker="Atelier A", prices={"FR": 1000})
    offer(title="Bol vert", language="fr", category="tops", origin_maker="Atelier B", prices={"FR": 3000})
    offer(title="Bol gris", language="fr", category="tops", origin_maker="Atelier B", prices={"FR": 5000})
    found = find("bol", choices=Choices(categories=frozenset({"tops"}), price_to_minor=3000))
    assert found.count == 1
    assert {choice.value: (choice.count, choice.is_chosen) for choice in found.facets.categories} == {
        "knitwear": (1, False),
        "tops": (1, True),
    }
    assert [(choice.value, choice.count) for choice in found.facets.makers] == [("Atelier B", 1)]
    assert (found.facets.price_from_minor, found.facets.price_to_minor) == (3000, 5000)


def test_results_come_in_the_order_asked_for_and_page_by_page() -> None:
    prices = [2000, 1000, 3000]
    ids = [offer(title=f"Bol {price}", language="fr", prices={"FR": price}) for price in prices]
    cheap = find("bol", order="cheap", size=2)
    assert cheap.ids == (ids[1], ids[0])
    assert cheap.next_page == 2
    rest = find("bol", order="cheap", size=2, page=2)
    assert (rest.ids, rest.next_page) == ((ids[2],), None)
    assert find("bol", order="dear").ids == (ids[2], ids[0], ids[1])


def test_the_title_outweighs_the_description() -> None:
    offer(title="Tablier", description="Va bien avec une lampe.", language="fr")
    lamp = offer(title="Lampe", description="Elle éclaire.", language="fr")
    assert find("lampe").ids[0] == lamp


def test_standing_follows_stock_and_writes_only_what_changed() -> None:
    variant = make_on_sale(title="Bol", language="fr")
    index(Kind.PRODUCT, [variant.product_id])
    refresh_standing()
    assert find("bol", choices=Choices(is_in_stock=True)).count == 0
    set_on_hand(variant.pk, 3, by=variant.product.seller.owner.pk)
    assert refresh_standing() == 1
    assert find("bol", choices=Choices(is_in_stock=True)).count == 1
    before = Entry.objects.values_list("quality", flat=True).get()
    refresh_standing()
    assert Entry.objects.values_list("quality", flat=True).get() == before > 0


def test_the_sweep_finds_what_no_event_announced() -> None:
    first = make_on_sale(title="Bol", language="fr")
    assert index_changed(clock.now()) > 1
    assert find("bol").ids == (first.product_id,)
    second = make_on_sale(title="Lampe", language="fr")
    Product.objects.filter(pk=first.product_id).update(updated_at=clock.now() - dt.timedelta(hours=1))
    assert index_changed(clock.now() - dt.timedelta(minutes=1)) == 1
    assert find("lampe").ids == (second.product_id,)


def test_words_that_nothing_has_any_more_are_forgotten() -> None:
    variant = make_on_sale(title="Zibeline", language="fr")
    index(Kind.PRODUCT, [variant.product_id])
    catalog.archive_product(variant.product)
    index(Kind.PRODUCT, [variant.product_id])
    count_words()
    assert not Word.objects.filter(text="zibeline").exists()


def test_suggestions_begin_as_typed() -> None:
    offer(title="Couteau de cuisine", language="fr")
    offer(title="Petit couteau", language="fr")
    titles = [one.title for one in suggest("cout", market="FR", language="fr") if one.kind == Kind.PRODUCT]
    assert titles == ["Couteau de cuisine", "Petit couteau"]
    assert suggest("c", market="FR", language="fr") == []


def test_suggestions_speak_the_language_of_the_page_and_come_by_names() -> None:
    knife = offer(title="三徳包丁", language="ja", translations={"fr": {"title": "Couteau santoku"}})
    offer(title="Tablier", description="Pour tenir un couteau.", language="fr")
    assert [(one.id, one.title) for one in suggest("coute", market="FR", language="fr")] == [
        (str(knife), "Couteau santoku")
    ]


def test_what_has_only_a_little_in_common_is_not_meant() -> None:
    offer(title="Phone", language="en")
    assert find("xylophone").is_empty


def test_nothing_found_shows_where_to_go_on() -> None:
    found = find("chemisier introuvable")
    assert found.is_empty
    assert "tops" in {category.code for category in found.near}


@pytest.mark.parametrize("text", ["", "   ", "'; DROP TABLE", "a:* & | ! ( ) <-> \\", "%_%", "\x00", "🧶", "''''"])
def test_any_text_may_be_typed(text: str) -> None:
    assert find(text).count == 0
    assert suggest(text, market="FR", language="fr") == []


def test_what_the_search_does_not_know_is_refused() -> None:
    with pytest.raises(TextTooLong):
        find("x" * 121)
    with pytest.raises(UnknownChoice):
        find("bol", order="random")
    with pytest.raises(UnknownChoice):
        find("bol", kind="person")
