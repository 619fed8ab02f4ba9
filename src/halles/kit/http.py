"""Small facts about web requests."""

from __future__ import annotations

import ipaddress

from django.http import HttpRequest, HttpResponse
from django.utils.http import url_has_allowed_host_and_scheme

from halles.kit.storage import private_storage


def is_htmx(request: HttpRequest) -> bool:
    """Whether htmx asks for a fragment of a page that stays open."""
    return request.headers.get("HX-Request") == "true"


def client_address(request: HttpRequest) -> str:
    """Whose line it is, for limits only: the address as the edge wrote it (it removes what clients send).

    Of an IPv6 address only the network (/64) counts: one line owns all addresses in it.
    """
    forwarded: str = request.headers.get("X-Forwarded-For", "").split(",")[0].strip()
    told = forwarded or request.META.get("REMOTE_ADDR") or "0.0.0.0"  # noqa: S104 - nobody's address
    try:
        address = ipaddress.ip_address(told)
    except ValueError:
        return told
    if not isinstance(address, ipaddress.IPv6Address):
        return told
    if address.ipv4_mapped is not None:
        return str(address.ipv4_mapped)
    return str(ipaddress.ip_network((int(address), 64), strict=False).network_address)


def safe_next(request: HttpRequest, fallback: str) -> str:
    """The `next` address of the form or query when it points into this site, else `fallback`."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    inside = url_has_allowed_host_and_scheme(
        wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return wanted if wanted and inside else fallback


def private_picture(key: str) -> HttpResponse:
    """A WebP of the private store: kept by the browser of whoever may see it, by nobody between."""
    with private_storage().open(key) as file:
        answer = HttpResponse(file.read(), content_type="image/webp")
    answer["Cache-Control"] = "private, max-age=86400"
    answer["X-Content-Type-Options"] = "nosniff"
    return answer
