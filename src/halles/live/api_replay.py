"""Replays over the API."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Annotated, Any

from django.conf import settings
from django.http import HttpRequest
from ninja import Query, Router, Schema, Status
from pydantic import Field

from halles.live import queries, services
from halles.live.errors import ReplayNotFound
from halles.live.models import LiveSession, Replay
from halles.live.replays import find_replay, list_replay_chapters, moments_after, moments_at, timeline_of
from halles.markets.requests import language_asked
from halles.users.api_auth import BearerAuth
from halles.users.models import User

router = Router(tags=["live"], auth=BearerAuth())
PLACE_MAX = 10**12


class TakeOut(Schema):
    """An unbroken stretch: it begins at `begins_at` in the world and `place_ms` in the replay."""

    begins_at: dt.datetime
    place_ms: int
    duration_ms: int


class ChapterOut(Schema):
    begins_ms: int
    ends_ms: int
    product_id: uuid.UUID
    title: str


class ReplayOut(Schema):
    """A recorded show; times in ms are places in the replay."""

    playlist_url: str
    duration_ms: int
    takes: list[TakeOut]
    chapters: list[ChapterOut]


class MomentsOut(Schema):
    """Chat and pins in order, `m` their place in ms; ask on with `after`=`next` until it is null."""

    events: list[dict[str, Any]]
    next: int | None
    cards: dict[str, dict[str, Any]]
    pin: str | None


@router.get("/live-sessions/{uuid:session_id}/replay", response=ReplayOut, auth=None, operation_id="get_live_replay")
def get_replay(request: HttpRequest, session_id: uuid.UUID) -> dict[str, Any]:
    """The replay of a show that is over, with its chapters; 404 live.replay_not_found."""
    session, replay = _public(session_id)
    spans = timeline_of(replay).spans
    return {
        "playlist_url": f"{settings.BASE_URL}/media/{replay.folder}/replay.m3u8",
        "duration_ms": replay.duration_ms,
        "takes": [
            {
                "begins_at": dt.datetime.fromtimestamp(span.begins_ms / 1000, dt.UTC),
                "place_ms": span.place_ms,
                "duration_ms": span.length_ms,
            }
            for span in spans
        ],
        "chapters": list_replay_chapters(session, replay),
    }


@router.get(
    "/live-sessions/{uuid:session_id}/replay/moments",
    response=MomentsOut,
    auth=None,
    operation_id="list_live_replay_moments",
)
def list_moments(
    request: HttpRequest,
    session_id: uuid.UUID,
    at: Annotated[int, Query(ge=0, le=PLACE_MAX)] = 0,
    after: Annotated[int | None, Query(ge=0, le=PLACE_MAX)] = None,
    language: Annotated[str, Field(max_length=10)] = "",
) -> Any:
    """How the room stood at a place of the replay and what came then, 200 at a time."""
    session, replay = _public(session_id)
    wanted = language_asked(language) or session.language
    if after is not None:
        return moments_after(session, replay, after, wanted)
    return moments_at(session, replay, at, wanted)


@router.delete("/live-sessions/{uuid:session_id}/replay", response={204: None}, operation_id="hide_live_replay")
def hide_replay(request: HttpRequest, session_id: uuid.UUID) -> Status[None]:
    """Take the replay from the public for good; hosts."""
    user = request.user
    assert isinstance(user, User), "the router asks for a token"
    queries.get_for_host(user, session_id)
    services.hide_replay(session_id)
    return Status(204, None)


def _public(session_id: uuid.UUID) -> tuple[LiveSession, Replay]:
    session = queries.get_public(session_id)
    replay = find_replay(session)
    if replay is None:
        raise ReplayNotFound
    return session, replay
