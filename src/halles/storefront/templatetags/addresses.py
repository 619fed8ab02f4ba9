"""What a page tells search engines and link previews about itself: its one address, its languages, its picture."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django import template
from django.conf import settings
from django.http import HttpRequest
from django.template import Context
from django.utils.translation import get_language

from halles.markets.market import Market
from halles.markets.queries import list_markets
from halles.storefront.preview_address import PREVIEW_HEIGHT, PREVIEW_WIDTH, preview_url

register = template.Library()
# The parts of a query that make another page; everything else (a source token, a chosen size) does not.
KEPT = ("cursor", "order")
DESCRIPTION_LENGTH_MAX = 160


@dataclass(frozen=True)
class Alternate:
    """The same page for one language and market."""

    locale: str
    url: str


def page_locale(market: Market) -> str:
    """The language and market a page is shown in, as its address may name them: `fr-FR`."""
    return f"{(get_language() or 'en').split('-')[0]}-{market.code}"


def alternates_of(url: str) -> list[Alternate]:
    """The page in the open markets, each in its own language where we speak it, else in English. One query."""
    spoken = {code for code, _name in settings.LANGUAGES}
    locales = [f"{one.language if one.language in spoken else 'en'}-{one.code}" for one in list_markets()]
    return [Alternate(locale, _with(url, {"in": locale})) for locale in locales]


def canonical_of(request: HttpRequest) -> str:
    """The page's one address: without what only steers or measures, with the language and market when it names them."""
    kept = {name: request.GET[name] for name in ("in", *KEPT) if request.GET.get(name)}
    return _with(settings.BASE_URL + request.path, kept)


@register.inclusion_tag("storefront/head/address.html", takes_context=True)
def page_address(context: Context, title: str, description: str = "", **more: Any) -> dict[str, Any]:
    """Canonical address, `hreflang`, description and link preview of a page. `kind` and `key` name the picture drawn
    for it (storefront.previews), `image` an address of another one, `og_type` the kind of thing."""
    request: HttpRequest = context["request"]
    plain = settings.BASE_URL + request.path
    market: Market = request.market  # type: ignore[attr-defined]
    image = more.get("image") or preview_url(more.get("kind", "hall"), str(more.get("key", "")), page_locale(market))
    return {
        "canonical": canonical_of(request),
        "plain": plain,
        "alternates": [] if more.get("is_private") else alternates_of(plain),
        "title": title,
        "description": " ".join(str(description).split())[:DESCRIPTION_LENGTH_MAX],
        "og_type": more.get("og_type", "website"),
        "locale": page_locale(market).replace("-", "_"),
        "image": settings.BASE_URL + image,
        "is_drawn": not more.get("image"),
        "image_width": PREVIEW_WIDTH,
        "image_height": PREVIEW_HEIGHT,
        "is_private": more.get("is_private", False),
    }


def _with(url: str, query: dict[str, str]) -> str:
    return f"{url}?{urlencode(query)}" if query else url
