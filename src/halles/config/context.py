"""What every page may show: the market and language on, and where the menus lead."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from halles.markets import queries as markets

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
        "nav": [Link(url, icon, str(words), url in here) for url, icon, words in doors],
    }
