"""A customer's purchases: the list, one with its time line, and what may still be done with it."""

from __future__ import annotations

import uuid
from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from halles.fulfillment import queries as fulfillment
from halles.fulfillment import services as parcels
from halles.fulfillment.queries import PackageView
from halles.kit.errors import Refusal
from halles.kit.http import client_address
from halles.kit.pages import Page
from halles.orders import access, collecting, reasons
from halles.orders import queries as orders
from halles.orders import services as ordering
from halles.orders.errors import LinkTooOld, OrderNotFound
from halles.orders.models import Order, OrderEvent, OrderGroup
from halles.orders.queries import Moment
from halles.orders.story import By
from halles.returns import queries as returning
from halles.returns.models import Dispute, ReturnRequest
from halles.returns.proofs import Proof, list_proofs
from halles.returns.queries import Rights
from halles.reviews.queries import LineStand, stands_of
from halles.shipping.relay_points import CollectionPoint
from halles.storefront.guests import find_group, remember_purchase
from halles.storefront.requests import person_of, uuid_of
from halles.users.addresses import AddressData, format_address


@dataclass(frozen=True)
class OrderView:
    """One seller's part of a purchase as its page shows it."""

    order: Order
    moments: list[Moment]
    packages: list[PackageView]
    can_cancel: bool
    can_confirm: bool
    stands: list[LineStand]
    rights: Rights
    returns: list[ReturnRequest]
    # Decisions about the order as a whole that gave money back.
    cases: list[Dispute]
    proofs: list[Proof]

    @property
    def method(self) -> str:
        """home, relay or pickup."""
        return collecting.method_of(self.order)

    @property
    def point(self) -> CollectionPoint | None:
        """Where it is collected, if it is."""
        return collecting.point_of(self.order)

    @property
    def status_words(self) -> str:
        """What the heading says."""
        return collecting.status_words(self.order)


@require_safe
def order_list(request: HttpRequest) -> HttpResponse:
    """Everything this person bought, newest first; a visitor is told how to find a guest's purchase."""
    person = person_of(request)
    page: Page[OrderGroup] = Page([], None)
    if person:
        page = orders.list_for_customer(person, request.GET.get("cursor"))
    return render(request, "storefront/orders/list.html", {"page": page, "person": person})


@require_safe
def order_page(request: HttpRequest, group_id: uuid.UUID) -> HttpResponse:
    """One purchase: what, from whom, where it is, and what may still be done."""
    return _page(request, find_group(request, group_id))


@require_safe
def guest_order(request: HttpRequest, token: str) -> HttpResponse:
    """The link of the mail: remembers the purchase in this browser and shows it under an address without the token."""
    try:
        group = orders.get_for_guest(access.read_link(token))
    except LinkTooOld as refusal:
        return render(request, "storefront/orders/link_too_old.html", {"refusal": refusal, "token": token}, status=410)
    remember_purchase(request, group.pk)
    return redirect("storefront:order", group.pk)


@require_POST
def new_link(request: HttpRequest) -> HttpResponse:
    """A new link by mail, for an old link or for a number with its address; the answer never tells which orders are."""
    line, token = client_address(request), request.POST.get("token", "")
    if token:
        ordering.renew_guest_link(token, line=line)
    else:
        ordering.send_guest_link(request.POST.get("number", ""), request.POST.get("email", ""), line=line)
    messages.success(request, _("If this fits an order, a new link is on its way to the address of the order."))
    return redirect("storefront:orders")


@require_POST
def cancel(request: HttpRequest, order_id: uuid.UUID) -> HttpResponse:
    """Cancel within the window, no questions that must be answered."""
    group, by = _mine(request, order_id)
    reason = request.POST.get("reason", "")
    ordering.cancel_order(order_id, by=by, reason=reason if reason in reasons.CUSTOMER else "changed_mind")
    messages.success(request, _("Cancelled. You are not charged; anything already paid is on its way back to you."))
    return redirect("storefront:order", group.pk)


@require_POST
def confirm_received(request: HttpRequest, order_id: uuid.UUID) -> HttpResponse:
    """The customer says that it arrived."""
    group, by = _mine(request, order_id)
    try:
        parcels.confirm_received(order_id, by=by)
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return redirect("storefront:order", group.pk)
    messages.success(request, _("Thank you. The shop is paid once the time for returns is over."))
    return redirect("storefront:order", group.pk)


def _mine(request: HttpRequest, order_id: uuid.UUID) -> tuple[OrderGroup, By]:
    group = find_group(request, uuid_of(request.POST.get("group", "")))
    if all(order.pk != order_id for order in group.orders.all()):
        raise OrderNotFound
    return group, By(OrderEvent.By.CUSTOMER, group.user_id)


def _page(request: HttpRequest, group: OrderGroup) -> HttpResponse:
    person = person_of(request)
    own_orders = list(group.orders.all())
    for order in own_orders:
        order.group = group
    stands = stands_of(person, own_orders) if person else {}
    returned = returning.list_of_group(group.pk)
    is_refunded = any(order.refunded_minor for order in own_orders)
    paid_back = returning.list_paid_back_of_group(group.pk) if is_refunded else []
    parts = [
        OrderView(
            order=order,
            moments=orders.timeline(order),
            packages=fulfillment.list_packages(order),
            can_cancel=orders.is_cancelable_by_customer(order),
            can_confirm=fulfillment.can_confirm_received(order),
            rights=returning.rights_of(order),
            returns=[one for one in returned if one.order_id == order.pk],
            cases=[one for one in paid_back if one.order_id == order.pk],
            proofs=list_proofs(order),
            stands=[stands[line.pk] for line in order.lines.all() if line.pk in stands],
        )
        for order in own_orders
    ]
    context = {
        "group": group,
        "person": person,
        "parts": parts,
        "cancel_reasons": reasons.CUSTOMER.items(),
        "is_sent_home": any(part.point is None for part in parts),
        "sent_to": format_address(AddressData(**group.ship_to), get_language() or "en"),
    }
    return render(request, "storefront/orders/order.html", context)
