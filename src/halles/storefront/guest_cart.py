"""The cart of this browser: a person's own once they are signed in, before that the one its cookie opens."""

from __future__ import annotations

import logging
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from halles.carts.limits import GUEST_AGE_MAX
from halles.carts.owner import Owner, is_token, new_token
from halles.carts.queries import count_pieces
from halles.carts.services import merge_guest_cart
from halles.kit import transactions
from halles.storefront.requests import market_of, person_of

COOKIE = "cart"
SAFE_METHODS = ("GET", "HEAD", "OPTIONS")
logger = logging.getLogger(__name__)


def owner_of(request: HttpRequest) -> Owner:
    """Whose cart this request is about; nobody's (false) where a visitor has none yet."""
    person = person_of(request)
    if person is not None:
        return Owner(user_id=person.pk)
    token = request.COOKIES.get(COOKIE, "")
    return Owner(token=token if is_token(token) else "")


def owner_to_be(request: HttpRequest) -> Owner:
    """As `owner_of`; a visitor without a cart gets a token for one, to be kept by `remember_cart`."""
    return owner_of(request) or Owner(token=new_token())


def remember_cart(request: HttpRequest, response: HttpResponse, owner: Owner) -> None:
    """Keep the guest's token in this browser, from now on for as long as carts of guests are kept."""
    if owner.token:
        response.set_cookie(
            COOKIE, owner.token, max_age=GUEST_AGE_MAX, httponly=True, samesite="Lax", secure=request.is_secure()
        )


def bag_count(request: HttpRequest) -> int:
    """How many pieces the bag in the header holds; asks the database only where there can be a cart."""
    return count_pieces(owner_of(request), market_of(request).code)


class GuestCartMiddleware:
    """Whoever signs in finds the things of this browser in their own cart: moved after the request that signed them in,
    whichever way that was. Never on a GET, which writes nothing."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        token = request.COOKIES.get(COOKIE, "")
        if not token or request.method in SAFE_METHODS:
            return response
        person = person_of(request)
        if person is None:
            return response
        try:
            is_all = transactions.run(lambda: merge_guest_cart(person.pk, token))
        except Exception:
            # Being signed in must not hang on it; the cookie stays, and the next form tries again.
            logger.exception("a guest's cart was not moved")
            return response
        if is_all:
            response.delete_cookie(COOKIE, samesite="Lax")
        return response
