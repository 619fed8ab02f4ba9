"""The picture a chat or network shows for a page."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import translation
from django.views.decorators.http import require_safe

from halles.kit.errors import Limited
from halles.kit.http import client_address
from halles.markets.choice import read_named
from halles.markets.queries import all_markets, get_market
from halles.storefront.previews import find_or_draw, poster_of

KEPT_SECONDS = 3600


@require_safe
def preview(request: HttpRequest, kind: str, key: str, locale: str) -> HttpResponse:
    """The picture of a page in the language and market of `locale`; 429 while too many are being drawn."""
    named = read_named(locale, all_markets())
    if not named.market:
        raise Http404
    market = get_market(named.market)
    with translation.override(named.language):
        poster = poster_of(kind, key, market, named.language)
        if poster is None:
            raise Http404
        try:
            drawn = find_or_draw(poster, page=f"{kind}:{key}:{locale}", address=client_address(request))
        except Limited as refusal:
            return HttpResponse(str(refusal), status=429, content_type="text/plain; charset=utf-8")
    answer = HttpResponse(drawn, content_type="image/jpeg")
    answer["Cache-Control"] = f"public, max-age={KEPT_SECONDS}"
    return answer
