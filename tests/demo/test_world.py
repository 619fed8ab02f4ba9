"""The world's data keeps its promises."""

from __future__ import annotations

from collections import Counter

from django.utils.text import slugify
from stdnum import iban as iban_form
from stdnum.fr import siren as siren_form
from stdnum.fr import tva

from halles.catalog.categories import find_category
from halles.creators.handles import suggest_handles
from halles.demo.art.colour import NAMED
from halles.demo.art.hands import SKINS
from halles.demo.art.kinds import KINDS
from halles.demo.art.letters import font
from halles.demo.art.marks import MARKS
from halles.demo.art.places import PLACES
from halles.demo.film.acts import ACTS
from halles.demo.film.script import captions, frames_in, spans
from halles.demo.world import numbers
from halles.demo.world.drawing import anchors_of, english_film_of, film_of, markets_of
from halles.demo.world.read import read_world
from halles.markets.queries import all_markets
from halles.media.captions import parse_captions
from halles.videos.caption import handles_in, hashtags_in
from halles.videos.services.anchors import SPAN_MS_MIN
from halles.videos.stories import find_story

WORLD = read_world()


def test_the_world_has_the_shops_goods_and_films_that_look_asks_for() -> None:
    assert Counter(shop.market for shop in WORLD.shops) == {"FR": 5, "US": 4, "JP": 3}
    assert len(WORLD.products) == 93
    assert len(WORLD.videos) == 31
    assert sum(video.is_first for video in WORLD.videos) >= 6
    assert {person.role for person in WORLD.people} == {"", "staff", "customer", "seller", "creator"}


def test_whoever_comes_first_sees_six_films_in_each_market() -> None:
    first = [video for video in WORLD.videos if video.is_first]
    assert {video.market for video in first} == {"FR", "US", "JP"}
    for market in ("FR", "US", "JP"):
        assert sum(market in markets_of(WORLD, video) for video in first) >= 6, market
        sold = {key for video in first for key, _, _ in anchors_of(WORLD, video)}
        ships = {shop.key: {rate.country for rate in shop.rates} for shop in WORLD.shops}
        assert all(market in ships[key.split("/")[0]] for key in sold), market


def test_every_anchor_points_at_a_product_of_its_own_market_while_it_is_on_screen() -> None:
    for video in WORLD.videos:
        film = film_of(WORLD, video)
        seen = {(subject.key, span.start_ms, span.end_ms) for span in spans(film) for subject in span.shot.goods}
        anchors = anchors_of(WORLD, video)
        assert 1 <= len(anchors) <= 4, video.key
        for key, start_ms, end_ms in anchors:
            assert video.market in WORLD.products[key].markets, (video.key, key)
            assert 0 <= start_ms <= end_ms - SPAN_MS_MIN < film.duration_ms, video.key
            shown = sorted((a, b) for product, a, b in seen if product == key and start_ms <= a and b <= end_ms)
            assert (shown[0][0], shown[-1][1]) == (start_ms, end_ms), video.key
        for market in markets_of(WORLD, video):
            assert all(market in WORLD.products[key].markets for key, _, _ in anchors), (video.key, market)


def test_every_text_has_its_languages() -> None:
    wanted = {"FR": {"fr", "en"}, "US": {"en", "fr"}, "JP": {"ja", "en", "fr"}}
    for shop in WORLD.shops:
        for product in shop.products:
            assert set(product.titles) == set(product.texts) == wanted[shop.market], product.key
            assert product.language == shop.language
            assert all(len(text) > 40 for language, text in product.texts.items() if language != "ja"), product.key
    for video in WORLD.videos:
        for shot in video.shots:
            assert shot.line, video.key
            assert bool(shot.english) == (video.language != "en"), (video.key, shot.line)


