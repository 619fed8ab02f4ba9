"""Packing slips to print: of the orders ticked on the packing table, of all that wait there, or of one order."""

from __future__ import annotations

import uuid

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
    """A PDF with a page per parcel; prices only when asked for. Ticked orders that no longer wait are left out."""
    has_prices = "prices" in request.GET
    if order_id is not None:
        slips = _of_one(desk, order_id, has_prices=has_prices)
        back = redirect("studio:order", desk.seller.slug, order_id)
    else:
        ticked = set(request.GET.getlist("order")[:SLIPS_MAX])
        waiting = orders.list_to_pack(desk.seller, limit=SLIPS_MAX)
        slips = [
            slip
            for order in waiting
            if not ticked or str(order.pk) in ticked
            for slip in slips_of(desk.seller, order, has_prices=has_prices)
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


def _of_one(desk: Desk, order_id: uuid.UUID, *, has_prices: bool) -> list[Slip]:
    order = orders.get_order_for_seller(desk.seller, order_id)
    if order.status in NOT_ON_PAPER:
        return []
    return slips_of(desk.seller, order, parcels.list_packages(order), has_prices=has_prices)[:SLIPS_MAX]
