"""What found entries have in common: the choices beside the results, and how results are narrowed and ordered. Pure."""

from __future__ import annotations

import datetime as dt
import uuid
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

CHOICES_MAX = 12


@dataclass(frozen=True, slots=True)
class Match:
    """An entry that was found. `score`: the match of the words times one plus the entry's quality."""

    kind: str
    thing_id: uuid.UUID
    score: float
    category: str
    seller_id: uuid.UUID | None
    seller_name: str
    maker: str
    origin_country: str
    price_minor: int | None
    is_reduced: bool
    is_in_stock: bool
    rating: int | None
    published_at: dt.datetime


@dataclass(frozen=True)
class Choices:
    """What somebody narrowed the results to; empty means everything. Prices in minor units of the market's currency."""

    categories: frozenset[str] = frozenset()
    shops: frozenset[uuid.UUID] = frozenset()
    makers: frozenset[str] = frozenset()
    countries: frozenset[str] = frozenset()
    price_from_minor: int | None = None
    price_to_minor: int | None = None
    rating_from: int | None = None
    is_in_stock: bool = False
    is_reduced: bool = False

    @property
    def is_any(self) -> bool:
        """Whether anything is narrowed."""
        return self != Choices()


@dataclass(frozen=True)
class Choice:
    """One value a result can be narrowed to, and how many results it would leave."""

    value: str
    name: str
    count: int
    is_chosen: bool


@dataclass(frozen=True)
class Facets:
    """The choices beside a list of products, each counted as if only the other choices were made."""

    categories: tuple[Choice, ...] = ()
    shops: tuple[Choice, ...] = ()
    makers: tuple[Choice, ...] = ()
    countries: tuple[Choice, ...] = ()
    price_from_minor: int | None = None
    price_to_minor: int | None = None
    in_stock_count: int = 0
    reduced_count: int = 0
    rated_count: int = 0


Order = Callable[[Match], tuple[object, ...]]
# Ties end by the id, so that a page never repeats what the page before showed.
ORDERS: dict[str, Order] = {
    "best": lambda match: (-match.score, str(match.thing_id)),
    "new": lambda match: (-match.published_at.timestamp(), str(match.thing_id)),
    "cheap": lambda match: (match.price_minor is None, match.price_minor or 0, str(match.thing_id)),
    "dear": lambda match: (match.price_minor is None, -(match.price_minor or 0), str(match.thing_id)),
    "rated": lambda match: (-(match.rating or 0), -match.score, str(match.thing_id)),
}
RATED_FROM = 400


def narrow(matches: Iterable[Match], choices: Choices) -> list[Match]:
    """The matches that all choices allow, in the order they came."""
    return [match for match in matches if _allows(choices, match)]


def count_facets(matches: Sequence[Match], choices: Choices) -> Facets:
    """The choices of these products and what each would leave."""
    any_category = narrow(matches, replace(choices, categories=frozenset()))
    any_shop = narrow(matches, replace(choices, shops=frozenset()))
    any_maker = narrow(matches, replace(choices, makers=frozenset()))
    any_country = narrow(matches, replace(choices, countries=frozenset()))
    any_price = narrow(matches, replace(choices, price_from_minor=None, price_to_minor=None))
    unrated = narrow(matches, replace(choices, rating_from=None))
    prices = [match.price_minor for match in any_price if match.price_minor is not None]
    shop_names = {str(match.seller_id): match.seller_name for match in matches if match.seller_id}
    categories = Counter(match.category for match in any_category if match.category)
    shops = Counter(str(match.seller_id) for match in any_shop if match.seller_id)
    makers = Counter(match.maker for match in any_maker if match.maker)
    countries = Counter(match.origin_country for match in any_country if match.origin_country)
    return Facets(
        categories=_choices(categories, choices.categories, {}),
        shops=_choices(shops, {str(shop) for shop in choices.shops}, shop_names),
        makers=_choices(makers, choices.makers, {}),
        countries=_choices(countries, choices.countries, {}),
        price_from_minor=min(prices, default=None),
        price_to_minor=max(prices, default=None),
        in_stock_count=sum(match.is_in_stock for match in narrow(matches, replace(choices, is_in_stock=False))),
        reduced_count=sum(match.is_reduced for match in narrow(matches, replace(choices, is_reduced=False))),
        rated_count=sum((match.rating or 0) >= RATED_FROM for match in unrated),
    )


def _choices(counts: Counter[str], chosen: Iterable[str], names: dict[str, str]) -> tuple[Choice, ...]:
    marked = set(chosen)
    # What is chosen stays on the page, also when the other choices leave nothing of it.
    shown = [value for value, _ in counts.most_common(CHOICES_MAX)]
    shown += sorted(marked - set(shown))
    return tuple(Choice(value, names.get(value, value), counts[value], value in marked) for value in shown)


def _allows(choices: Choices, match: Match) -> bool:
    price = match.price_minor
    return (
        (not choices.categories or match.category in choices.categories)
        and (not choices.shops or match.seller_id in choices.shops)
        and (not choices.makers or match.maker in choices.makers)
        and (not choices.countries or match.origin_country in choices.countries)
        and (choices.price_from_minor is None or (price is not None and price >= choices.price_from_minor))
        and (choices.price_to_minor is None or (price is not None and price <= choices.price_to_minor))
        and (choices.rating_from is None or (match.rating or 0) >= choices.rating_from)
        and (match.is_in_stock or not choices.is_in_stock)
        and (match.is_reduced or not choices.is_reduced)
    )
