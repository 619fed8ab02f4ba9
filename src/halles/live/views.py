"""The edge's questions and word about live picture."""

from __future__ import annotations

import datetime as dt
import json
import uuid
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from halles.live import queries, services
from halles.live.errors import SessionNotFound, SessionOver
from halles.live.services.ingest import ends_by
from halles.media.views import is_from_edge

BODY_BYTES_MAX = 8192
EVENTS = frozenset({"started", "lost", "back", "ended", "full"})


@csrf_exempt
@require_POST
def authorize(request: HttpRequest) -> HttpResponse:
    """200 with the show a stream key opens, 403 for a wrong key, 409 when the show is over."""
    if not is_from_edge(request):
        return HttpResponse(status=403)
    key = _body(request).get("key")
    try:
        admission = services.admit(key if isinstance(key, str) else "")
    except SessionNotFound:
        return HttpResponse(status=403)
    except SessionOver:
        return HttpResponse(status=409)
    return JsonResponse(
        {
            "session_id": str(admission.session_id),
            "is_rehearsal": admission.is_rehearsal,
            "ends_by": admission.ends_by.isoformat(),
        }
    )


@require_safe
def standing(request: HttpRequest, session_id: uuid.UUID) -> HttpResponse:
    """How a show stands: whether everybody may watch, whether it goes on."""
    if not is_from_edge(request):
        return HttpResponse(status=403)
    session = queries.find_session(session_id)
    if session is None:
        return HttpResponse(status=404)
    return JsonResponse(
        {
            "status": session.status,
            "is_public": session.status == "live",
            "is_over": session.status in {"ended", "canceled"},
            "ends_by": ends_by(session).isoformat(),
        }
    )


@csrf_exempt
@require_POST
def media_word(request: HttpRequest, session_id: uuid.UUID) -> HttpResponse:
    """204 when the edge's word was written down, 400 when it makes no sense, 404 when there is no such show."""
    if not is_from_edge(request):
        return HttpResponse(status=403)
    word = _word(_body(request))
    if word is None:
        return HttpResponse(status=400)
    try:
        services.note_media(session_id, word)
    except SessionNotFound:
        return HttpResponse(status=404)
    return HttpResponse(status=204)


def _body(request: HttpRequest) -> dict[str, Any]:
    if len(request.body) > BODY_BYTES_MAX:
        return {}
    try:
        found = json.loads(request.body)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def _word(said: dict[str, Any]) -> services.MediaWord | None:
    try:
        word = services.MediaWord(
            event=str(said["event"]),
            take=int(said["take"]),
            at=dt.datetime.fromisoformat(said["at"]),
            protocol=str(said.get("protocol", "")),
            width=int(said.get("width") or 0),
            height=int(said.get("height") or 0),
            duration_ms=int(said.get("duration_ms") or 0),
            size_bytes=int(said.get("bytes") or 0),
            storage_key=str(said.get("storage_key") or ""),
            index_key=str(said.get("index_key") or ""),
        )
    except (KeyError, TypeError, ValueError):
        return None
    if word.event not in EVENTS or word.take < 0 or word.at.tzinfo is None:
        return None
    return word
