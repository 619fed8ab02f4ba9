"""Packing slips to print: of the orders ticked on the packing table, of a page of it, or of one order."""

from __future__ import annotations

import uuid
from collections.abc import Sequence

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from halles.fulfillment import queries as parcels
from halles.orders import queries as orders
from halles.orders.models import Order
from halles.studio.shop_access import Desk, shop_desk
from halles.studio.slips.content import Slip, slips_of
from halles.studio.slips.drawing import draw_slips

SLIPS_MAX = 100
NOT_ON_PAPER = (Order.Status.ON_HOLD, Order.Status.CANCELED)


@require_safe
@shop_desk()
def print_slips(request: HttpRequest, desk: Desk, order_id: uuid.UUID | None = None) -> HttpResponse:
    """A PDF with a page per parcel; prices only when asked for. Ticked orders that no longer wait are left out; without
    any ticked it is the page of the table that `cursor` names."""
    has_prices = "prices" in request.GET
    if order_id is not None:
        slips = _of_one(desk, order_id, has_prices=has_prices)
        back = redirect("studio:order", desk.seller.slug, order_id)
    else:
        slips = [
            slip for order in _wanted(request, desk) for slip in slips_of(desk.seller, order, has_prices=has_prices)
        ]
        back = redirect("studio:pack", desk.seller.slug)
    if not slips:
        messages.info(request, _("There is nothing to print: none of these orders waits to be packed."))
        return back
    name = f"{slips[0].number if len(slips) == 1 else desk.seller.slug}.pdf"
    return HttpResponse(
        draw_slips(slips),
        content_type="application/pdf",
        headers={"Content-Disposition": f'inline; filename="{name}"', "Cache-Control": "private, no-store"},
    )


def _wanted(request: HttpRequest, desk: Desk) -> Sequence[Order]:
    ticked = request.GET.getlist("order")[:SLIPS_MAX]
    if not ticked:
        return orders.list_to_pack(desk.seller, request.GET.get("cursor"), size=SLIPS_MAX).rows
    return orders.list_to_pack_of(desk.seller, list(filter(None, map(_read_id, ticked))))


def _read_id(text: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(text)
    except ValueError:
        return None


def _of_one(desk: Desk, order_id: uuid.UUID, *, has_prices: bool) -> list[Slip]:
    order = orders.get_order_for_seller(desk.seller, order_id)
    if order.status in NOT_ON_PAPER:
        return []
    return slips_of(desk.seller, order, parcels.list_packages(order), has_prices=has_prices)[:SLIPS_MAX]
