"""The pseudonym of a browser that clicked on something of a creator: a cookie kept for the contract with them."""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable

from django.contrib.auth import SESSION_KEY
from django.http import HttpRequest, HttpResponse

from halles.affiliates.services import touching
from halles.interactions.sources import Source
from halles.kit import ids, transactions
from halles.kit.http import client_address
from halles.kit.rate_limits import Meter, TooOften
from halles.markets.queries import all_markets
from halles.users.models import User

COOKIE = "touch"
DAY_SECONDS = 86_400
SAFE_METHODS = ("GET", "HEAD", "OPTIONS")
# Programs that say so, and those that name no browser at all; the others are found by what they do.
_PROGRAM = re.compile(
    r"bot|crawl|spider|slurp|preview|facebookexternalhit|curl|wget|python|java/|go-http|httpclient", re.IGNORECASE
)
# Clicks of one line in a minute, behind which a whole school may sit; and of one browser.
_by_line = Meter(limit=120, per_seconds=60)
_by_browser = Meter(limit=30, per_seconds=60)


def key_of(request: HttpRequest) -> uuid.UUID | None:
    """The pseudonym of this browser, if it has one."""
    try:
        return uuid.UUID(request.COOKIES.get(COOKIE, ""))
    except ValueError:
        return None


def note_touch(
    request: HttpRequest, response: HttpResponse, source: Source | None, *, product_id: uuid.UUID | None
) -> None:
    """Record that this browser opened what a creator showed, and keep its pseudonym for the market's days.

    Nothing without a creator behind it, for programs, for pages loaded ahead, and beyond the limits: whoever buys does
    so all the same.
    """
    if source is None or source.creator_id is None or not _is_person_s_click(request):
        return
    key = key_of(request) or ids.uuid7()
    try:
        _by_line.take(client_address(request))
        _by_browser.take(str(key))
    except TooOften:
        return
    user_id = request.user.pk if isinstance(request.user, User) else None
    touching.record_touch(key, source, product_id=product_id, user_id=user_id)
    days = max(market.affiliates.attribution_days for market in all_markets().values())
    response.set_cookie(
        COOKIE, str(key), max_age=days * DAY_SECONDS, httponly=True, samesite="Lax", secure=request.is_secure()
    )


def _is_person_s_click(request: HttpRequest) -> bool:
    browser = request.headers.get("User-Agent", "")
    ahead = request.headers.get("Sec-Purpose", "") + request.headers.get("Purpose", "")
    return request.method == "GET" and bool(browser) and not _PROGRAM.search(browser) and "prefetch" not in ahead


class TouchMiddleware:
    """Whoever signs in takes the touches of this browser along, in the request that signed them in."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        key = key_of(request) if request.method not in SAFE_METHODS else None
        if key is None:
            return self.get_response(request)
        before = request.session.get(SESSION_KEY)
        response = self.get_response(request)
        if request.session.get(SESSION_KEY) not in (None, before) and isinstance(request.user, User):
            person = request.user
            transactions.run(lambda: touching.link_to_person(key, person.pk))
        return response
