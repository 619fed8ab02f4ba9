"""Telling the staff what is wrong with what somebody made, and wanting to hear nothing more of somebody."""

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
from halles.kit.http import is_htmx, safe_next
from halles.kit.rate_limits import TooOften
from halles.social import blocks
from halles.social import services as socialising
from halles.storefront import reporting, turns
from halles.storefront.requests import market_of, person_of, visit_of
from halles.users.models import User


@require_POST
def report(request: HttpRequest, kind: str, target_id: uuid.UUID) -> HttpResponse:
    """Report anything that one can see: one address for all that people make."""
    said = _("Thank you. Somebody will look at it.")
    try:
        with transaction.atomic():
            turns.take_report(request)
            reporting.report_thing(
                kind,
                target_id,
                reason=request.POST.get("reason", ""),
                text=request.POST.get("text", ""),
                person=person_of(request),
                visit=visit_of(request),
                market=market_of(request).code,
            )
    except (NotFound, TooOften):
        raise
    except Refusal as refusal:
        said = str(refusal)
    return _said(request, said)


@require_POST
def report_message(request: HttpRequest, session_id: uuid.UUID, offset: int) -> HttpResponse:
    """Report a message of a live chat: 204, or {code, title} when it is refused; the room says both in words."""
    turns.take_report(request)
    reporting.report_chat_message(
        session_id,
        offset,
        reason=request.POST.get("reason", ""),
        text=request.POST.get("text", ""),
        person=person_of(request),
        visit=visit_of(request),
    )
    return HttpResponse(status=204)


@require_POST
@login_required
def block(request: HttpRequest, kind: str, target_id: uuid.UUID) -> HttpResponse:
    """Hear nothing more of whoever made this, and be heard by them no more."""
    person = cast("User", request.user)
    author = reporting.get_author(kind, target_id, person)
    said = _("Blocked. You no longer see what they say, and they cannot answer or write to you.")
    try:
        with transaction.atomic():
            socialising.block(person, author)
    except NotFound:
        raise
    except Refusal as refusal:
        said = str(refusal)
    return _said(request, said)


@require_safe
@login_required
def block_list(request: HttpRequest) -> HttpResponse:
    """Whom I have blocked, with a way to take it back."""
    page = blocks.list_blocks(cast("User", request.user), request.GET.get("cursor"))
    return render(request, "storefront/blocks.html", {"page": page})


@require_POST
@login_required
def unblock(request: HttpRequest, block_id: uuid.UUID) -> HttpResponse:
    """Take one's own block back."""
    socialising.unblock(cast("User", request.user), block_id)
    messages.success(request, _("You see each other again."))
    return redirect("storefront:blocks")


def _said(request: HttpRequest, said: str) -> HttpResponse:
    if is_htmx(request):
        return render(request, "storefront/reviews/said.html", {"said": said})
    messages.info(request, said)
    return redirect(safe_next(request, "/"))
