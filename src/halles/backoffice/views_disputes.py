"""Cases between customers and shops: both sides' words and pictures, and the decision."""

from __future__ import annotations

import uuid
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from halles.backoffice.deciding import carry_out
from halles.backoffice.forms_disputes import DecisionForm
from halles.fulfillment import queries as fulfillment
from halles.orders import queries as orders
from halles.returns import queries, services
from halles.returns.access import picture_answer
from halles.returns.models import Dispute
from halles.returns.proofs import list_proofs
from halles.users.models import User
from halles.users.staff_access import staff_may


@require_safe
@staff_may("orders")
def dispute_list(request: HttpRequest, person: User) -> HttpResponse:
    """Open cases, or closed ones, newest first."""
    is_open = request.GET.get("which", "open") == "open"
    context = {
        "is_open": is_open,
        "page": queries.list_disputes_for_staff(is_open=is_open, cursor=request.GET.get("cursor")),
        "open_count": queries.count_open_disputes(),
    }
    return render(request, "backoffice/disputes.html", context)


@require_safe
@staff_may("orders")
def dispute_detail(request: HttpRequest, person: User, dispute_id: uuid.UUID) -> HttpResponse:
    """One case with everything that helps to decide it."""
    return render(request, "backoffice/dispute.html", _context(dispute_id))


@require_POST
@staff_may("orders")
def decide_dispute(request: HttpRequest, person: User, dispute_id: uuid.UUID) -> HttpResponse:
    """Decide; a refusal comes back with what was typed."""
    context = _context(dispute_id)
    found: Dispute = context["found"]
    form = DecisionForm(found.order.currency, request.POST)
    refusal = None
    if form.is_valid():
        given = form.cleaned_data
        refusal = carry_out(
            request,
            lambda: services.decide_dispute(
                dispute_id, given["decision"], amount_minor=given["amount_minor"], by=person, why=given["why"]
            ),
            done=_("Decided. Both sides are told why."),
        )
        if refusal is None:
            return redirect("backoffice:dispute", dispute_id)
    return render(request, "backoffice/dispute.html", {**context, "form": form, "refusal": refusal}, status=422)


@require_safe
@staff_may("orders")
def dispute_picture(request: HttpRequest, person: User, picture_id: uuid.UUID) -> HttpResponse:
    """A picture of any case or return."""
    found, _order = queries.find_picture(picture_id)
    return picture_answer(found)


def _context(dispute_id: uuid.UUID) -> dict[str, Any]:
    found = queries.get_dispute_for_staff(dispute_id)
    order = next(one for one in orders.get_group(found.order.group_id).orders.all() if one.pk == found.order_id)
    return {
        "found": found,
        "order": order,
        "statements": queries.list_statements(found),
        "packages": fulfillment.list_packages(order),
        "moments": orders.timeline(order),
        "returns": queries.list_of_order(order),
        "proofs": list_proofs(order),
        "at_stake_minor": queries.case_money(found),
        "form": DecisionForm(order.currency),
    }
