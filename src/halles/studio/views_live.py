"""Live shows at the desk: plan, bag, run sheet, helpers, cockpit."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from halles.creators import queries as creators
from halles.kit.errors import Refusal
from halles.live import queries, services
from halles.live.chat_log import list_deletions
from halles.live.models import LiveSession
from halles.live.sentences import room_sentences
from halles.live.tokens import issue_media_token
from halles.markets.queries import get_market, list_markets, market_name
from halles.media.services import store_image
from halles.studio.access import signed_in
from halles.studio.forms_live import MemberForm, ShowForm, StepForm
from halles.studio.live_changes import CHANGES
from halles.studio.live_desk import ShowDesk
from halles.studio.live_figures import cue_of, figures_of
from halles.studio.live_strip import strip_of
from halles.studio.reading import local_text
from halles.users.models import User


@require_safe
@signed_in
def live(request: HttpRequest, person: User) -> HttpResponse:
    """The shows this person runs."""
    page = queries.list_hosted(person, request.GET.get("cursor"))
    context = {
        "faces": [queries.face_of(one) for one in page.rows],
        "page": page,
        "has_profile": bool(creators.list_creators_of(person)),
    }
    return render(request, "studio/live/list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def plan(request: HttpRequest, person: User) -> HttpResponse:
    """A new show."""
    if not creators.list_creators_of(person):
        return redirect("studio:new_profile")
    market = getattr(request, "market", None)
    initial = {"market": market.code if market else "", "language": (get_language() or "en")[:2], "shape": "portrait"}
    form = _form(person, request, initial)
    if request.method == "POST" and form.is_valid():
        session = _keep(form, lambda draft: _planned(person, form, draft), person)
        if session is not None:
            messages.success(request, _("Planned. Fill the bag and the run sheet, then share the address."))
            return redirect("studio:show", session.pk)
    return render(request, "studio/live/plan.html", {"form": form}, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def show(request: HttpRequest, person: User, session_id: uuid.UUID) -> HttpResponse:
    """Everything about a show before it begins, in one place."""
    session = queries.get_for_host(person, session_id)
    form = _form(person, request, _initial(session), session)
    if request.method == "POST" and form.is_valid():
        kept = _keep(form, lambda draft: services.edit_session(session.pk, draft), person)
        if kept is not None:
            messages.success(request, _("Saved."))
            return redirect("studio:show", session.pk)
    desk = ShowDesk(session, person, get_language() or "en")
    context = {
        "desk": desk,
        "session": session,
        "form": form,
        "step_form": StepForm(products=[(card["id"], card["title"]) for card in desk.bag]),
        "member_form": MemberForm(),
        "sets": queries.list_sets(session.creator),
        "restrictions": queries.list_restrictions(session),
        "deletions": list_deletions(session),
    }
    return render(request, "studio/live/show.html", context, status=422 if form.errors else 200)


@require_POST
@signed_in
def change(request: HttpRequest, person: User, session_id: uuid.UUID, deed: str) -> HttpResponse:
    """One change of the plan: bag, steps, helpers, key, calling it off."""
    session = queries.get_for_host(person, session_id)
    work = CHANGES.get(deed)
    if work is None:
        return redirect("studio:show", session_id)
    try:
        with transaction.atomic():
            said = work(session, request)
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        if said:
            messages.success(request, said)
    return redirect("studio:show", session_id)


@require_safe
@never_cache
@signed_in
def cockpit(request: HttpRequest, person: User, session_id: uuid.UUID) -> HttpResponse:
    """The desk while the show runs."""
    session = queries.get_for_moderator(person, session_id)
    desk = ShowDesk(session, person, get_language() or "en")
    context = {
        "desk": desk,
        "session": session,
        "face": queries.face_of(session),
        "figures": (found := figures_of(session)),
        "cue": cue_of(session, found),
        "strip": strip_of(session),
        "media_token": issue_media_token(session),
        "sentences": room_sentences(),
        "held": queries.list_messages(session, held_only=True),
        "restrictions": queries.list_restrictions(session),
        "deletions": list_deletions(session),
        "keywords": queries.list_keywords(session.creator),
        "slow": [(0, _("off")), *((seconds, _("%s s") % seconds) for seconds in (5, 10, 30, 60, 120))],
    }
    return render(request, "studio/live/cockpit.html", context)


@require_safe
@never_cache
@signed_in
def figures(request: HttpRequest, person: User, session_id: uuid.UUID) -> HttpResponse:
    """The strip of figures with the coach's one cue, asked for every few seconds."""
    session = queries.get_for_moderator(person, session_id)
    found = figures_of(session)
    context = {
        "session": session,
        "figures": found,
        "cue": cue_of(session, found),
        "strip": strip_of(session),
        "returning": queries.list_returning(session),
    }
    return render(request, "studio/live/figures.html", context)


def _form(person: User, request: HttpRequest, initial: dict[str, Any], session: LiveSession | None = None) -> ShowForm:
    language = get_language() or "en"
    markets = list_markets()
    profiles = [session.creator] if session else creators.list_creators_of(person)
    return ShowForm(
        request.POST or None,
        request.FILES or None,
        initial=initial,
        creators=profiles,
        markets=[(one.code, market_name(one, language)) for one in markets],
        zones={one.code: one for one in markets},
    )


def _initial(session: LiveSession) -> dict[str, Any]:
    zone = get_market(session.market).time_zone
    return {
        "creator": str(session.creator_id),
        "title": session.title,
        "description": session.description,
        "market": session.market,
        "language": session.language,
        "at": local_text(session.scheduled_at, zone),
        "shape": "portrait" if session.is_portrait else "landscape",
    }


def _keep(form: ShowForm, write: Callable[[services.Draft], LiveSession], person: User) -> LiveSession | None:
    facts = form.cleaned_data
    try:
        with transaction.atomic():
            cover = store_image(person, facts["cover"]) if facts["cover"] else None
            draft = services.Draft(
                title=facts["title"],
                description=facts["description"],
                market=facts["market"],
                language=facts["language"],
                scheduled_at=form.instant(),
                is_portrait=facts["shape"] == "portrait",
                cover_id=cover.pk if cover else None,
            )
            return write(draft)
    except Refusal as refusal:
        place = {"live.time_impossible": "at", "live.language_unknown": "language", "live.title_missing": "title"}
        form.add_error(place.get(refusal.code), str(refusal))
        return None


def _planned(person: User, form: ShowForm, draft: services.Draft) -> LiveSession:
    creator = creators.get_creator_for_user(person, uuid.UUID(form.cleaned_data["creator"]))
    return services.plan_session(creator, draft, by=person)
