"""Cases as customers see them: opened, argued, settled, decided."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from halles.kit.errors import Refusal
from halles.orders.guests import find_order
from halles.orders.models import Order
from halles.returns import queries, services
from halles.returns.access import my_case, my_return
from halles.returns.forms import CaseForm, SayForm
from halles.returns.models import Dispute, ReturnRequest

Kind = Dispute.Kind


@require_http_methods(["GET", "HEAD", "POST"])
def new_case(request: HttpRequest, order_id: uuid.UUID) -> HttpResponse:
    """Ask staff to decide, about the order or about one of its returns (`return` in the address)."""
    order = find_order(request, order_id)
    about = _about(request, order)
    kinds = _kinds(order, about)
    form = CaseForm(
        request.POST or None, request.FILES or None, kinds=kinds, initial={"kind": request.GET.get("kind", kinds[0])}
    )
    refusal: Refusal | None = None
    if form.is_bound and form.is_valid():
        given = form.cleaned_data
        try:
            with transaction.atomic():
                opened = services.open_dispute(
                    order_id,
                    kind=given["kind"],
                    side=Dispute.Side.CUSTOMER,
                    by_id=order.group.user_id,
                    text=given["text"],
                    pictures=given["pictures"],
                    return_id=about.pk if about else None,
                )
        except Refusal as said:
            refusal = said
        else:
            return redirect("returns:case", opened.pk)
    context = {"order": order, "about": about, "form": form, "refusal": refusal}
    return render(request, "returns/new_case.html", context, status=422 if form.errors or refusal else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def case(request: HttpRequest, dispute_id: uuid.UUID) -> HttpResponse:
    """A case: what both sides said, what was decided, and room to say more while it is open."""
    found, order = my_case(request, dispute_id)
    form = SayForm(request.POST or None, request.FILES or None)
    if form.is_bound and form.is_valid():
        try:
            with transaction.atomic():
                services.say(
                    dispute_id,
                    by_kind=Dispute.Side.CUSTOMER,
                    by_id=order.group.user_id,
                    text=form.cleaned_data["text"],
                    pictures=form.cleaned_data["pictures"],
                )
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect("returns:case", dispute_id)
    context = {"found": found, "order": order, "statements": queries.list_statements(found), "form": form}
    return render(request, "returns/case.html", context, status=422 if form.errors else 200)


@require_POST
def settle(request: HttpRequest, dispute_id: uuid.UUID) -> HttpResponse:
    """The customer closes their case without a decision."""
    my_case(request, dispute_id)
    try:
        with transaction.atomic():
            services.close_dispute(dispute_id, side=Dispute.Side.CUSTOMER)
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("The case is closed."))
    return redirect("returns:case", dispute_id)


def _about(request: HttpRequest, order: Order) -> ReturnRequest | None:
    given = request.GET.get("return", "")
    try:
        return_id = uuid.UUID(given)
    except ValueError:
        return None
    found, _order = my_return(request, return_id)
    return found if found.order_id == order.pk else None


def _kinds(order: Order, about: ReturnRequest | None) -> list[str]:
    if about is not None:
        is_declined = about.status == ReturnRequest.Status.REJECTED
        return [Kind.RETURN_DECLINED if is_declined else Kind.REFUND_TOO_SMALL]
    return [Kind.NOT_ARRIVED, Kind.OTHER] if order.delivered_at else [Kind.NOT_ARRIVED]
