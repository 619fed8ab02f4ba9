"""Live shows over the API: all that the studio and the cockpit do."""

from __future__ import annotations

import uuid
from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Router, Schema, Status
from pydantic import AwareDatetime, Field

from halles.creators.queries import get_creator_for_user
from halles.live import chat_log, queries, services
from halles.live.acts.api import router as acts_router
from halles.live.api_replay import router as replay_router
from halles.live.models import LiveSession
from halles.live.models.room import KEYWORDS_MAX
from halles.live.models.sessions import DESCRIPTION_LENGTH_MAX, PRODUCTS_MAX, SHEET_ITEMS_MAX, TITLE_LENGTH_MAX
from halles.live.shapes import (
    ChatMessageOut,
    DeletionOut,
    OwnSessionOut,
    RestrictionOut,
    RunOut,
    StepOut,
    deletion_out,
    message_out,
    own_session_out,
    restriction_out,
    run_out,
    step_out,
)
from halles.users.api_auth import BearerAuth
from halles.users.models import User

router = Router(tags=["live"], auth=BearerAuth())
router.add_router("", acts_router)
router.add_router("", replay_router)
MarketCode = Annotated[str, Field(pattern=r"^[A-Z]{2}$")]
OFFSET_MAX = 2**62


class SessionIn(Schema):
    """A show to plan: `creator_id` is one of the person's profiles, `scheduled_at` an instant with its offset."""

    creator_id: uuid.UUID
    title: Annotated[str, Field(max_length=TITLE_LENGTH_MAX * 2)]
    market: MarketCode
    language: Annotated[str, Field(max_length=10)]
    scheduled_at: AwareDatetime
    description: Annotated[str, Field(max_length=DESCRIPTION_LENGTH_MAX * 2)] = ""
    is_portrait: bool = True
    product_ids: Annotated[list[uuid.UUID], Field(max_length=PRODUCTS_MAX * 2)] = []


class BagIn(Schema):
    """All products of the bag, in their order."""

    product_ids: Annotated[list[uuid.UUID], Field(max_length=PRODUCTS_MAX * 2)]


class PinIn(Schema):
    """The product to show over the picture, one of the bag; null takes the card away."""

    product_id: uuid.UUID | None


class SheetStepIn(Schema):
    kind: Annotated[str, Field(max_length=20)]
    minutes: Annotated[int, Field(ge=1, le=240)]
    title: Annotated[str, Field(max_length=TITLE_LENGTH_MAX)] = ""
    note: Annotated[str, Field(max_length=500)] = ""
    product_id: uuid.UUID | None = None
    act_kind: Annotated[str, Field(max_length=20)] = ""


class SheetIn(Schema):
    """All steps of the run sheet, in their order."""

    steps: Annotated[list[SheetStepIn], Field(max_length=SHEET_ITEMS_MAX * 2)]


class ModesIn(Schema):
    """What is left out stays as it is."""

    is_chat_open: bool | None = None
    is_followers_only: bool | None = None
    is_chat_held: bool | None = None
    slow_mode_seconds: Annotated[int, Field(ge=0, le=300)] | None = None


class RestrictIn(Schema):
    """Who said the message at `offset` may not speak (`mute`, this show) or take part (`ban`, the creator's shows)."""

    offset: Annotated[int, Field(ge=1, le=OFFSET_MAX)]
    kind: Annotated[str, Field(pattern="^(mute|ban)$")]
    reason: Annotated[str, Field(min_length=1, max_length=300)]
    seconds: Annotated[int, Field(ge=10, le=7 * 24 * 3600)] | None = None


class KeywordsIn(Schema):
    words: Annotated[list[Annotated[str, Field(max_length=60)]], Field(max_length=KEYWORDS_MAX)]


@router.post("/live-sessions", response={201: OwnSessionOut}, operation_id="plan_live_session")
def plan(request: HttpRequest, wanted: SessionIn) -> Status[dict[str, Any]]:
    """Plan a show. Send picture and sound to `whip_url` or `rtmp_url` with `stream_key`, then start it."""
    user = _user(request)
    creator = get_creator_for_user(user, wanted.creator_id)
    draft = services.Draft(**wanted.dict(exclude={"creator_id", "product_ids"}))
    session = services.plan_session(creator, draft, by=user)
    if wanted.product_ids:
        services.set_bag(session.pk, wanted.product_ids)
    return Status(201, _own(session))


@router.get("/live-sessions/{uuid:session_id}/mine", response=OwnSessionOut, operation_id="get_own_live_session")
def get_own(request: HttpRequest, session_id: uuid.UUID) -> dict[str, Any]:
    """A show one runs, with its stream key and modes."""
    return _own(queries.get_for_host(_user(request), session_id))


