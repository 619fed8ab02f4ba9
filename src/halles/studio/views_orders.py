"""Packing, shipping, cancelling and refunding a shop's orders."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from halles.fulfillment import queries as parcels
from halles.fulfillment import services as shipping
from halles.kit import rate_limits
from halles.orders import queries as orders
from halles.orders import story
from halles.orders.collecting import PICKUP, method_of, point_of
from halles.orders.models import Order
from halles.returns.proofs import list_proofs
from halles.studio import order_desk
from halles.studio.attempts import tried
from halles.studio.forms_shop import CancelForm, CodeForm, ParcelForm, ReadyForm, RefundForm, TrackingForm
from halles.studio.shop_access import Desk, Role, shop_desk, show
from halles.users.addresses import format_address, format_phone

CODES_PER_HOUR = 10
# What people look for in the list, in the order of an order's life; the packing table has its own page.
SHOWN = (
    Order.Status.ON_HOLD,
    Order.Status.AWAITING_COLLECTION,
    Order.Status.IN_TRANSIT,
    Order.Status.DELIVERED,
    Order.Status.COMPLETED,
    Order.Status.CANCELED,
)
TRACKING_PLACES = {
    "fulfillment.tracking_number_invalid": "tracking_number",
    "fulfillment.tracking_number_taken": "tracking_number",
    "fulfillment.carrier_unknown": "carrier",
}


@require_safe
@shop_desk()
def order_list(request: HttpRequest, desk: Desk) -> HttpResponse:
    """The shop's paid orders, newest first, of one status or all."""
    wanted = request.GET.get("status", "")
    status = wanted if wanted in SHOWN else None
    counts = orders.count_for_seller(desk.seller)
    context = {
        "section": "orders",
        "page": orders.list_for_seller(desk.seller, status=status, cursor=request.GET.get("cursor")),
        "status": status or "",
        "tabs": [(one.value, one.label, counts.get(one, 0)) for one in SHOWN],
        "to_pack_count": sum(counts.get(one, 0) for one in orders.TO_PACK),
        "total_count": sum(counts.values()),
    }
    return show(request, desk, "orders/list.html", context)


@require_safe
@shop_desk()
def pack(request: HttpRequest, desk: Desk) -> HttpResponse:
    """The packing table: what to pack, the most urgent first, a hundred to a page."""
    counts = orders.count_for_seller(desk.seller)
    cursor = request.GET.get("cursor", "")
    page = orders.list_to_pack(desk.seller, cursor)
    context = {
        "section": "orders",
        "slips": [_slip(desk, order) for order in page.rows],
        "cursor": cursor,
        "next_cursor": page.next_cursor,
        "soon_count": counts.get(Order.Status.ON_HOLD, 0),
        "to_pack_count": sum(counts.get(one, 0) for one in orders.TO_PACK),
    }
    return show(request, desk, "orders/pack.html", context)


