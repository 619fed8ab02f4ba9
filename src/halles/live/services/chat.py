"""Keeping the chat of a show: every deed is written down with who did it and why."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.db.models import Q

from halles.creators.models import Creator
from halles.kit import clock
from halles.kit.events import emit
from halles.live.errors import (
    AppealedAlready,
    KeywordsInvalid,
    MessageNotFound,
    ModeInvalid,
    NotAgainstTeam,
    ReasonMissing,
    RestrictionNotFound,
    SetByStaff,
)
from halles.live.events import PersonRestricted
from halles.live.models import ChatKeyword, Deletion, LiveSession, Restriction, RoomEvent
from halles.live.models.room import KEYWORDS_MAX
from halles.live.roles import role_in
from halles.live.services.locking import lock_open, lock_session
from halles.live.services.room import announce
from halles.users.models import User

REASON_LENGTH_MAX = 300
APPEAL_LENGTH_MAX = 1000
SLOW_SECONDS_MAX = 300
WORD_LENGTH_MAX = 60
DELETIONS_TOLD_MAX = 200
MUTE_SECONDS_MAX = 7 * 24 * 3600


@transaction.atomic
def delete_message(session_id: uuid.UUID, offset: int, *, by: User, way: str = Deletion.Way.TEAM) -> None:
    """Take a message out of the room, for everybody at once, also from the replay; twice is once.

    It is written down who did it, when, and whether as the team of the show or as our staff.
    """
    session = lock_session(session_id)
    message = _message(session, offset)
    if message.status != RoomEvent.Status.DELETED:
        RoomEvent.objects.filter(session=session, offset=offset).update(status=RoomEvent.Status.DELETED)
        Deletion.objects.create(session=session, offset=offset, way=Deletion.Way(way).value, by=by)
        announce(session.pk, "delete", {"of": offset})


@transaction.atomic
def release_message(session_id: uuid.UUID, offset: int) -> None:
    """Show a message that was held: it is said now, by the same person."""
    session = lock_open(session_id)
    message = _message(session, offset)
    if message.status != RoomEvent.Status.HELD:
        return
    RoomEvent.objects.filter(session=session, offset=offset).update(status=RoomEvent.Status.DELETED)
    number = announce(session.pk, "chat", {**message.body, "was": offset})
    RoomEvent.objects.filter(session=session, offset=number).update(
        user=message.user_id, device=message.device, address=message.address
    )


@transaction.atomic
def restrict(
    session_id: uuid.UUID,
    offset: int,
    *,
    kind: str,
    by: User,
    reason: str,
    seconds: int | None = None,
    is_by_staff: bool = False,
) -> Restriction:
    """Mute (in this show, `seconds` long) or ban (in every show of the creator, None: until lifted) who said this.

    Their messages of this show go; a ban also knows the device. The person reads the reason and may answer it once.
    """
    session = lock_session(session_id)
    message = _message(session, offset)
    reason = reason.replace("\x00", "").strip()
    if not 0 < len(reason) <= REASON_LENGTH_MAX:
        raise ReasonMissing
    if message.user is None:
        raise MessageNotFound
    if role_in(session, message.user) != "viewer":
        raise NotAgainstTeam
    until = None if seconds is None else clock.now() + dt.timedelta(seconds=min(seconds, MUTE_SECONDS_MAX))
    is_ban = kind == Restriction.Kind.BAN
    made = Restriction.objects.create(
        creator=session.creator,
        session=None if is_ban else session,
        kind=Restriction.Kind(kind).value,
        user=message.user,
        name=str(message.body.get("name", "")),
        device=message.device if is_ban else "",
        address=message.address if is_ban else "",
        reason=reason,
        until_at=until,
        made_by=by,
        is_by_staff=is_by_staff,
    )
    if is_ban:
        _delete_all_of(session, message.user_id, by=by)
    announce(session.pk, "restricted", {"who": str(message.user_id), "kind": made.kind})
    emit(PersonRestricted(made.pk))
    return made


@transaction.atomic
def lift(session_id: uuid.UUID, restriction_id: uuid.UUID, *, by: User, is_by_staff: bool = False) -> None:
    """Let somebody speak again; twice is once. Refuses live.set_by_staff: the team cannot lift what our staff set."""
    session = lock_session(session_id)
    found = Restriction.objects.filter(creator=session.creator_id, pk=restriction_id).first()
    if found is None:
        raise RestrictionNotFound
    if found.is_by_staff and not is_by_staff:
        raise SetByStaff
    if found.lifted_at is None:
        found.lifted_at, found.lifted_by = clock.now(), by
        found.save(update_fields=["lifted_at", "lifted_by"])
        announce(session.pk, "restricted", {"who": str(found.user_id), "kind": _still_in_force(session, found.user_id)})


@transaction.atomic
def appeal(restriction: Restriction, text: str) -> None:
    """What the person has to say against it, once; hosts and moderators read it beside the restriction."""
    found = Restriction.objects.select_for_update().get(pk=restriction.pk)
    text = text.replace("\x00", "").strip()
    if not 0 < len(text) <= APPEAL_LENGTH_MAX:
        raise ReasonMissing
    if found.appealed_at is not None:
        raise AppealedAlready
    found.appeal, found.appealed_at = text, clock.now()
    found.save(update_fields=["appeal", "appealed_at"])


@transaction.atomic
def set_modes(
    session_id: uuid.UUID,
    *,
    is_chat_open: bool | None = None,
    is_followers_only: bool | None = None,
    is_chat_held: bool | None = None,
    slow_mode_seconds: int | None = None,
) -> LiveSession:
    """Who may write and how often; None leaves a mode as it is. The room is told."""
    session = lock_open(session_id)
    if slow_mode_seconds is not None and not 0 <= slow_mode_seconds <= SLOW_SECONDS_MAX:
        raise ModeInvalid
    wanted: dict[str, Any] = {
        "is_chat_open": is_chat_open,
        "is_followers_only": is_followers_only,
        "is_chat_held": is_chat_held,
        "slow_mode_seconds": slow_mode_seconds,
    }
    for field, value in wanted.items():
        if value is not None:
            setattr(session, field, value)
    session.save(update_fields=list(wanted))
    announce(session.pk, "mode", {field: getattr(session, field) for field in wanted})
    return session


@transaction.atomic
def set_keywords(creator: Creator, words: Sequence[str]) -> list[str]:
    """Exactly these words hold a message for the moderators, in all shows of this creator."""
    cleaned = list(dict.fromkeys(" ".join(word.replace("\x00", "").lower().split()) for word in words))
    cleaned = [word for word in cleaned if word]
    if len(cleaned) > KEYWORDS_MAX or any(len(word) > WORD_LENGTH_MAX for word in cleaned):
        raise KeywordsInvalid(count_max=KEYWORDS_MAX)
    Creator.objects.select_for_update(of=("self",), no_key=True).get(pk=creator.pk)
    ChatKeyword.objects.filter(creator=creator).delete()
    ChatKeyword.objects.bulk_create([ChatKeyword(creator=creator, word=word) for word in cleaned])
    return cleaned


def _still_in_force(session: LiveSession, user_id: uuid.UUID) -> str:
    """What keeps somebody from writing in this show, as `live_say` sees it: "ban", "mute" or "none"."""
    here = Q(session=None) | Q(session=session)
    lasting = Q(until_at=None) | Q(until_at__gt=clock.now())
    standing = Restriction.objects.filter(here, lasting, creator=session.creator_id, user=user_id, lifted_at=None)
    kinds = set(standing.values_list("kind", flat=True))
    return next((kind for kind in ("ban", "mute") if kind in kinds), "none")


def _message(session: LiveSession, offset: int) -> RoomEvent:
    message = RoomEvent.objects.filter(session=session, offset=offset, kind="chat").select_related("user").first()
    if message is None:
        raise MessageNotFound
    return message


def _delete_all_of(session: LiveSession, user_id: uuid.UUID | None, *, by: User) -> None:
    """All of it by one statement and one word to the room, which names the latest: no page shows more."""
    said = RoomEvent.objects.filter(session=session, user=user_id, kind="chat")
    said = said.exclude(status=RoomEvent.Status.DELETED)
    latest = list(said.order_by("-offset").values_list("offset", flat=True)[:DELETIONS_TOLD_MAX])
    if latest:
        count = said.update(status=RoomEvent.Status.DELETED)
        Deletion.objects.create(session=session, offset=latest[0], message_count=count, way=Deletion.Way.BAN, by=by)
        announce(session.pk, "delete", {"of": latest[0], "more": latest[1:]})
