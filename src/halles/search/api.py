"""The search over the API."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import Annotated, Any, Literal

from django.http import HttpRequest
from ninja import Query, Router, Schema
from pydantic import Field

from halles.markets.requests import language_asked, market_asked
from halles.search.facets import Choice, Choices
from halles.search.queries import MATCHES_MAX, PAGE_SIZE, categories_of, search, suggest
from halles.search.reading import TEXT_LENGTH_MAX

router = Router(tags=["search"])
VALUES_MAX = 12
Values = Annotated[list[Annotated[str, Field(max_length=120)]], Field(max_length=VALUES_MAX)]
Minor = Annotated[int, Field(ge=0, le=10**12)]


class SearchIn(Schema):
    """`kind` empty: the first that has results. Prices in minor units of the market's currency."""

    q: Annotated[str, Field(max_length=TEXT_LENGTH_MAX)]
    market: Annotated[str, Field(pattern=r"^[A-Za-z]{2}$")] | None = None
    kind: Literal["", "product", "video", "live", "creator", "shop"] = ""
    order: Literal["best", "new", "cheap", "dear", "rated"] = "best"
    page: Annotated[int, Field(ge=1, le=MATCHES_MAX)] = 1
    size: Annotated[int, Field(ge=1, le=100)] = PAGE_SIZE
    category: Values = []
    maker: Values = []
    country: Values = []
    shop: Annotated[list[uuid.UUID], Field(max_length=VALUES_MAX)] = []
    price_from_minor: Minor | None = None
    price_to_minor: Minor | None = None
    in_stock: bool = False
    reduced: bool = False


class ChoiceOut(Schema):
    """A value to narrow by, and how many products it would leave with the other choices as they are."""

    value: str
    name: str
    count: int
    is_chosen: bool


class FacetsOut(Schema):
    categories: list[ChoiceOut]
    shops: list[ChoiceOut]
    makers: list[ChoiceOut]
    countries: list[ChoiceOut]
    price_from_minor: int | None
    price_to_minor: int | None
    in_stock_count: int
    reduced_count: int


class SearchOut(Schema):
    """`ids` are of the kind, in order; read the things at their own addresses. `meant`: the text with words mended.
    `is_partial`: nothing has all the words. `is_capped`: there are more than were looked at."""

    kind: str
    ids: list[uuid.UUID]
    counts: dict[str, int]
    facets: FacetsOut
    next_page: int | None
    meant: str
    is_partial: bool
    is_capped: bool


class SuggestionOut(Schema):
    """`id`: of a thing, or the code of a category."""

    kind: str
    id: str
    title: str


class SuggestIn(Schema):
    q: Annotated[str, Field(max_length=60)]
    market: Annotated[str, Field(pattern=r"^[A-Za-z]{2}$")] | None = None


@router.get("/search", response=SearchOut, operation_id="search", summary="Find goods, videos, shows, creators, shops")
def get_search(request: HttpRequest, asked: Query[SearchIn]) -> Mapping[str, Any]:
    """Results in the caller's language and market; misspelt words are mended and said so."""
    found = search(
        asked.q,
        market=market_asked(request, asked.market),
        language=language_asked(),
        kind=asked.kind,
        order=asked.order,
        page=asked.page,
        size=asked.size,
        choices=Choices(
            categories=categories_of(asked.category),
            shops=frozenset(asked.shop),
            makers=frozenset(asked.maker),
            countries=frozenset(asked.country),
            price_from_minor=asked.price_from_minor,
            price_to_minor=asked.price_to_minor,
            is_in_stock=asked.in_stock,
            is_reduced=asked.reduced,
        ),
    )
    facets = found.facets
    return {
        "kind": found.kind,
        "ids": found.ids,
        "counts": found.counts,
        "facets": {
            "categories": _out(facets.categories),
            "shops": _out(facets.shops),
            "makers": _out(facets.makers),
            "countries": _out(facets.countries),
            "price_from_minor": facets.price_from_minor,
            "price_to_minor": facets.price_to_minor,
            "in_stock_count": facets.in_stock_count,
            "reduced_count": facets.reduced_count,
        },
        "next_page": found.next_page,
        "meant": found.asked.meant,
        "is_partial": found.is_partial,
        "is_capped": found.is_capped,
    }


@router.get("/search/suggestions", response=list[SuggestionOut], operation_id="suggest")
def get_suggestions(request: HttpRequest, asked: Query[SuggestIn]) -> list[Mapping[str, str]]:
    """At most eight things whose words begin as typed."""
    found = suggest(asked.q, market=market_asked(request, asked.market), language=language_asked())
    return [{"kind": one.kind, "id": one.id, "title": one.title} for one in found]


def _out(choices: tuple[Choice, ...]) -> list[dict[str, Any]]:
    return [{"value": one.value, "name": one.name, "count": one.count, "is_chosen": one.is_chosen} for one in choices]
