"""What the pages of the hall are made of: tables, shelves and aisles, as this market has them now."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.core.cache import cache
from django.urls import reverse
from django.utils.translation import get_language

from halles.catalog import queries as catalog
from halles.catalog.categories import Category, list_leaves, list_roots
from halles.catalog.queries import MakerCard, Place, ProductCard, Shelf
from halles.catalog.queries.shelves import place_slug
from halles.inventory import queries as inventory
from halles.kit import clock
from halles.markets.market import Market
from halles.social import queries as social
from halles.storefront.seasons import Season, season_of
from halles.users.models import User

# The sums over all goods on sale change slowly and cost the most.
KEPT_SECONDS = 300
TABLE_SIZE = 4
MAKER_GOODS = 3
PLACES_SHOWN = 12


@dataclass(frozen=True)
class Rack:
    """A category that has something on sale: its name for the reader, and how many products."""

    code: str
    name: str
    count: int


@dataclass(frozen=True)
class Aisle:
    """A department with those of its categories that have something on sale."""

    category: Category
    name: str
    leaves: Sequence[Rack]

    @property
    def count(self) -> int:
        """How many products are on sale in the department."""
        return sum(leaf.count for leaf in self.leaves)


@dataclass(frozen=True)
class PlaceCard:
    """A place goods come from, with a picture of its newest one."""

    place: Place
    photo_url: str


@dataclass(frozen=True)
class Tables:
    """The editorial part of the hall's home."""

    maker: MakerCard | None
    maker_goods: Sequence[ProductCard]
    season: Season | None
    season_title: str
    season_words: str
    season_goods: Sequence[ProductCard]
    followed_goods: Sequence[ProductCard]


def lay_tables(market: Market, person: User | None) -> Tables:
    """The maker whose day it is, the season's goods, and what is new from shops this person follows. What a follower
    sees is what they asked for by following, nothing that was watched."""
    language = get_language() or "en"
    today = clock.today(market.time_zone)
    maker = catalog.find_maker_of_day(market.code, today.toordinal())
    season = season_of(today, market.code)
    return Tables(
        maker=maker,
        maker_goods=_shelf(Shelf(seller_ids=[maker.id]), market, language, MAKER_GOODS) if maker else (),
        season=season,
        season_title=season.title_in(language) if season else "",
        season_words=season.words_in(language) if season else "",
        season_goods=_shelf(Shelf(categories=season.categories), market, language, TABLE_SIZE) if season else (),
        followed_goods=_followed(market, person, language),
    )


def _followed(market: Market, person: User | None, language: str) -> Sequence[ProductCard]:
    shops = social.followed_shops(person) if person else []
    return _shelf(Shelf(seller_ids=shops), market, language, TABLE_SIZE) if shops else ()


def _shelf(shelf: Shelf, market: Market, language: str, size: int) -> Sequence[ProductCard]:
    return catalog.list_shelf(shelf, market=market.code, language=language, size=size).rows


def list_aisles(market: Market) -> list[Aisle]:
    """The departments of the hall that have something on sale in the market."""
    counts = cache.get_or_set(f"aisles:{market.code}", lambda: catalog.count_by_category(market.code), KEPT_SECONDS)
    assert counts is not None
    language = get_language() or "en"
    aisles = [
        Aisle(
            root,
            root.name_in(language),
            [
                Rack(leaf.code, leaf.name_in(language), counts[leaf.code][0])
                for leaf in list_leaves(root.code)
                if leaf.code in counts
            ],
        )
        for root in list_roots()
    ]
    return [aisle for aisle in aisles if aisle.leaves]


def list_places(market: Market) -> list[PlaceCard]:
    """The places most goods come from, with a picture each."""
    places = cache.get_or_set(f"places:{market.code}", lambda: catalog.list_places(market.code), KEPT_SECONDS)
    assert places is not None
    shown = places[:PLACES_SHOWN]
    cards = catalog.list_cards(
        [place.newest_id for place in shown], market=market.code, language=get_language() or "en"
    )
    return [PlaceCard(place, cards[place.newest_id].photo_url) for place in shown if place.newest_id in cards]


def place_url(country: str, region: str) -> str:
    """Where what comes from a region stands."""
    return reverse("storefront:place", args=[country.lower(), place_slug(region)])


def sold_out_among(*several: Iterable[ProductCard]) -> set[uuid.UUID]:
    """Which of the products on these shelves have no piece left; one query."""
    cards = [card for shelf in several for card in shelf]
    left = inventory.available([variant_id for card in cards for variant_id in card.variant_ids])
    return {card.id for card in cards if not any(left.get(variant_id, 0) for variant_id in card.variant_ids)}
