"""What every page may show: the market and language on, and where the menus lead."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from halles.markets import queries as markets
from halles.storefront.guest_cart import bag_count

# (URL name, icon, words): the doors of the hall, in the order of the thumb.
DOORS = (
    ("storefront:feed", "circle-play", _("Watch")),
    ("storefront:saved", "bookmark", _("Saved")),
    ("storefront:orders", "package", _("Orders")),
    ("users:account", "user-round", _("Account")),
)


@dataclass(frozen=True)
class Link:
    """One entry of a menu."""

    url: str
    icon: str
    name: str
    is_current: bool


@dataclass(frozen=True)
class Bag:
    """The way to the cart, with the number of pieces in it; counted where a page shows it."""

    url: str
    request: HttpRequest

    @cached_property
    def count(self) -> int:
        """Pieces in the bag of this browser."""
        return bag_count(self.request) if getattr(self.request, "market", None) else 0


def page(request: HttpRequest) -> dict[str, Any]:
    """Context of all templates."""
    market = getattr(request, "market", None)
    language = translation.get_language() or "en"
    doors = [(reverse(name), icon, words) for name, icon, words in DOORS]
    here = [url for url, _icon, _words in doors if request.path == url or (url != "/" and request.path.startswith(url))]
    return {
        "market": market,
        "market_name": lambda: markets.market_name(market, language) if market else "",
        "markets_open": lambda: [
            {"code": one.code, "name": markets.market_name(one, language), "currency": one.currency}
            for one in markets.list_markets()
        ],
        "language": language,
        "base_url": settings.BASE_URL,
        "bag": Bag(reverse("storefront:cart"), request),
        "nav": [Link(url, icon, str(words), url in here) for url, icon, words in doors],
    }