@router.post("/live-sessions/{uuid:session_id}/start", response=OwnSessionOut, operation_id="start_live_session")
def start(request: HttpRequest, session_id: uuid.UUID) -> dict[str, Any]:
    """Open the rehearsed picture to everybody; 409 live.no_picture while none arrives."""
    queries.get_for_host(_user(request), session_id)
    return _own(services.go_live(session_id))


@router.post("/live-sessions/{uuid:session_id}/end", response=OwnSessionOut, operation_id="end_live_session")
def end(request: HttpRequest, session_id: uuid.UUID) -> dict[str, Any]:
    """End the show; ending it twice is ending it once."""
    queries.get_for_host(_user(request), session_id)
    return _own(services.end_session(session_id))


@router.post("/live-sessions/{uuid:session_id}/cancel", response=OwnSessionOut, operation_id="cancel_live_session")
def cancel(request: HttpRequest, session_id: uuid.UUID) -> dict[str, Any]:
    """Call a planned show off."""
    session = queries.get_for_host(_user(request), session_id)
    services.cancel_session(session_id)
    session.refresh_from_db()
    return _own(session)


@router.post("/live-sessions/{uuid:session_id}/stream-key", response=OwnSessionOut, operation_id="renew_stream_key")
def renew_key(request: HttpRequest, session_id: uuid.UUID) -> dict[str, Any]:
    """Another stream key; the old one opens nothing any more."""
    queries.get_for_host(_user(request), session_id)
    return _own(services.renew_stream_key(session_id))


@router.put("/live-sessions/{uuid:session_id}/products", response=OwnSessionOut, operation_id="set_live_bag")
def set_bag(request: HttpRequest, session_id: uuid.UUID, wanted: BagIn) -> dict[str, Any]:
    """Exactly these products, also while on air."""
    queries.get_for_host(_user(request), session_id)
    return _own(services.set_bag(session_id, wanted.product_ids))


@router.post("/live-sessions/{uuid:session_id}/pins", response=RunOut, operation_id="pin_live_product")
def pin(request: HttpRequest, session_id: uuid.UUID, wanted: PinIn) -> dict[str, Any]:
    """Show a product of the bag over the picture, or none; hosts and moderators."""
    queries.get_for_moderator(_user(request), session_id)
    if wanted.product_id is None:
        return _run(services.unpin(session_id))
    return _run(services.pin(session_id, wanted.product_id))


@router.post("/live-sessions/{uuid:session_id}/explaining", response=RunOut, operation_id="explain_live_product")
def explain(request: HttpRequest, session_id: uuid.UUID, wanted: PinIn) -> dict[str, Any]:
    """Mark the product that is being talked about, or none."""
    queries.get_for_host(_user(request), session_id)
    return _run(services.explain(session_id, wanted.product_id))


@router.put("/live-sessions/{uuid:session_id}/run-sheet", response=list[StepOut], operation_id="set_run_sheet")
def set_sheet(request: HttpRequest, session_id: uuid.UUID, wanted: SheetIn) -> list[dict[str, Any]]:
    """Exactly these steps."""
    queries.get_for_host(_user(request), session_id)
    steps = [services.SheetStep(**step.dict()) for step in wanted.steps]
    return [step_out(item) for item in services.set_sheet(session_id, steps)]


@router.get("/live-sessions/{uuid:session_id}/run-sheet", response=list[StepOut], operation_id="get_run_sheet")
def get_sheet(request: HttpRequest, session_id: uuid.UUID) -> list[dict[str, Any]]:
    """The plan, with what really happened."""
    session = queries.get_for_moderator(_user(request), session_id)
    return [step_out(item) for item in session.sheet.order_by("position")]


@router.post("/live-sessions/{uuid:session_id}/next", response={200: StepOut, 204: None}, operation_id="next_live_step")
def next_step(request: HttpRequest, session_id: uuid.UUID) -> Status[dict[str, Any] | None]:
    """Begin the next step of the run sheet; 204 behind the last."""
    queries.get_for_host(_user(request), session_id)
    item = services.next_step(session_id)
    return Status(204, None) if item is None else Status(200, step_out(item))


@router.patch("/live-sessions/{uuid:session_id}/chat", response=RunOut, operation_id="set_chat_modes")
def set_modes(request: HttpRequest, session_id: uuid.UUID, wanted: ModesIn) -> dict[str, Any]:
    """Who may write and how often; hosts and moderators."""
    queries.get_for_moderator(_user(request), session_id)
    return _run(services.set_modes(session_id, **wanted.dict()))


