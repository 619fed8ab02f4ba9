"""What the law of each market wants said: terms, privacy, how things are ranked, who runs the hall and who sells."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings
from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from halles.catalog import queries as catalog
from halles.live.tokens import DEVICE_COOKIE_SECONDS
from halles.markets.market import Market, in_language
from halles.markets.queries import find_market, market_name, tax_wording
from halles.moderation.rules import list_rules, list_terms
from halles.recommender import queries as recommender
from halles.recommender import services as choosing
from halles.recommender.factors import list_factors
from halles.search.ranking import SHARES_BPS
from halles.sellers import queries as sellers
from halles.storefront.crumbs import Crumb, way_to
from halles.storefront.requests import market_of, person_of
from halles.storefront.seen import AGE_SECONDS, SEEN_MAX

# The pages of each market, in the order of the foot of every page.
PAGES = {
    "terms": _("Terms"),
    "privacy": _("Privacy"),
    "ranking": _("What comes first, and why"),
    "imprint": _("Who runs this hall"),
}
# How many of 10,000 videos may ask to buy, as a person may choose it.
SHARES = {0: _("None"), 500: _("One in twenty"), 1_000: _("One in ten"), 2_500: _("One in four")}


@dataclass(frozen=True)
class Tab:
    """One of the legal pages in their menu."""

    code: str
    name: str
    is_current: bool


@require_safe
@transaction.non_atomic_requests
def legal_home(request: HttpRequest, page: str) -> HttpResponse:
    """The page of the reader's own market."""
    if page not in PAGES:
        raise Http404
    return redirect("storefront:legal", market_of(request).code.lower(), page)


@require_safe
@transaction.non_atomic_requests
def legal_page(request: HttpRequest, market_code: str, page: str) -> HttpResponse:
    """One legal page of one market, with the numbers the hall itself works by."""
    market = find_market(market_code.upper())
    if market is None or page not in PAGES:
        raise Http404
    language = get_language() or "en"
    context = {
        **_rules(market, language),
        "page": page,
        "page_name": str(PAGES[page]),
        "tabs": [Tab(code, str(words), code == page) for code, words in PAGES.items()],
        "operator": settings.HALLES_OPERATOR,
        "house_rules": list_terms(market.code) if page == "terms" else (),
        "law_rules": [rule for rule in list_rules(market.code) if not rule.section] if page == "terms" else (),
        "factors": list_factors() if page == "ranking" else (),
        "search_shares": SHARES_BPS,
        "person": person_of(request),
        "shares": SHARES.items() if page == "ranking" else (),
        "share_bps": recommender.selling_share(person_of(request), market) if page == "ranking" else 0,
        "seen_days": AGE_SECONDS // 86_400,
        "seen_max": SEEN_MAX,
        "device_days": DEVICE_COOKIE_SECONDS // 86_400,
    }
    return render(request, f"storefront/legal/{page}.html", context)


@require_POST
def choose_share(request: HttpRequest) -> HttpResponse:
    """Keep how often the feed may ask this person to buy."""
    person = person_of(request)
    asked = request.POST.get("share_bps", "")
    if person is not None and asked in {str(share) for share in SHARES}:
        choosing.set_selling_share(person, int(asked))
        messages.success(request, gettext("Kept. Your feed follows it from the next page on."))
    return redirect("storefront:legal_home", "ranking")


@require_safe
@transaction.non_atomic_requests
def trader_imprint(request: HttpRequest, slug: str) -> HttpResponse:
    """Who a trader is, as this market wants it shown, with their own words on returns."""
    market = market_of(request)
    language = get_language() or "en"
    seller = sellers.get_public_seller(slug)
    context = {
        "seller": seller,
        "disclosure": sellers.trader_disclosure(seller, market, language),
        "disclosure_title": in_language(market.disclosure_title, language),
        "people": catalog.list_people_of(seller.pk),
        "crumbs": way_to(Crumb(seller.name, f"/shops/{seller.slug}/"), Crumb(str(_("The trader")))),
    }
    return render(request, "storefront/legal/trader.html", context)


def _rules(market: Market, language: str) -> dict[str, object]:
    return {
        "rules": market,
        "rules_name": market_name(market, language),
        "tax_words": tax_wording(market, language),
        "methods": [in_language(method.names, language) for method in market.payment_methods],
        "return_days": market.return_days,
        "ad_words": in_language(market.ad_label, language),
        "commission_words": in_language(market.commission_label, language),
    }
