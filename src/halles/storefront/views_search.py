"""Looking for something: the page of results, and what is offered while one types."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode

from django.db import transaction
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from halles.catalog import queries as catalog
from halles.catalog.categories import find_category
from halles.creators import queries as creators
from halles.creators.models import Creator
from halles.kit.errors import Refusal
from halles.kit.http import is_htmx
from halles.kit.money import parse_money
from halles.live import queries as live
from halles.markets.market import Market
from halles.media.queries import image_url
from halles.search.facets import ORDERS, RATED_FROM, Choice, Choices
from halles.search.models import Kind
from halles.search.queries import Found, search, suggest
from halles.storefront.aisles import list_aisles, sold_out_among
from halles.storefront.labels import with_labels
from halles.storefront.requests import market_of
from halles.users.address_forms import country_name
from halles.videos import queries as videos

PAGES_MAX = 40
TYPED_MAX = 60
AVATAR_WIDTH = 160
CHOSEN_MAX = 12
KIND_NAMES = {
    Kind.PRODUCT: _("Goods"),
    Kind.VIDEO: _("Videos"),
    Kind.LIVE: _("Live shows"),
    Kind.SHOP: _("Shops"),
    Kind.CREATOR: _("Creators"),
}
ORDER_NAMES = {
    "best": _("Best match"),
    "new": _("Newest"),
    "cheap": _("Lowest price"),
    "dear": _("Highest price"),
    "rated": _("Best rated"),
}


@dataclass(frozen=True)
class Way:
    """A link that changes one thing about the search and keeps the rest."""

    name: str
    url: str
    count: int | None
    is_current: bool


@dataclass(frozen=True)
class Group:
    """One question of the filters with its answers."""

    name: str
    parameter: str
    choices: Sequence[Choice]


@dataclass(frozen=True)
class Profile:
    """A creator at a glance."""

    creator: Creator
    avatar_url: str


@require_safe
@transaction.non_atomic_requests
def search_page(request: HttpRequest) -> HttpResponse:
    """What the hall has for some words: goods, videos, shows, shops and creators, narrowed and ordered as asked."""
    market, language = market_of(request), get_language() or "en"
    text = request.GET.get("q", "").strip()
    try:
        found = _found(request, market, text)
    except Refusal as refusal:
        context = {"text": text, "refusal": refusal, "aisles": list_aisles(market)}
        return render(request, "storefront/search/page.html", context, status=422)
    context = {"text": text, "found": found, **_results(found, market)}
    if is_htmx(request) and request.GET.get("page"):
        return render(request, "storefront/search/more.html", {**context, "next_url": _next_url(request, found)})
    context |= {
        "ways": _kinds(request, found),
        "orders": _orders(request) if found.kind == Kind.PRODUCT else [],
        "groups": _groups(found) if found.kind == Kind.PRODUCT else [],
        "asked": request.GET,
        "narrowed": _choices(request.GET, market).is_any,
        "next_url": _next_url(request, found),
        "near": [(one.name_in(language), reverse("storefront:category", args=[one.code])) for one in found.near],
        "aisles": list_aisles(market) if found.is_empty else [],
        "fresh_cards": _fresh(market) if found.is_empty else [],
    }
    return render(request, "storefront/search/page.html", context)


@require_safe
@transaction.non_atomic_requests
def suggestions(request: HttpRequest) -> HttpResponse:
    """What somebody may be about to type: one small statement over the index."""
    market, language = market_of(request), get_language() or "en"
    text = " ".join(request.GET.get("q", "").split())[:TYPED_MAX]
    found = suggest(text, market=market.code, language=language)
    return render(request, "storefront/search/suggestions.html", {"suggestions": found, "text": text})


def _found(request: HttpRequest, market: Market, text: str) -> Found:
    asked = request.GET
    return search(
        text,
        market=market.code,
        language=get_language() or "en",
        kind=asked.get("kind", ""),
        choices=_choices(asked, market),
        order=asked.get("order", "best"),
        page=_page(asked.get("page", "1")),
    )


def _page(text: str) -> int:
    # Python itself refuses to read a number of some thousand digits.
    return min(int(text[:9]), PAGES_MAX) if text.isascii() and text.isdigit() else 1


def _choices(asked: QueryDict, market: Market) -> Choices:
    """The choices of an address; what cannot be read is left out, since addresses are edited and shared."""
    return Choices(
        categories=frozenset(code for code in asked.getlist("category")[:CHOSEN_MAX] if find_category(code)),
        shops=frozenset(_uuids(asked.getlist("shop")[:CHOSEN_MAX])),
        makers=frozenset(asked.getlist("maker")[:CHOSEN_MAX]),
        countries=frozenset(asked.getlist("from")[:CHOSEN_MAX]),
        price_from_minor=_minor(asked.get("price_from", ""), market),
        price_to_minor=_minor(asked.get("price_to", ""), market),
        rating_from=RATED_FROM if asked.get("rated") else None,
        is_in_stock=bool(asked.get("stock")),
        is_reduced=bool(asked.get("reduced")),
    )


def _uuids(texts: Sequence[str]) -> list[uuid.UUID]:
    found = []
    for text in texts:
        try:
            found.append(uuid.UUID(text))
        except ValueError:
            continue
    return found


def _minor(text: str, market: Market) -> int | None:
    if not text.strip():
        return None
    try:
        return parse_money(text, market.currency, get_language() or "en")
    except (Refusal, ValueError):
        return None


def _results(found: Found, market: Market) -> dict[str, Any]:
    """The cards of what was found, in its order; what has gone since it was indexed is left out."""
    language = get_language() or "en"
    if found.kind == Kind.VIDEO:
        facts = videos.feed_facts(found.ids, market=market.code, language=language)
        return {"shown": [facts[one] for one in found.ids if one in facts]}
    if found.kind == Kind.LIVE:
        faces = live.faces_found(found.ids, market=market.code)
        return {"faces": with_labels([faces[one] for one in found.ids if one in faces], market, language)}
    if found.kind == Kind.SHOP:
        shops = catalog.list_maker_cards(found.ids)
        return {"makers": [shops[one] for one in found.ids if one in shops]}
    if found.kind == Kind.CREATOR:
        profiles = creators.list_public_creators(found.ids)
        return {"profiles": [_profile(profiles[one]) for one in found.ids if one in profiles]}
    cards = catalog.list_cards(found.ids, market=market.code, language=language)
    shown = [cards[one] for one in found.ids if one in cards]
    return {"cards": shown, "sold_out": sold_out_among(shown)}


def _profile(creator: Creator) -> Profile:
    return Profile(creator, image_url(creator.avatar, AVATAR_WIDTH) if creator.avatar else "")


def _fresh(market: Market) -> list[Any]:
    page = catalog.list_public_products(market=market.code, language=get_language() or "en", size=8)
    return list(page.rows)


def _kinds(request: HttpRequest, found: Found) -> list[Way]:
    text = request.GET.get("q", "")
    return [
        Way(str(name), f"?{urlencode({'q': text, 'kind': kind})}", found.counts[kind], found.kind == kind)
        for kind, name in KIND_NAMES.items()
    ]


def _orders(request: HttpRequest) -> list[Way]:
    current = request.GET.get("order", "best")
    return [Way(str(name), _changed(request, order=code), None, code == current) for code, name in ORDER_NAMES.items()]


def _groups(found: Found) -> list[Group]:
    language = get_language() or "en"
    facets = found.facets
    categories = [replace(choice, name=_category_name(choice.value, language)) for choice in facets.categories]
    countries = [replace(choice, name=country_name(choice.value, language)) for choice in facets.countries]
    groups = [
        Group(str(_("Category")), "category", categories),
        Group(str(_("From")), "from", countries),
        Group(str(_("Made by")), "maker", facets.makers),
        Group(str(_("Shop")), "shop", facets.shops),
    ]
    return [group for group in groups if len(group.choices) > 1 or any(one.is_chosen for one in group.choices)]


def _category_name(code: str, language: str) -> str:
    category = find_category(code)
    return category.name_in(language) if category else code


def _next_url(request: HttpRequest, found: Found) -> str:
    is_more = found.next_page is not None and found.next_page <= PAGES_MAX
    return _changed(request, page=str(found.next_page)) if is_more else ""


def _changed(request: HttpRequest, **changes: str) -> str:
    asked = request.GET.copy()
    asked.pop("page", None)
    for name, value in changes.items():
        asked[name] = value
    return f"?{asked.urlencode()}"


assert set(ORDER_NAMES) == set(ORDERS), "every order has its words"
