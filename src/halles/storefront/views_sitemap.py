"""For search engines: what may be visited, and every public address in parts."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from xml.sax.saxutils import escape

from django.conf import settings
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from halles.catalog.categories import list_leaves, list_roots
from halles.catalog.queries import addresses as products
from halles.creators import queries as creators
from halles.kit import rate_limits
from halles.kit.http import client_address
from halles.markets.queries import list_markets
from halles.sellers import queries as sellers
from halles.storefront.views_legal import PAGES
from halles.videos.queries import addresses as videos

# The protocol allows 50,000 addresses and 50 MB a part; a part should also be written in a moment.
PART_SIZE = 5_000
PARTS_MAX = 2_000
KEPT_SECONDS = 3600
PER_MINUTE_MAX = 60
NAMESPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"
CLOSED = (
    "/account/",
    "/api/",
    "/cart/",
    "/checkout/",
    "/compare/",
    "/feed/",
    "/lists/",
    "/l/",
    "/messages/",
    "/orders/",
    "/saved/",
    "/seen/",
    "/sheet/",
    "/staff/",
    "/studio/",
    "/*?*source=",
    "/*?*variant=",
)


@dataclass(frozen=True)
class Entry:
    """One address of a part, with the day of its last change where that is known."""

    path: str
    changed_at: dt.datetime | None = None


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """What belongs to one person or repeats another page is not for search engines."""
    lines = [
        "User-agent: *",
        *(f"Disallow: {path}" for path in CLOSED),
        "",
        f"Sitemap: {settings.BASE_URL}/sitemap.xml",
    ]
    return _kept(HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8"))


@require_safe
@transaction.non_atomic_requests
def sitemap_index(request: HttpRequest) -> HttpResponse:
    """The parts."""
    _take_turn(request)
    paths = [reverse("storefront:sitemap_part", args=["rooms", "0"])]
    for kind, starts in (
        ("products", products.list_part_starts(size=PART_SIZE, limit=PARTS_MAX)),
        ("videos", videos.list_part_starts(size=PART_SIZE, limit=PARTS_MAX)),
        ("shops", sellers.list_part_starts(size=PART_SIZE, limit=PARTS_MAX)),
        ("creators", creators.list_part_starts(size=PART_SIZE, limit=PARTS_MAX)),
    ):
        paths += [reverse("storefront:sitemap_part", args=[kind, start.hex]) for start in starts]
    body = "".join(f"<sitemap><loc>{escape(settings.BASE_URL + path)}</loc></sitemap>" for path in paths)
    return _xml("sitemapindex", body)


@require_safe
@transaction.non_atomic_requests
def sitemap_part(request: HttpRequest, kind: str, start: str) -> HttpResponse:
    """The addresses of one part: `kind` from the one whose id is `start`, at most 5,000."""
    _take_turn(request)
    if kind == "rooms":
        return _xml("urlset", _written(_rooms()))
    try:
        first = uuid.UUID(start)
    except ValueError as wrong:
        raise Http404 from wrong
    if kind == "products":
        rows = products.list_part(first, size=PART_SIZE)
        entries = [Entry(reverse("storefront:product", args=[key, slug]), at) for key, slug, at in rows]
    elif kind == "videos":
        entries = [
            Entry(reverse("storefront:video", args=[key]), at) for key, at in videos.list_part(first, size=PART_SIZE)
        ]
    elif kind == "shops":
        entries = [Entry(reverse("storefront:shop", args=[slug])) for slug in sellers.list_part(first, size=PART_SIZE)]
    elif kind == "creators":
        handles = creators.list_part(first, size=PART_SIZE)
        entries = [Entry(reverse("storefront:creator", args=[handle])) for handle in handles]
    else:
        raise Http404
    return _xml("urlset", _written(entries))


def _rooms() -> Iterator[Entry]:
    yield Entry(reverse("storefront:feed"))
    yield Entry(reverse("storefront:hall"))
    yield Entry(reverse("storefront:makers"))
    for category in (*list_roots(), *list_leaves()):
        yield Entry(reverse("storefront:category", args=[category.code]))
    for market in list_markets():
        for page in PAGES:
            yield Entry(reverse("storefront:legal", args=[market.code.lower(), page]))


def _written(entries: Iterable[Entry]) -> str:
    rows = []
    for entry in entries:
        changed = f"<lastmod>{entry.changed_at.date().isoformat()}</lastmod>" if entry.changed_at else ""
        rows.append(f"<url><loc>{escape(settings.BASE_URL + entry.path)}</loc>{changed}</url>")
    return "".join(rows)


def _xml(root: str, body: str) -> HttpResponse:
    text = f'<?xml version="1.0" encoding="UTF-8"?>\n<{root} xmlns="{NAMESPACE}">{body}</{root}>\n'
    return _kept(HttpResponse(text, content_type="application/xml; charset=utf-8"))


def _kept(response: HttpResponse) -> HttpResponse:
    response["Cache-Control"] = f"public, max-age={KEPT_SECONDS}"
    return response


def _take_turn(request: HttpRequest) -> None:
    rate_limits.take(f"sitemap:{client_address(request)}", limit=PER_MINUTE_MAX, per_seconds=60)
