"""What the page of a replay asks for while it plays."""

from __future__ import annotations

import uuid
from dataclasses import asdict

from django.db import transaction
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from halles.live.errors import ReplayNotFound
from halles.live.replays import find_replay, moments_after, moments_at
from halles.live.views_room import find_for
from halles.users.models import User

NUMBER_LENGTH_MAX = 15


@require_safe
@never_cache
@transaction.non_atomic_requests
def moments(request: HttpRequest, session_id: uuid.UUID) -> HttpResponse:
    """A page of chat and pins in the time of the replay: `at` a place in ms begins anew there, `after` goes on."""
    user = request.user if isinstance(request.user, User) else None
    session = find_for(user, session_id)
    replay = find_replay(session)
    if replay is None:
        raise ReplayNotFound
    language = get_language() or session.language
    after = request.GET.get("after", "")
    if after:
        found = moments_after(session, replay, _number(after), language)
    else:
        found = moments_at(session, replay, _number(request.GET.get("at", "")), language)
    return JsonResponse(asdict(found))


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) <= NUMBER_LENGTH_MAX else 0
