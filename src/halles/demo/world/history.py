"""Thirteen months of purchases, planned day by day: the rhythm of the week, seasons, a Black Friday of three times."""

from __future__ import annotations

import datetime as dt
import tomllib
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Any
from zoneinfo import ZoneInfo

from halles.demo.world.kinds import NAMESPACE, GoodData, PersonData, ProductData, World
from halles.demo.world.numbers import steady
from halles.markets.queries import get_market

MONTHS = 13
DAYS = 396
# Purchases on a usual day of each market, in thousandths.
USUAL = {"FR": 760, "US": 540, "JP": 460, "GB": 150, "DE": 150}
# How the week goes, Monday first: the French buy on Sunday evening, Americans at work, the Japanese at the weekend.
WEEK = {
    "FR": (1.10, 0.90, 0.95, 0.90, 0.80, 0.95, 1.40),
    "US": (1.25, 1.15, 1.05, 1.00, 0.85, 0.75, 0.95),
    "JP": (0.85, 0.80, 0.85, 0.85, 1.00, 1.35, 1.30),
    "GB": (1.05, 0.95, 0.95, 1.05, 0.95, 0.90, 1.15),
    "DE": (1.05, 0.95, 0.90, 0.95, 0.80, 0.95, 1.40),
}
SEASON = {1: 0.95, 2: 0.9, 5: 1.05, 7: 0.85, 8: 0.75, 9: 1.0, 10: 1.05, 12: 1.3}
HOURS = (7, 8, 9, 10, 11, 12, 12, 13, 14, 16, 17, 18, 19, 19, 20, 20, 20, 21, 21, 21, 22, 22, 23)
# Of a thousand purchases so many end otherwise than delivered, counted on.
FATES = (("canceled", 30), ("out_of_stock", 45), ("refunded", 65))


# Shops whose desks are looked at first sell so much more than others of their market: enough for a score.
WELL_KNOWN = {"penn-avel": 4, "prairie-wren": 4}
# Whose makers have held what they show for long: they bought it.
OWNED_FILMS, BOUGHT_DAYS_AGO = frozenset({"leo-nuit", "hank-open", "hana-morning"}), 300


@dataclass(frozen=True)
class PastOrder:
    """A purchase of the past: who bought what, when, and how it went.

    `fate`: delivered (as far as its age brought it), canceled, out_of_stock, refunded (a part).
    """

    key: str
    market: str
    buyer: PersonData
    address: dict[str, str]
    at: dt.datetime
    goods: tuple[GoodData, ...]
    fate: str
    is_late: bool
    has_relay: bool
    # The handle of the creator it came through, empty for nobody; None leaves it to chance.
    through: str | None = None
    # What the name of the browser is made from, where that is known.
    browser: str = ""

    @property
    def click_id(self) -> uuid.UUID:
        """The name of the showing it began with: it stays on the order line, so a second run finds the purchase."""
        return uuid.uuid5(NAMESPACE, self.key)


def plan(world: World, until: dt.date) -> list[PastOrder]:
    """All purchases of the thirteen months before a day, oldest first; the same day plans the same."""
    sold = {market: sold_in(world, market) for market in USUAL}
    planned = [order for day in days_of(until) for order in _of_day(world, day, sold)]
    return sorted([*planned, *_of_creators(world, until)], key=lambda order: (order.at, order.key))


def _of_creators(world: World, until: dt.date) -> Iterator[PastOrder]:
    """What those creators bought themselves who say in their films that they have used it for years."""
    for video in world.creator_videos:
        goods = [good for shot in video.shots for good in shot.goods]
        data = next((one for one in world.creators if one.key == video.creator), None)
        if data is None or video.key not in OWNED_FILMS or not goods or goods[0] not in world.products:
            continue
        key, buyer, product = f"own-{video.key}", world.person(data.person), world.products[goods[0]]
        yield PastOrder(
            key=key,
            market=data.market,
            buyer=buyer,
            address=address_in(data.market, buyer),
            at=moment(data.market, until - dt.timedelta(days=BOUGHT_DAYS_AGO), key),
            goods=(good_for(product, key, data.market),),
            fate="delivered",
            is_late=False,
            has_relay=False,
        )


def days_of(until: dt.date) -> list[dt.date]:
    """The days of the thirteen months before a day."""
    return [until - dt.timedelta(days=number) for number in range(DAYS, 0, -1)]


def strength(market: str, day: dt.date) -> float:
    """How many times the usual is bought on a day."""
    return WEEK[market][day.weekday()] * SEASON.get(day.month, 1.0) * _november(day)


