"""What shops offer to creators, looked up and never edited."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from halles.affiliates.queries.oversight import search_plans
from halles.users.models import User
from halles.users.staff_access import staff_may


@require_safe
@staff_may("money")
def plan_list(request: HttpRequest, person: User) -> HttpResponse:
    """Plans with the history of their rates and who takes part."""
    text = request.GET.get("q", "").strip()[:100]
    page = search_plans(text, request.GET.get("cursor"))
    return render(request, "backoffice/plans.html", {"text": text, "page": page})