@require_safe
@shop_desk()
def order(request: HttpRequest, desk: Desk, order_id: uuid.UUID) -> HttpResponse:
    """One order: what it holds, where it goes, what happened, and what can be done now."""
    found = orders.get_order_for_seller(desk.seller, order_id)
    packages = parcels.list_packages(found)
    context = {
        "section": "orders",
        **_slip(desk, found),
        "packages": packages,
        "moments": order_desk.moments_of(found, packages),
        "proofs": list_proofs(found),
        "earnings": order_desk.earnings_of(found),
        "can_pack": found.status in order_desk.TO_PACK,
        "has_slip": found.status not in (Order.Status.ON_HOLD, Order.Status.CANCELED),
        "can_hand_over": order_desk.can_hand_over(found),
        "can_cancel": found.status in order_desk.OPEN,
        "can_refund": order_desk.refundable_minor(found) > 0,
    }
    return show(request, desk, "orders/order.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@shop_desk()
def ship(request: HttpRequest, desk: Desk, order_id: uuid.UUID) -> HttpResponse:
    """Put pieces into a parcel; what is left goes into another one."""
    found = orders.get_order_for_seller(desk.seller, order_id)
    if request.method != "POST" and found.status not in order_desk.TO_PACK:
        return redirect("studio:order", desk.seller.slug, order_id)
    if method_of(found) == PICKUP:
        return _make_ready(request, desk, found)
    carriers = order_desk.carriers_of(desk.seller)
    initial = {"carrier": order_desk.chosen_carrier(found, carriers)}
    form = ParcelForm(order_desk.left_to_pack(found), request.POST or None, initial=initial, carriers=carriers)
    if form.is_bound and form.is_valid():
        given = form.cleaned_data
        parcelled = shipping.Parcelled(form.pieces, given["carrier"], given["tracking_number"])
        if tried(form, lambda: shipping.ship(order_id, parcelled, by=desk.person.pk), places=TRACKING_PLACES):
            messages.success(request, _("Packed. The customer is told by mail."))
            return redirect("studio:order", desk.seller.slug, order_id)
    context = {"section": "orders", "form": form, **_slip(desk, found)}
    return show(request, desk, "orders/ship.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@shop_desk()
def hand_over(request: HttpRequest, desk: Desk, order_id: uuid.UUID) -> HttpResponse:
    """At the counter: the customer says their code, the shop gives them their goods."""
    found = orders.get_order_for_seller(desk.seller, order_id)
    if request.method != "POST" and not order_desk.can_hand_over(found):
        return redirect("studio:order", desk.seller.slug, order_id)
    form = CodeForm(request.POST or None)
    if form.is_bound and form.is_valid():
        rate_limits.take(f"hand_over:{order_id}", limit=CODES_PER_HOUR, per_seconds=3600)
        code, by = form.cleaned_data["code"], story.seller(desk.person.pk)
        if tried(form, lambda: shipping.hand_over(order_id, code, by=by), places={"fulfillment.code_wrong": "code"}):
            messages.success(request, _("Handed over. The customer is told by mail."))
            return redirect("studio:order", desk.seller.slug, order_id)
    context = {"section": "orders", "form": form, **_slip(desk, found)}
    return show(request, desk, "orders/hand_over.html", context, status=422 if form.errors else 200)


def _make_ready(request: HttpRequest, desk: Desk, found: Order) -> HttpResponse:
    form = ReadyForm(order_desk.left_to_pack(found), request.POST or None)
    if (
        form.is_bound
        and form.is_valid()
        and tried(form, lambda: shipping.make_ready(found.pk, form.pieces, by=desk.person.pk))
    ):
        messages.success(request, _("Ready. The customer is told by mail, with a code to say at your counter."))
        return redirect("studio:order", desk.seller.slug, found.pk)
    context = {"section": "orders", "form": form, **_slip(desk, found)}
    return show(request, desk, "orders/ready.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@shop_desk()
def correct_tracking(request: HttpRequest, desk: Desk, package_id: uuid.UUID) -> HttpResponse:
    """Another number or carrier for a parcel that no carrier has seen."""
    package = parcels.get_package_for_seller(desk.seller, package_id)
    initial = {"carrier": package.carrier, "tracking_number": package.tracking_number}
    form = TrackingForm(request.POST or None, initial=initial, carriers=order_desk.carriers_of(desk.seller))
    places = {**TRACKING_PLACES, "fulfillment.already_moving": "tracking_number"}
    if (
        form.is_bound
        and form.is_valid()
        and tried(form, lambda: shipping.correct_tracking(package_id, **form.cleaned_data), places=places)
    ):
        messages.success(request, _("Corrected. The customer follows the new number."))
        return redirect("studio:order", desk.seller.slug, package.order_id)
    context = {"section": "orders", "form": form, "package": package}
    return show(request, desk, "orders/tracking.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@shop_desk(Role.MANAGER)
def cancel(request: HttpRequest, desk: Desk, order_id: uuid.UUID) -> HttpResponse:
    """Say that pieces, or the whole order, will not be shipped."""
    found = orders.get_order_for_seller(desk.seller, order_id)
    if request.method != "POST" and found.status not in order_desk.OPEN:
        return redirect("studio:order", desk.seller.slug, order_id)
    initial = {"stand": order_desk.stand_of(found)}
    form = CancelForm(order_desk.left_to_pack(found), request.POST or None, initial=initial)
    if form.is_bound and form.is_valid() and tried(form, _cancelling(form, found, desk)):
        messages.success(request, _("Cancelled. The customer is told by mail."))
        return redirect("studio:order", desk.seller.slug, order_id)
    context = {"section": "orders", "form": form, "is_charged": found.captured_at is not None, **_slip(desk, found)}
    return show(request, desk, "orders/cancel.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@shop_desk(Role.MANAGER)
def refund(request: HttpRequest, desk: Desk, order_id: uuid.UUID) -> HttpResponse:
    """Give money back: for pieces, an amount, or everything."""
    found = orders.get_order_for_seller(desk.seller, order_id)
    left_minor = order_desk.refundable_minor(found)
    if request.method != "POST" and not left_minor:
        return redirect("studio:order", desk.seller.slug, order_id)
    initial = {"stand": order_desk.stand_of(found)}
    form = RefundForm(found, order_desk.left_to_refund(found), request.POST or None, initial=initial)
    places = {"orders.refund_too_large": "amount", "orders.amount_invalid": "amount"}
    if form.is_bound and form.is_valid() and tried(form, _refunding(form, found, desk), places=places):
        messages.success(request, _("The money is on its way back. The customer is told by mail."))
        return redirect("studio:order", desk.seller.slug, order_id)
    context = {"section": "orders", "form": form, "left_minor": left_minor, **_slip(desk, found)}
    return show(request, desk, "orders/refund.html", context, status=422 if form.errors else 200)


def _facts(form: CancelForm | RefundForm, desk: Desk) -> dict[str, Any]:
    given = form.cleaned_data
    by = story.seller(desk.person.pk)
    return {"stand": given["stand"], "by": by, "reason": given["reason"], "note": given["note"]}


def _cancelling(form: CancelForm, found: Order, desk: Desk) -> Callable[[], None]:
    facts = _facts(form, desk)
    if form.is_whole:
        return lambda: order_desk.cancel_whole(found, **facts)
    return lambda: order_desk.cancel_pieces(found, form.pieces, **facts)


def _refunding(form: RefundForm, found: Order, desk: Desk) -> Callable[[], None]:
    facts, given = _facts(form, desk), form.cleaned_data
    if given["what"] == RefundForm.ALL:
        return lambda: order_desk.refund_all(found, **facts)
    if given["what"] == RefundForm.AMOUNT:
        return lambda: order_desk.refund_amount(found, given["amount_minor"], **facts)
    return lambda: order_desk.refund_pieces(found, form.pieces, **facts)


def _slip(desk: Desk, found: Order) -> dict[str, Any]:
    """What a packer needs of an order: lines with the pieces left, where it goes once that may be known."""
    recipient = orders.recipient_for_seller(found)
    left = order_desk.left_to_pack(found)
    return {
        "order": found,
        "lines": left,
        "left_count": sum(count for _line, count in left),
        "is_late": found.status in order_desk.TO_PACK and found.dispatch_by_on < desk.today_on,
        "is_today": found.status in order_desk.TO_PACK and found.dispatch_by_on == desk.today_on,
        "recipient": format_address(recipient, get_language() or "en") if recipient else "",
        "method": method_of(found),
        "point": point_of(found),
        "phone": format_phone(recipient.phone) if recipient and recipient.phone else "",
    }
