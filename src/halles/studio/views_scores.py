"""The score of a shop and of a profile: each figure, its lines, the lines as a file, and working it out again."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from halles.creators import queries as creators
from halles.kit import rate_limits
from halles.scores import queries, services
from halles.scores.errors import LinesOver
from halles.scores.queries import Standing
from halles.studio.access import signed_in
from halles.studio.score_desk import context_of
from halles.studio.shop_access import Desk, Role, shop_desk, show
from halles.users.models import User

AGAIN_PER_HOUR_MAX = 6


@require_safe
@shop_desk(Role.MANAGER)
def shop_score(request: HttpRequest, desk: Desk) -> HttpResponse:
    """The shop's score and what it is made of."""
    metric = request.GET.get("metric", "")
    context = context_of(queries.shop_standing(desk.seller.pk), metric, seller_id=desk.seller.pk)
    return show(request, desk, "scores/shop.html", {"section": "score", **context})


@require_safe
@shop_desk(Role.MANAGER)
def shop_score_out(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Every line of the shop's score as a file."""
    return _file(queries.shop_standing(desk.seller.pk), desk.seller.slug)


@require_POST
@shop_desk(Role.MANAGER)
def work_out_shop(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Work the score out now, instead of waiting for the night."""
    with transaction.atomic():
        rate_limits.take(f"scores:{desk.seller.pk}", limit=AGAIN_PER_HOUR_MAX, per_seconds=3_600)
        services.score_shop(desk.seller.pk)
    messages.success(request, _("Worked out from everything known by now."))
    return redirect("studio:shop_score", desk.seller.slug)


@require_safe
@signed_in
def profile_score(request: HttpRequest, person: User, creator_id: uuid.UUID) -> HttpResponse:
    """A profile's promotion score and what it is made of."""
    creator = creators.get_creator_for_user(person, creator_id)
    metric = request.GET.get("metric", "")
    context = context_of(queries.creator_standing(creator.pk), metric, creator_id=creator.pk)
    return render(request, "studio/scores/profile.html", {"creator": creator, **context})


@require_safe
@signed_in
def profile_score_out(request: HttpRequest, person: User, creator_id: uuid.UUID) -> HttpResponse:
    """Every line of a profile's score as a file; no customer is named in it."""
    creator = creators.get_creator_for_user(person, creator_id)
    return _file(queries.creator_standing(creator.pk), creator.handle)


@require_POST
@signed_in
def work_out_profile(request: HttpRequest, person: User, creator_id: uuid.UUID) -> HttpResponse:
    """Work the score out now, instead of waiting for the night."""
    creator = creators.get_creator_for_user(person, creator_id)
    with transaction.atomic():
        rate_limits.take(f"scores:{creator.pk}", limit=AGAIN_PER_HOUR_MAX, per_seconds=3_600)
        services.score_creator(creator.pk)
    messages.success(request, _("Worked out from everything known by now."))
    return redirect("studio:profile_score", creator.pk)


def _file(standing: Standing | None, name: str) -> HttpResponse:
    if standing is None:
        raise LinesOver
    # Spreadsheets take UTF-8 for what it is only by the mark at its beginning.
    return HttpResponse(
        f"\ufeff{queries.table_of(standing.score_id)}".encode(),
        content_type="text/csv; charset=utf-8",
        headers={
            "Content-Disposition": f'attachment; filename="{name}-score-{standing.on.isoformat()}.csv"',
            "Cache-Control": "private, no-store",
        },
    )
