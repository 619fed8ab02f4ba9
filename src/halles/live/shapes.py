"""How programs see live shows."""

from __future__ import annotations

import datetime as dt
import json
import uuid
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from ninja import Schema

from halles.live.chat_log import DeletedWords
from halles.live.models import Deletion, LiveSession, Restriction, RoomEvent, RunSheetItem


class SessionOut(Schema):
    """A live show. `playback_url` is an LL-HLS playlist, `room_url` a WebSocket (docs/live.md)."""

    id: uuid.UUID
    status: str
    media: str
    title: str
    description: str
    market: str
    language: str
    creator: str
    scheduled_at: dt.datetime
    started_at: dt.datetime | None
    ended_at: dt.datetime | None
    is_portrait: bool
    viewer_peak: int
    page_url: str
    playback_url: str
    room_url: str


class RunOut(SessionOut):
    """As those see it who keep the show running; `is_withheld`: the staff keeps it from the public."""

    is_withheld: bool
    product_ids: list[uuid.UUID]
    pinned_product_id: uuid.UUID | None
    explained_product_id: uuid.UUID | None
    modes: dict[str, Any]


class OwnSessionOut(RunOut):
    """With what only hosts may know: the stream key opens the show to whoever has it."""

    whip_url: str
    rtmp_url: str
    stream_key: str


class StepOut(Schema):
    position: int
    kind: str
    title: str
    note: str
    minutes: int
    product_id: uuid.UUID | None
    act_kind: str
    begun_at: dt.datetime | None
    done_at: dt.datetime | None


class ChatMessageOut(Schema):
    """A message as those who keep the chat see it; `status` shown, held or deleted."""

    offset: int
    status: str
    name: str
    role: str
    text: str
    at: dt.datetime


class DeletionOut(Schema):
    """A deed by which messages were deleted: `offset` and its words are of the latest of them; `way` is team, ban or
    staff, whose people have no `by_id`."""

    offset: int
    message_count: int
    way: str
    by_id: uuid.UUID | None
    name: str
    text: str
    at: dt.datetime


class RestrictionOut(Schema):
    id: uuid.UUID
    kind: str
    name: str
    reason: str
    made_at: dt.datetime
    until_at: dt.datetime | None
    appeal: str
    is_by_staff: bool


def session_out(session: LiveSession) -> dict[str, Any]:
    """A `SessionOut`."""
    base = settings.BASE_URL
    return {
        "id": session.pk,
        "status": session.status,
        "media": session.media,
        "title": session.title,
        "description": session.description,
        "market": session.market,
        "language": session.language,
        "creator": session.creator.handle,
        "scheduled_at": session.scheduled_at,
        "started_at": session.started_at,
        "ended_at": session.ended_at,
        "is_portrait": session.is_portrait,
        "viewer_peak": session.viewer_peak,
        "page_url": f"{base}/live/{session.pk}/",
        "playback_url": f"{base}/live-media/{session.pk}/index.m3u8",
        "room_url": f"{_websocket(base)}/rooms/{session.pk}",
    }


def own_session_out(session: LiveSession, product_ids: list[uuid.UUID]) -> dict[str, Any]:
    """An `OwnSessionOut`."""
    return {
        **run_out(session, product_ids),
        "whip_url": whip_url(session),
        "rtmp_url": rtmp_url(),
        "stream_key": session.stream_key,
    }


def run_out(session: LiveSession, product_ids: list[uuid.UUID]) -> dict[str, Any]:
    """A `RunOut`."""
    return {
        **session_out(session),
        "is_withheld": session.withheld_at is not None,
        "product_ids": product_ids,
        "pinned_product_id": session.pinned_id,
        "explained_product_id": session.explained_id,
        "modes": {
            "is_chat_open": session.is_chat_open,
            "is_followers_only": session.is_followers_only,
            "is_chat_held": session.is_chat_held,
            "slow_mode_seconds": session.slow_mode_seconds,
        },
    }


def whip_url(session: LiveSession) -> str:
    """Where a browser or OBS 30 sends by WHIP, with the stream key as bearer token."""
    return f"{settings.BASE_URL}/whip/{session.pk}"


def ice_servers() -> str:
    """The STUN and TURN servers of this hall, JSON as a browser's RTCPeerConnection takes them."""
    found = [
        {"urls": one.url} | ({"username": one.username, "credential": one.password} if one.username else {})
        for one in settings.HALLES_ICE_SERVERS
    ]
    return json.dumps(found)


def rtmp_url() -> str:
    """Where OBS sends by RTMP; the stream key goes into the field of that name. Empty where RTMP is off."""
    port = settings.HALLES_RTMP_PORT
    return f"rtmp://{urlsplit(settings.BASE_URL).hostname}:{port}/live" if port else ""


def step_out(item: RunSheetItem) -> dict[str, Any]:
    """A `StepOut`."""
    return {field: getattr(item, field) for field in StepOut.model_fields}


def message_out(event: RoomEvent) -> dict[str, Any]:
    """A `ChatMessageOut`."""
    body = event.body
    return {
        "offset": event.offset,
        "status": event.status,
        "name": body.get("name", ""),
        "role": body.get("role", "viewer"),
        "text": body.get("text", ""),
        "at": event.at,
    }


def deletion_out(found: DeletedWords) -> dict[str, Any]:
    """A `DeletionOut`."""
    deed = found.deletion
    return {
        "offset": deed.offset,
        "message_count": deed.message_count,
        "way": deed.way,
        "by_id": None if deed.way == Deletion.Way.STAFF else deed.by_id,
        "name": found.name,
        "text": found.text,
        "at": deed.at,
    }


def restriction_out(found: Restriction) -> dict[str, Any]:
    """A `RestrictionOut`."""
    return {field: getattr(found, "pk" if field == "id" else field) for field in RestrictionOut.model_fields}


def _websocket(base: str) -> str:
    return "ws" + base.removeprefix("http")
