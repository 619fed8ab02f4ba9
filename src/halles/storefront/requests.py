"""What the storefront reads off a request, typed."""

from __future__ import annotations

import uuid

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from halles.interactions.visits import Visit
from halles.kit.errors import Invalid
from halles.markets.market import Market
from halles.users.models import User


class Unreadable(Invalid):
    """A form lacks what its page always sends."""

    code = "storefront.unreadable"
    sentence = _("We could not read that. Reload the page and try again; nothing was changed.")


def market_of(request: HttpRequest) -> Market:
    """The market this request is made in (set by the middleware of markets)."""
    market = getattr(request, "market", None)
    assert isinstance(market, Market)
    return market


def visit_of(request: HttpRequest) -> Visit:
    """The visit this request belongs to (set by the middleware of interactions)."""
    visit = getattr(request, "visit", None)
    assert isinstance(visit, Visit)
    return visit


def person_of(request: HttpRequest) -> User | None:
    """Who is signed in, or None."""
    return request.user if isinstance(request.user, User) else None


def uuid_of(text: str) -> uuid.UUID:
    """An identifier from a form; the refusal Unreadable when it is none."""
    try:
        return uuid.UUID(text)
    except ValueError as wrong:
        raise Unreadable from wrong