def test_japanese_is_written_in_japanese_and_never_drawn() -> None:
    kana = set("のをはがにでとて一年")
    for shop in (shop for shop in WORLD.shops if shop.market == "JP"):
        assert kana & set(shop.story)
        for product in shop.products:
            assert any(ord(letter) > 0x3000 for letter in product.titles["ja"]), product.key
    for video in WORLD.videos:
        for shot in video.shots:
            drawn = shot.words.replace("|", "")
            assert all(ord(letter) < 0x2200 for letter in drawn), (video.key, drawn)
            assert not drawn or font(40).getlength(drawn) > 0


def test_films_last_8_to_15_seconds_and_their_captions_are_valid() -> None:
    for video in WORLD.videos:
        film = film_of(WORLD, video)
        assert 7_900 <= film.duration_ms <= 15_000, (video.key, film.duration_ms)
        assert spans(film)[-1].end_ms == film.duration_ms == round(frames_in(film) * 1000 / 24)
        assert len(parse_captions(captions(film))) == len(video.shots)
        english = english_film_of(WORLD, video)
        assert (english is None) == (video.language == "en")


def test_everything_named_can_be_drawn() -> None:
    shots = [shot for video in WORLD.videos for shot in video.shots]
    assert {shot.act.removeprefix("night_") for shot in shots} <= {"", "switch", *ACTS}
    assert all(product.kind in KINDS for product in WORLD.products.values())
    assert all({product.tint} <= set(NAMED) and product.skin in SKINS for product in WORLD.products.values())
    for owner in (*WORLD.shops, *WORLD.creators):
        assert owner.style.scene in PLACES
        assert owner.style.sign in MARKS
        assert {owner.style.tint, owner.style.accent} <= set(NAMED)


def test_goods_fit_the_catalog_and_the_markets() -> None:
    markets = all_markets()
    skus = Counter(
        (product.key.split("/")[0], variant.sku) for product in WORLD.products.values() for variant in product.variants
    )
    assert max(skus.values()) == 1
    for product in WORLD.products.values():
        category = find_category(product.category)
        assert category is not None, product.key
        assert not category.is_root, product.key
        assert 1 <= len(product.variants) <= 8
        for variant in product.variants:
            assert (variant.value == "") == (product.option == ""), variant.sku
            assert set(variant.prices) <= set(markets)
            assert all(0 < minor <= markets[market].price_minor_max for market, minor in variant.prices.items())
        for reduction in product.reductions:
            lowest = min(minor for days, minor in reduction.before)
            assert reduction.amount_minor < lowest, product.key
            assert max(days for days, _ in reduction.before) > 30 + reduction.since_days, product.key


def test_words_lead_somewhere() -> None:
    handles = {creator.handle for creator in WORLD.creators}
    handles |= {suggest_handles(slugify(shop.name), fallback="x")[0] for shop in WORLD.shops}
    people = {person.key for person in WORLD.people}
    for video in WORLD.videos:
        assert hashtags_in(video.caption), video.key
        assert find_story(video.story) is not None
        assert {comment.by for comment in video.comments} <= people, video.key
        assert set(handles_in(video.caption)) <= handles, video.key
    selling = [video for video in WORLD.videos if video.call_to_action == "buy" or video.parts.get("offer")]
    for market in ("FR", "US", "JP"):
        own = [video for video in WORLD.videos if video.market == market]
        assert 4 * sum(video in selling for video in own) <= len(own), market


def test_register_numbers_have_the_right_form() -> None:
    for shop in WORLD.shops:
        assert iban_form.is_valid(numbers.iban(shop.key))
        assert siren_form.is_valid(numbers.siren(shop.key))
        assert tva.is_valid(numbers.french_vat(shop.key))


def test_japanese_option_values_are_told_to_those_who_read_the_texts_in_french_and_english() -> None:
    japanese = [product for product in WORLD.products.values() if product.language == "ja" and product.option]
    assert japanese
    for product in japanese:
        own = {variant.value for variant in product.variants if not variant.value.isascii()}
        for language in set(product.titles) - {"ja"} if own else ():
            told = product.values[language]
            assert set(told) == own, product.key
            assert len(set(told.values())) == len(own), product.key
