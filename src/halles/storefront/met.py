"""Where a product was met that nobody's video led to: the page before, when it was one of ours."""

from __future__ import annotations

import uuid
from urllib.parse import urlsplit

from django.http import HttpRequest
from django.urls import reverse

from halles.interactions.sources import issue_source


def source_met(request: HttpRequest, product_id: uuid.UUID) -> str:
    """The source token of the page that was asked for: the one in its address, else one that says "search" or "shop"
    when that is where it was pressed, else "": for reports only, nobody earns by it."""
    token = request.GET.get("source", "")
    if token:
        return token
    try:
        before = urlsplit(request.headers.get("Referer", "")[:2_000])
    except ValueError:
        return ""
    if before.netloc != request.get_host():
        return ""
    surface = "search" if before.path.startswith(reverse("storefront:search")) else "shop"
    return issue_source(content_kind="product", content_id=product_id, surface=surface)
