"""What was looked at recently: kept in the visitor's own browser alone, only after they asked for it."""

from __future__ import annotations

import base64
import binascii
import uuid
from collections.abc import Sequence

from django.conf import settings
from django.http import HttpRequest, HttpResponse

COOKIE = "seen"
AGE_SECONDS = 60 * 60 * 24 * 30
SEEN_MAX = 12
_ON = "on"


def is_kept(request: HttpRequest) -> bool:
    """Whether this visitor asked to keep what they look at."""
    return request.COOKIES.get(COOKIE, "").startswith(_ON)


def list_seen(request: HttpRequest) -> list[uuid.UUID]:
    """The products looked at, the latest first; nothing unless it was asked for."""
    words = request.COOKIES.get(COOKIE, "")[:600].split(".")
    if words[0] != _ON:
        return []
    found = [_read(word) for word in words[1 : SEEN_MAX + 1]]
    return [one for one in found if one is not None]


def note_seen(request: HttpRequest, response: HttpResponse, product_id: uuid.UUID) -> None:
    """Put a product on top of what was looked at, when that is kept."""
    if is_kept(request):
        keep(response, [product_id, *(one for one in list_seen(request) if one != product_id)])


def keep(response: HttpResponse, product_ids: Sequence[uuid.UUID]) -> None:
    """Keep these, and what is looked at from now on, for 30 days."""
    response.set_cookie(
        COOKIE,
        ".".join([_ON, *(_write(one) for one in product_ids[:SEEN_MAX])]),
        max_age=AGE_SECONDS,
        samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
    )


def stop(response: HttpResponse) -> None:
    """Forget everything and keep nothing more."""
    response.delete_cookie(COOKIE, samesite="Lax")


def _write(product_id: uuid.UUID) -> str:
    return base64.urlsafe_b64encode(product_id.bytes).decode().rstrip("=")


def _read(word: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(bytes=base64.urlsafe_b64decode(word + "=="))
    except (ValueError, binascii.Error):
        return None
