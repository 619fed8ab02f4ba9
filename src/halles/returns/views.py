"""What customers see: which way a problem takes, the two steps of a withdrawal, a return, and how far it is."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from halles.fulfillment import queries as fulfillment
from halles.kit.errors import Refusal
from halles.orders.guests import find_order
from halles.returns import queries, reasons, services
from halles.returns.access import by_customer, my_picture, my_return, picture_answer
from halles.returns.forms import ReturnForm, SentForm, WithdrawalForm
from halles.returns.models import ReturnRequest
from halles.returns.queries.requests import parcel_of


@require_safe
def problem(request: HttpRequest, order_id: uuid.UUID) -> HttpResponse:
    """“Problem with this order”: each question with the way that answers it, and nothing that leads nowhere."""
    order = find_order(request, order_id)
    context = {
        "order": order,
        "rights": queries.rights_of(order),
        "packages": fulfillment.list_packages(order),
        "returns": queries.list_of_order(order),
        "case": queries.find_open_dispute(order),
        "decided": queries.decided_kinds(order),
    }
    return render(request, "returns/problem.html", context)


@require_safe
def withdraw(request: HttpRequest, order_id: uuid.UUID) -> HttpResponse:
    """Step one of the function to withdraw: which pieces, and who declares it. Nothing is declared yet."""
    order = find_order(request, order_id)
    rights = queries.rights_of(order)
    form = _withdrawal_form(rights, None, name=order.group.ship_to.get("name", ""), email=order.group.email)
    return render(request, "returns/withdraw.html", {"order": order, "rights": rights, "form": form})


@require_http_methods(["GET", "HEAD", "POST"])
def confirm_withdrawal(request: HttpRequest, order_id: uuid.UUID) -> HttpResponse:
    """Step two: the declaration as it will be made, and the button that makes it."""
    order = find_order(request, order_id)
    rights = queries.rights_of(order)
    given = request.POST if request.method == "POST" else request.GET
    key = given.get("key", "") or uuid.uuid4().hex
    known = ReturnRequest.objects.filter(order=order, key=key).first() if request.method == "POST" else None
    if known is not None:
        return redirect("returns:return", known.pk)
    form = _withdrawal_form(rights, given)
    context: dict[str, Any] = {"order": order, "rights": rights, "form": form, "key": key}
    if not form.is_valid():
        return render(request, "returns/withdraw.html", context, status=422)
    context["chosen"] = [(right, form.pieces[right.line.pk]) for right in rights.lines if right.line.pk in form.pieces]
    if request.method == "POST":
        try:
            with transaction.atomic():
                declared = services.declare_withdrawal(
                    order_id,
                    form.pieces,
                    by=by_customer(order),
                    name=form.cleaned_data["name"],
                    email=form.cleaned_data["email"],
                    key=key,
                )
        except Refusal as refusal:
            return render(request, "returns/withdraw.html", {**context, "refusal": refusal}, status=409)
        return redirect("returns:return", declared.pk)
    return render(request, "returns/confirm.html", context)


def _withdrawal_form(rights: queries.Rights, data: Any, **initial: str) -> WithdrawalForm:
    rows = [(right, right.left_quantity if right.can_withdraw else 0) for right in rights.lines]
    return WithdrawalForm(rows, data, initial=initial)


@require_http_methods(["GET", "HEAD", "POST"])
def new_return(request: HttpRequest, order_id: uuid.UUID) -> HttpResponse:
    """Ask to send something back: what, why, and what it looks like."""
    order = find_order(request, order_id)
    rights = queries.rights_of(order)
    rows = [(right, right.sent_quantity) for right in rights.lines]
    form = ReturnForm(
        rows,
        request.POST or None,
        request.FILES or None,
        reasons=reasons.choices(rights.grounds),
        initial={"key": uuid.uuid4().hex, "reason": request.GET.get("reason", "")},
    )
    refusal: Refusal | None = None
    if form.is_bound and form.is_valid():
        given = form.cleaned_data
        try:
            with transaction.atomic():
                asked = services.request_return(
                    order_id,
                    form.pieces,
                    by=by_customer(order),
                    reason=given["reason"],
                    text=given["text"],
                    pictures=given["pictures"],
                    key=given["key"],
                )
        except Refusal as problem_:
            refusal = problem_
        else:
            return redirect("returns:return", asked.pk)
    context = {"order": order, "rights": rights, "form": form, "refusal": refusal}
    return render(request, "returns/new.html", context, status=422 if form.errors or refusal else 200)


@require_safe
def return_page(request: HttpRequest, return_id: uuid.UUID) -> HttpResponse:
    """How far a return is, and what may be done now."""
    found, order = my_return(request, return_id)
    page = render(request, "returns/return.html", page_of(found, order.group.ship_to.get("country", "")))
    if found.status == ReturnRequest.Status.APPROVED and parcel_of(found) is None:
        # The label is made by a job; the browser looks again by itself, without any script.
        page["Refresh"] = "3"
    return page


def page_of(found: ReturnRequest, country: str) -> dict[str, Any]:
    """What the page of a return shows."""
    parcel = parcel_of(found)
    carriers = fulfillment.list_carriers(country)
    names = {one.code: one.name for one in carriers}
    return {
        "found": found,
        "order": found.order,
        "reason": reasons.words(found.reason),
        "parcel": parcel,
        "carrier_name": names.get(parcel.carrier, parcel.carrier) if parcel else "",
        "sent_form": SentForm(carriers=carriers) if found.status == ReturnRequest.Status.APPROVED else None,
        "label_minor": queries.rights_of(found.order).market.returns.label_minor,
        "case": next((one for one in found.disputes.all() if one.status == one.Status.OPEN), None),
        "is_decided": any(one.status == one.Status.DECIDED for one in found.disputes.all()),
        "cases": found.disputes.all(),
    }


@require_POST
def keep(request: HttpRequest, return_id: uuid.UUID) -> HttpResponse:
    """The customer keeps it after all."""
    found, order = my_return(request, return_id)
    try:
        with transaction.atomic():
            services.cancel_return(return_id, by=by_customer(order))
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("You keep it. Nothing is refunded."))
    return redirect("returns:return", found.pk)


@require_safe
def picture(request: HttpRequest, picture_id: uuid.UUID) -> HttpResponseBase:
    """A picture of one of the customer's own returns or cases."""
    return picture_answer(my_picture(request, picture_id))
