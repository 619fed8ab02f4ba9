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

# Pages that lie behind the door of the shop without its address before theirs.
SHOP_PATHS = ("/p/", "/shops/", "/@", "/compare/", "/seen/")
# (URL name, icon, words): the doors of the hall, in the order of the thumb.
DOORS = (
    ("storefront:feed", "circle-play", _("Watch")),
    ("storefront:hall", "store", _("Shop")),
    ("storefront:saved", "bookmark", _("Saved")),
    ("storefront:orders", "package", _("Orders")),
    ("users:account", "user-round", _("Account")),
)
# The pages of the law, in the foot of every page; each leads to that of the reader's market.
FOOT = (
    ("terms", _("Terms")),
    ("privacy", _("Privacy")),
    ("ranking", _("What comes first, and why")),
    ("imprint", _("Who runs this hall")),
)


@dataclass(frozen=True)
class Link:
    """One entry of a menu."""

    url: str
    icon: str
    name: str
    is_current: bool = False


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
    if not here and request.path.startswith(SHOP_PATHS):
        here = [reverse("storefront:hall")]
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
        "foot": [
            *(Link(reverse("storefront:legal_home", args=[code]), "", str(words)) for code, words in FOOT),
            Link(reverse("users:consent"), "", str(_("Your choice on tracking"))),
            Link("/markets/", "", str(_("Market and language"))),
        ],
        "nav": [Link(url, icon, str(words), url in here) for url, icon, words in doors],
    }