def _november(day: dt.date) -> float:
    """The weeks around Black Friday, the day after the fourth Thursday: their month is three times the usual."""
    first = dt.date(day.year, 11, 1)
    friday = first + dt.timedelta(days=(3 - first.weekday()) % 7 + 22)
    away = (day - friday).days
    if away == 0:
        return 10.0
    if -4 <= away <= 3:
        return 5.5
    return 2.3 if day.month == 11 and away < 0 and day.day >= 8 else 1.0


def _of_day(world: World, day: dt.date, sold: dict[str, list[ProductData]]) -> Iterator[PastOrder]:
    for market, usual in USUAL.items():
        if not sold[market]:
            continue
        wanted = usual * strength(market, day)
        count = int(wanted) // 1000 + (steady(f"{day}{market}", 1000) < wanted % 1000)
        for number in range(count):
            yield _order(world, market, day, number, sold[market])


def _order(world: World, market: str, day: dt.date, number: int, sold: list[ProductData]) -> PastOrder:
    key = f"h{day.isoformat()}{market}{number}"
    people = [person for person in world.crowd if person.market == market] or list(world.crowd)
    buyer = people[steady(f"{key}who", len(people))]
    chance = steady(f"{key}fate", 1000)
    return PastOrder(
        key=key,
        market=market,
        buyer=buyer,
        address=address_in(market, buyer),
        at=moment(market, day, key),
        goods=_goods(key, market, sold),
        fate=next((fate for fate, below in FATES if chance < below), "delivered"),
        is_late=steady(f"{key}late", 100) < 7,
        has_relay=market != "DE" and steady(f"{key}relay", 100) < 18,
    )


def moment(market: str, day: dt.date, key: str) -> dt.datetime:
    """When on a day of the market something was bought; always the same for the same key."""
    hour = HOURS[steady(f"{key}hour", len(HOURS))]
    at = dt.datetime.combine(day, dt.time(hour, steady(f"{key}minute", 60), steady(f"{key}second", 60)))
    return at.replace(tzinfo=ZoneInfo(get_market(market).time_zone)).astimezone(dt.UTC)


def sold_in(world: World, market: str) -> list[ProductData]:
    """What can be bought there, each as often in the list as it is liked."""
    ships = {shop.key: {rate.country for rate in shop.rates} for shop in world.shops}
    sold = []
    for product in world.products.values():
        if market in product.markets and market in ships[product.key.split("/")[0]]:
            liked = 2 + steady(f"{product.key}liked", 4) ** 2
            sold += [product] * (liked * WELL_KNOWN.get(product.key.split("/")[0], 1))
    return sold


def _goods(key: str, market: str, sold: list[ProductData]) -> tuple[GoodData, ...]:
    first = sold[steady(f"{key}first", len(sold))]
    chosen = {first.key: good_for(first, key, market)}
    if steady(f"{key}more", 100) < 24:
        neighbours = [one for one in sold if one.key.split("/")[0] == first.key.split("/")[0] or key.endswith("0")]
        second = neighbours[steady(f"{key}second", len(neighbours))]
        chosen.setdefault(second.key, good_for(second, key, market))
    return tuple(chosen.values())


def good_for(product: ProductData, key: str, market: str) -> GoodData:
    """Which variant of a product was bought, and how much of it; always the same for the same key."""
    variants = [one for one in product.variants if market in one.prices]
    cheap = product.category in {"pantry", "preserves", "tea-coffee", "soap-care", "sweets"}
    quantity = 1 + steady(f"{key}{product.key}", 3) if cheap else 1
    return GoodData(product.key, variants[steady(f"{key}{product.key}v", len(variants))].value, quantity)


@lru_cache(maxsize=1)
def _towns() -> dict[str, Any]:
    return tomllib.loads(files("halles.demo.world").joinpath("towns.toml").read_text(encoding="utf-8"))


def address_in(market: str, person: PersonData) -> dict[str, str]:
    """Where somebody of the crowd lives in that market; always the same."""
    place, key = _towns()[market], person.key + market
    postal_code, city, region = place["towns"][steady(f"{key}town", len(place["towns"]))]
    street = place["streets"][steady(f"{key}street", len(place["streets"]))]
    line1 = place["house"].format(number=1 + steady(f"{key}number", 90), street=street)
    address = {"name": person.name, "line1": line1, "postal_code": postal_code, "city": city, "country": market}
    return address | ({"region": region} if region else {})
