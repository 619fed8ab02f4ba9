"""Work that a shop refused to pay for."""

from __future__ import annotations

import uuid

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from halles.affiliates.services import fees
from halles.backoffice.deciding import carry_out_and_tell
from halles.backoffice.fee_desk import list_cases
from halles.users.models import User
from halles.users.staff_access import staff_may


@require_safe
@staff_may("orders")
def fee_list(request: HttpRequest, person: User) -> HttpResponse:
    """What shops refused, with what was agreed and what was delivered."""
    return render(request, "backoffice/fees.html", {"cases": list_cases()})


@require_POST
@staff_may("orders")
def decide_fee(request: HttpRequest, person: User, fee_id: uuid.UUID) -> HttpResponse:
    """Pay the creator, or give the shop its money back; both sides read why."""
    is_paid, why = request.POST.get("decision") == "pay", request.POST.get("why", "")
    carry_out_and_tell(
        request,
        lambda: fees.decide_fee(fee_id, is_paid=is_paid, why=why, by=person),
        done=_("Decided. Both sides are told why."),
    )
    return redirect("backoffice:fees")
