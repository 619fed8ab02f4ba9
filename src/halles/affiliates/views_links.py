"""Links that creators give away outside, and their QR codes. A click is recorded and leads on at once."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from halles.affiliates.pseudonym import note_touch
from halles.affiliates.qr import qr_svg
from halles.affiliates.queries.links import get_linked_product
from halles.creators.models import Creator
from halles.creators.queries import get_public_creator
from halles.interactions.sources import Source, new_source, sign_source

# Where somebody put the link, as the creator wrote it behind `?at=`, for their own numbers.
SURFACE_LENGTH_MAX = 20


@require_safe
@never_cache
@transaction.non_atomic_requests
def page_link(request: HttpRequest, handle: str) -> HttpResponse:
    """To the creator's page: counts for everything they promote."""
    creator = get_public_creator(handle)
    response = redirect("storefront:creator", creator.handle)
    note_touch(request, response, _source(request, creator), product_id=None)
    return response


@require_safe
@never_cache
@transaction.non_atomic_requests
def product_link(request: HttpRequest, handle: str, slug: str) -> HttpResponse:
    """To one product: counts for it alone."""
    creator = get_public_creator(handle)
    product = get_linked_product(creator, slug)
    source = _source(request, creator)
    way = reverse("storefront:product", args=[product.pk, product.slug])
    response = redirect(f"{way}?source={sign_source(source)}")
    note_touch(request, response, source, product_id=product.pk)
    return response


@require_safe
@transaction.non_atomic_requests
def link_qr(request: HttpRequest, handle: str, slug: str = "") -> HttpResponse:
    """The link as a QR code (SVG), to print."""
    creator = get_public_creator(handle)
    names: list[Any] = [creator.handle, get_linked_product(creator, slug).slug] if slug else [creator.handle]
    way = reverse("affiliates:product_link" if slug else "affiliates:link", args=names)
    # Never the host somebody asked by: the drawing is kept by caches for everybody.
    address = f"{settings.BASE_URL}{way}?at=qr"
    drawn = qr_svg(address, label=gettext("QR code of %(address)s") % {"address": address})
    response = HttpResponse(drawn, content_type="image/svg+xml")
    response["Cache-Control"] = "public, max-age=86400"
    return response


def _source(request: HttpRequest, creator: Creator) -> Source:
    surface = request.GET.get("at", "")[:SURFACE_LENGTH_MAX]
    return new_source(
        content_kind="link",
        content_id=creator.pk,
        creator_id=creator.pk,
        surface=surface if surface.isascii() and surface.replace("-", "").isalnum() else "",
    )
