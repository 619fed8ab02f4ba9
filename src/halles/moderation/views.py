"""What was decided about a person: their own list, the statement of reasons, and the appeal."""

from __future__ import annotations

import uuid
from typing import cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from halles.kit.errors import NotFound, Refusal
from halles.moderation import decisions, reasons, services
from halles.moderation.forms import AppealForm
from halles.users.models import User


@require_safe
@login_required
def decision_list(request: HttpRequest) -> HttpResponse:
    """Decisions about me, newest first."""
    page = decisions.list_decisions_about(cast("User", request.user), request.GET.get("cursor"))
    return render(request, "moderation/decisions.html", {"page": page})


@require_safe
@login_required
def decision_page(request: HttpRequest, decision_id: uuid.UUID) -> HttpResponse:
    """One statement of reasons, whole, with the way to appeal."""
    return _show(request, decision_id, AppealForm())


@require_POST
@login_required
def appeal(request: HttpRequest, decision_id: uuid.UUID) -> HttpResponse:
    """Appeal against a decision about oneself; a refusal comes back with what was written."""
    person = cast("User", request.user)
    decisions.get_for_subject(decision_id, person)
    form = AppealForm(request.POST)
    if form.is_valid():
        try:
            with transaction.atomic():
                services.open_appeal(decision_id, user=person, text=form.cleaned_data["text"])
        except NotFound:
            raise
        except Refusal as refusal:
            form.add_error("text", str(refusal))
        else:
            messages.success(request, _("Your appeal has arrived. Our staff looks at it again."))
            return redirect("moderation:decision", decision_id)
    return _show(request, decision_id, form, status=422)


def _show(request: HttpRequest, decision_id: uuid.UUID, form: AppealForm, *, status: int = 200) -> HttpResponse:
    decision = decisions.get_for_subject(decision_id, cast("User", request.user))
    context = {
        "decision": decision,
        "headline": reasons.headline(decision),
        "lines": reasons.statement(decision),
        "appeal": getattr(decision, "appeal", None),
        "can_appeal": reasons.can_appeal(decision),
        "meanwhile": reasons.meanwhile(decision),
        "redress": reasons.redress(decision),
        "form": form,
    }
    return render(request, "moderation/decision.html", context, status=status)
