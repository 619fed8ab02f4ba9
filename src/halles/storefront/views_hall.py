"""The shop's own rooms: the home of the hall, its categories, places and makers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from halles.catalog import queries as catalog
from halles.catalog.categories import find_category
from halles.catalog.queries import ProductCard, Shelf
from halles.catalog.queries.shelves import CHEAPEST, DEAREST, NEWEST, ORDERS
from halles.kit import clock
from halles.kit.http import is_htmx
from halles.kit.pages import Page
from halles.live.queries import faces_on_air
from halles.markets.market import Market
from halles.storefront.aisles import lay_tables, list_aisles, list_places, sold_out_among
from halles.storefront.crumbs import Crumb, way_to, way_to_category
from halles.storefront.labels import with_labels
from halles.storefront.requests import market_of, person_of
from halles.users.address_forms import country_name

ON_AIR_SHOWN = 4


@dataclass(frozen=True)
class Order:
    """One way to order a shelf."""

    code: str
    name: str
    is_current: bool


@require_safe
@transaction.non_atomic_requests
def hall_home(request: HttpRequest) -> HttpResponse:
    """The home of the hall: a maker, a place, the season, those one follows, then everything, newest first."""
    market = market_of(request)
    page = _goods(request, market, Shelf())
    if is_htmx(request):
        return _more(request, page)
    tables = lay_tables(market, person_of(request))
    context = {
        "tables": tables,
        "on_air": with_labels(faces_on_air(market.code, limit=ON_AIR_SHOWN), market, get_language() or "en"),
        "today": clock.today(market.time_zone),
        "places": list_places(market),
        "aisles": list_aisles(market),
        "page": page,
        "sold_out": sold_out_among(page.rows, tables.maker_goods, tables.season_goods, tables.followed_goods),
    }
    return render(request, "storefront/hall/home.html", context)


@require_safe
@transaction.non_atomic_requests
def category_page(request: HttpRequest, code: str) -> HttpResponse:
    """A department or a category: what stands there, in the order asked for."""
    category = find_category(code)
    if category is None:
        raise Http404
    root = category if category.is_root else find_category(category.parent)
    assert root is not None
    aisle = next((aisle for aisle in list_aisles(market_of(request)) if aisle.category.code == root.code), None)
    facts = {
        "category": category,
        "name": category.name_in(get_language() or "en"),
        "aisle": aisle,
        "crumbs": way_to_category(category),
    }
    return _shelf_page(request, Shelf(categories=[category.code]), "storefront/hall/category.html", **facts)


@require_safe
@transaction.non_atomic_requests
def place_page(request: HttpRequest, country: str, slug: str) -> HttpResponse:
    """What comes from one region, and who makes it there."""
    market = market_of(request)
    region = catalog.find_region(country, slug)
    if region is None:
        raise Http404
    shelf = Shelf(country=country.upper(), region=region)
    makers = catalog.list_makers_from(shelf.country, region, market.code)
    language = get_language() or "en"
    place = {"region": region, "country": country_name(shelf.country, language), "code": country.lower(), "slug": slug}
    crumbs = way_to(Crumb(region))
    return _shelf_page(request, shelf, "storefront/hall/place.html", place=place, makers=makers, crumbs=crumbs)


@require_safe
@transaction.non_atomic_requests
def makers_page(request: HttpRequest) -> HttpResponse:
    """Every shop that sells in this market, the latest to open first."""
    page = catalog.list_makers(market_of(request).code, cursor=request.GET.get("cursor"))
    return render(request, "storefront/hall/makers.html", {"page": page, "crumbs": way_to(Crumb(_("Makers")))})


def _shelf_page(request: HttpRequest, shelf: Shelf, template: str, **facts: Any) -> HttpResponse:
    page = _goods(request, market_of(request), shelf)
    if is_htmx(request):
        return _more(request, page)
    order = _order(request)
    orders = [Order(code, str(words), code == order) for code, words in _order_words().items()]
    context = {**facts, "page": page, "sold_out": sold_out_among(page.rows), "orders": orders, "order": order}
    return render(request, template, context)


def _goods(request: HttpRequest, market: Market, shelf: Shelf) -> Page[ProductCard]:
    return catalog.list_shelf(
        shelf,
        market=market.code,
        language=get_language() or "en",
        order=_order(request),
        cursor=request.GET.get("cursor"),
    )


def _more(request: HttpRequest, page: Page[ProductCard]) -> HttpResponse:
    context = {"page": page, "sold_out": sold_out_among(page.rows), "order": _order(request)}
    return render(request, "storefront/hall/more.html", context)


def _order(request: HttpRequest) -> str:
    asked = request.GET.get("order", NEWEST)
    return asked if asked in ORDERS else NEWEST


def _order_words() -> dict[str, str]:
    return {NEWEST: _("Newest"), CHEAPEST: _("Price, low first"), DEAREST: _("Price, high first")}