@router.get(
    "/live-sessions/{uuid:session_id}/messages", response=list[ChatMessageOut], operation_id="list_chat_messages"
)
def list_messages(request: HttpRequest, session_id: uuid.UUID, *, held: bool = False) -> list[dict[str, Any]]:
    """The last 200 messages whatever their status, or only those that are held; hosts and moderators."""
    session = queries.get_for_moderator(_user(request), session_id)
    return [message_out(event) for event in queries.list_messages(session, held_only=held)]


@router.delete(
    "/live-sessions/{uuid:session_id}/messages/{int:offset}", response={204: None}, operation_id="delete_chat_message"
)
def delete_message(request: HttpRequest, session_id: uuid.UUID, offset: int) -> Status[None]:
    """Take a message out of the room for everybody; hosts and moderators."""
    user = _user(request)
    queries.get_for_moderator(user, session_id)
    services.delete_message(session_id, offset, by=user)
    return Status(204, None)


@router.get(
    "/live-sessions/{uuid:session_id}/deletions", response=list[DeletionOut], operation_id="list_chat_deletions"
)
def list_deletions(request: HttpRequest, session_id: uuid.UUID) -> list[dict[str, Any]]:
    """The latest 50 deeds by which messages were deleted, newest first; hosts and moderators."""
    session = queries.get_for_moderator(_user(request), session_id)
    return [deletion_out(found) for found in chat_log.list_deletions(session)]


@router.post(
    "/live-sessions/{uuid:session_id}/messages/{int:offset}/release",
    response={204: None},
    operation_id="release_chat_message",
)
def release_message(request: HttpRequest, session_id: uuid.UUID, offset: int) -> Status[None]:
    """Show a message that was held."""
    queries.get_for_moderator(_user(request), session_id)
    services.release_message(session_id, offset)
    return Status(204, None)


@router.post(
    "/live-sessions/{uuid:session_id}/restrictions", response={201: RestrictionOut}, operation_id="restrict_viewer"
)
def restrict(request: HttpRequest, session_id: uuid.UUID, wanted: RestrictIn) -> Status[dict[str, Any]]:
    """Mute or ban who said a message; the person reads the reason and may answer it once."""
    user = _user(request)
    queries.get_for_moderator(user, session_id)
    made = services.restrict(
        session_id, wanted.offset, kind=wanted.kind, by=user, reason=wanted.reason, seconds=wanted.seconds
    )
    return Status(201, restriction_out(made))


@router.get(
    "/live-sessions/{uuid:session_id}/restrictions", response=list[RestrictionOut], operation_id="list_restrictions"
)
def list_restrictions(request: HttpRequest, session_id: uuid.UUID) -> list[dict[str, Any]]:
    """Mutes and bans in force."""
    session = queries.get_for_moderator(_user(request), session_id)
    return [restriction_out(found) for found in queries.list_restrictions(session)]


@router.delete(
    "/live-sessions/{uuid:session_id}/restrictions/{uuid:restriction_id}",
    response={204: None},
    operation_id="lift_restriction",
)
def lift(request: HttpRequest, session_id: uuid.UUID, restriction_id: uuid.UUID) -> Status[None]:
    """Let somebody speak again."""
    user = _user(request)
    queries.get_for_moderator(user, session_id)
    services.lift(session_id, restriction_id, by=user)
    return Status(204, None)


@router.put("/live-sessions/{uuid:session_id}/keywords", response=list[str], operation_id="set_chat_keywords")
def set_keywords(request: HttpRequest, session_id: uuid.UUID, wanted: KeywordsIn) -> list[str]:
    """Words that hold a message for the moderators, in all shows of this creator."""
    session = queries.get_for_moderator(_user(request), session_id)
    return services.set_keywords(session.creator, wanted.words)


@router.put("/live-sessions/{uuid:session_id}/reminder", response={204: None}, operation_id="remind_of_live_session")
def remind(request: HttpRequest, session_id: uuid.UUID) -> Status[None]:
    """Tell me when the show begins."""
    queries.get_public(session_id)
    services.remind(_user(request), session_id)
    return Status(204, None)


@router.delete("/live-sessions/{uuid:session_id}/reminder", response={204: None}, operation_id="forget_live_reminder")
def forget_reminder(request: HttpRequest, session_id: uuid.UUID) -> Status[None]:
    """Do not tell me after all."""
    services.forget_reminder(_user(request), session_id)
    return Status(204, None)


def _run(session: LiveSession) -> dict[str, Any]:
    return run_out(session, queries.list_bag(session))


def _own(session: LiveSession) -> dict[str, Any]:
    return own_session_out(session, queries.list_bag(session))


def _user(request: HttpRequest) -> User:
    user = request.user
    assert isinstance(user, User), "the router asks for a token"
    return user
