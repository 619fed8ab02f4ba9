"""What viewers do with acts from pages, beside what goes over the room's line; and the page of the public record."""

from __future__ import annotations

import uuid
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from halles.live.acts import coupons, queries
from halles.live.errors import SessionNotFound
from halles.live.queries import get_public
from halles.promotions import services as promotions
from halles.users.models import User


@require_safe
@never_cache
def own_part(request: HttpRequest, session_id: uuid.UUID) -> HttpResponse:
    """The person's part in this show as the API tells it, with the head of the show's chain for everybody."""
    session = get_public(session_id)
    user = request.user
    nothing: dict[str, Any] = {"promises": [], "coupons": [], "waiting": [], "entries": [], "votes": []}
    own = queries.part_of(user.pk, session) if isinstance(user, User) else nothing
    return JsonResponse({**own, "chain": queries.head_of(session_id)})


@require_POST
def take_coupon(request: HttpRequest, session_id: uuid.UUID, act_id: uuid.UUID) -> HttpResponse:
    """201 with the coupon; {code, sentence} with 409 when it is refused."""
    claim = coupons.claim_live_coupon(get_public(session_id), act_id, user=_person(request))
    return JsonResponse(queries.coupon_out(claim), status=201)


@require_POST
def give_back(request: HttpRequest, session_id: uuid.UUID, claim_id: uuid.UUID) -> HttpResponse:
    """204: the promised price goes to whoever waits."""
    get_public(session_id)
    promotions.give_back(claim_id, user_id=_person(request).pk)
    return HttpResponse(status=204)


@require_POST
def leave_waitlist(request: HttpRequest, session_id: uuid.UUID, act_id: uuid.UUID) -> HttpResponse:
    """204: the person no longer waits."""
    queries.get_act(get_public(session_id), act_id)
    promotions.leave_waitlist(act_id, user_id=_person(request).pk)
    return HttpResponse(status=204)


@require_safe
def record_page(request: HttpRequest, session_id: uuid.UUID) -> HttpResponse:
    """The public record of a show, recomputed by the reader's own browser."""
    session = get_public(session_id)
    record_url = reverse("api:live_record", args=[session_id])
    user = request.user
    entries = queries.part_of(user.pk, session)["entries"] if isinstance(user, User) else []
    return render(request, "live/record.html", {"session": session, "record_url": record_url, "entries": entries})


def _person(request: HttpRequest) -> User:
    if not isinstance(request.user, User):
        raise SessionNotFound
    return request.user
