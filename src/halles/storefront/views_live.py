"""Live shows as viewers meet them: what is on, the room, the bag over the picture, and being reminded."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import redirect_to_login
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from halles.kit import clock
from halles.kit.errors import Refusal
from halles.kit.http import is_htmx
from halles.live import queries, services, tokens
from halles.live.cards import bag_cards
from halles.live.models import LiveSession
from halles.live.replays import find_replay, list_replay_chapters
from halles.live.roles import role_in
from halles.live.sentences import room_sentences
from halles.live.views_room import find_for
from halles.social import queries as social
from halles.storefront.labels import paid_in_show, show_label, with_labels
from halles.storefront.requests import market_of, person_of, visit_of


@require_safe
@transaction.non_atomic_requests
def live_list(request: HttpRequest) -> HttpResponse:
    """What is on air in this market, what is coming, what can be seen again."""
    market = market_of(request)
    now = queries.faces_on_air(market.code)
    coming = [queries.face_of(one) for one in queries.list_coming(market.code)]
    over = [queries.face_of(one) for one in queries.list_over(market.code)]
    labelled = with_labels([*now, *coming, *over], market, get_language() or "en")
    context = {
        "now": labelled[: len(now)],
        "coming": labelled[len(now) : len(now) + len(coming)],
        "over": labelled[len(now) + len(coming) :],
    }
    return render(request, "storefront/live/list.html", context)


@require_safe
@transaction.non_atomic_requests
def room(request: HttpRequest, session_id: uuid.UUID) -> HttpResponse:
    """One show under its address: waiting room, the show itself, or the replay."""
    person = person_of(request)
    session = find_for(person, session_id)
    role = role_in(session, person)
    replay = find_replay(session)
    cards = _cards(session)
    context = {
        "session": session,
        "face": queries.face_of(session),
        "role": role,
        "is_followed": session.creator_id in social.followed_by(person, [session.creator_id]),
        "is_reminded": bool(person and queries.list_reminded(person, [session.pk])),
        "playback_url": _playback(session, role),
        "cards": cards,
        "label": show_label(
            session, [uuid.UUID(card["id"]) for card in cards], market_of(request), get_language() or "en"
        ),
        "replay": replay,
        "chapters": list_replay_chapters(session, replay) if replay else [],
        "following": _next_show(session),
        "sentences": room_sentences(),
        "now": clock.now(),
    }
    return render(request, "storefront/live/room.html", context)


@require_safe
@transaction.non_atomic_requests
def bag(request: HttpRequest, session_id: uuid.UUID) -> HttpResponse:
    """Everything in the bag of a show, at today's prices, for the sheet over the picture."""
    session = find_for(person_of(request), session_id)
    context = {"session": session, "cards": _cards(session)}
    return render(request, "storefront/live/bag.html", context)


@require_safe
@transaction.non_atomic_requests
def about(request: HttpRequest, session_id: uuid.UUID) -> HttpResponse:
    """What a show is and who makes it, why it is among those on the page, who is paid by it, roughly how much, and the
    way to report it: for the sheet over the picture."""
    person, market = person_of(request), market_of(request)
    session = find_for(person, session_id)
    product_ids = queries.list_bag(session)
    language = get_language() or "en"
    context = {
        "session": session,
        "role": role_in(session, person),
        "label": show_label(session, product_ids, market, language),
        "is_own_shop": session.creator.seller_id is not None,
        "is_followed": session.creator_id in social.followed_by(person, [session.creator_id]),
        "has_consent": visit_of(request).has_consent,
        "has_goods": bool(product_ids),
        "paid": paid_in_show(session, product_ids, market, language),
    }
    return render(request, "storefront/live/about.html", context)


@require_POST
def reminder(request: HttpRequest, session_id: uuid.UUID) -> HttpResponse:
    """Be told when the show begins, or no longer; a visitor signs in first."""
    person = person_of(request)
    back = reverse("storefront:live_room", args=[session_id])
    if person is None:
        return redirect_to_login(back)
    session = queries.get_public(session_id)
    is_wanted = request.POST.get("wanted", "true") == "true"
    if is_wanted:
        services.remind(person, session_id)
    else:
        services.forget_reminder(person, session_id)
    if is_htmx(request):
        return render(request, "storefront/live/remind.html", {"session": session, "is_reminded": is_wanted})
    return redirect(back)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def restriction(request: HttpRequest, session_id: uuid.UUID, restriction_id: uuid.UUID) -> HttpResponse:
    """Why somebody may not take part, until when, and what they have to say against it."""
    person = person_of(request)
    assert person is not None, "login_required"
    found = queries.get_own_restriction(person, restriction_id)
    refusal = None
    if request.method == "POST":
        try:
            with transaction.atomic():
                services.appeal(found, request.POST.get("text", ""))
        except Refusal as said:
            refusal = said
        else:
            messages.success(request, _("Sent. Those who run the show will read it."))
            return redirect(request.path)
    context = {"found": found, "session_id": session_id, "refusal": refusal, "text": request.POST.get("text", "")}
    return render(request, "storefront/live/restriction.html", context, status=422 if refusal else 200)


def _playback(session: LiveSession, role: str) -> str:
    address = f"/live-media/{session.pk}/index.m3u8"
    if session.status == "planned" and role != "viewer":
        return f"{address}?t={tokens.issue_media_token(session)}"
    return address


def _cards(session: LiveSession) -> list[dict[str, Any]]:
    return bag_cards(session, queries.list_bag(session), language=get_language() or session.language)


def _next_show(session: LiveSession) -> LiveSession | None:
    if session.status not in {"ended", "canceled"}:
        return None
    coming = (one for one in queries.list_of_creator(session.creator) if one.status in {"live", "planned"})
    return next(coming, None)
