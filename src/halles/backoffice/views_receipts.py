"""Receipts by which shops show that a carrier had a parcel before its first scan."""

from __future__ import annotations

import uuid

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from halles.backoffice.deciding import carry_out_and_tell
from halles.fulfillment import queries, services
from halles.kit.storage import private_storage
from halles.users.models import User
from halles.users.staff_access import staff_may


@require_safe
@staff_may("orders")
def receipt_list(request: HttpRequest, person: User) -> HttpResponse:
    """The newest receipts, struck ones included."""
    return render(request, "backoffice/receipts.html", {"proofs": queries.list_handover_proofs()})


@require_safe
@staff_may("orders")
def receipt_picture(request: HttpRequest, person: User, package_id: uuid.UUID) -> HttpResponse:
    """The photo itself, for no cache."""
    with private_storage().open(queries.get_handover_proof(package_id).key) as opened:
        answer = HttpResponse(opened.read(), content_type="image/webp")
    answer["Cache-Control"] = "private, no-store"
    return answer


@require_POST
@staff_may("orders")
def strike_receipt(request: HttpRequest, person: User, package_id: uuid.UUID) -> HttpResponse:
    """It shows something else: it counts for nothing."""
    why = request.POST.get("why", "")
    carry_out_and_tell(
        request,
        lambda: services.strike_handover(package_id, by=person, why=why),
        done=_("Struck. The shop reads why."),
    )
    return redirect("backoffice:receipts")
