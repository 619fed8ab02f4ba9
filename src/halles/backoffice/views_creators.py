"""Profiles and their leave to earn with other shops' goods."""

from __future__ import annotations

import uuid

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from halles.backoffice.creator_desk import creator_context
from halles.backoffice.deciding import carry_out
from halles.creators import queries as creators
from halles.creators import services as creating
from halles.social.queries import counts_for
from halles.users.models import User
from halles.users.staff_access import staff_may

STANDINGS = (
    ("", gettext_lazy("All profiles")),
    ("pilot", gettext_lazy("Newcomers")),
    ("full", gettext_lazy("Without a quota")),
    ("none", gettext_lazy("May not sell")),
)


@require_safe
@staff_may("content")
def creator_list(request: HttpRequest, person: User) -> HttpResponse:
    """Profiles by name and by how they stand."""
    text, standing = request.GET.get("q", "").strip()[:80], request.GET.get("standing", "")
    page = creators.search_for_staff(text, standing=standing, cursor=request.GET.get("cursor"))
    counts = counts_for("creator", [one.pk for one in page.rows])
    context = {
        "text": text,
        "page": page,
        "rows": [(one, counts[one.pk].follow_count) for one in page.rows],
        "standings": STANDINGS,
        "standing": standing,
    }
    return render(request, "backoffice/creators.html", context)


@require_safe
@staff_may("content")
def creator_detail(request: HttpRequest, person: User, creator_id: uuid.UUID) -> HttpResponse:
    """How one profile stands and why, and what the staff decided about it."""
    creator = creators.get_creator_for_staff(creator_id)
    return render(request, "backoffice/creator.html", creator_context(creator))


@require_POST
@staff_may("content")
def admit_creator(request: HttpRequest, person: User, creator_id: uuid.UUID) -> HttpResponse:
    """Let a profile earn without a quota; a refusal comes back with what was typed."""
    creator, why = creators.get_creator_for_staff(creator_id), request.POST.get("why", "")
    refusal = carry_out(
        request,
        lambda: creating.admit_selling(creator, by=person, why=why),
        done=_("Let in. The creator is told why by mail."),
    )
    if refusal is None:
        return redirect("backoffice:creator", creator_id)
    context = {**creator_context(creator), "refusal": refusal, "why": why}
    return render(request, "backoffice/creator.html", context, status=422)
