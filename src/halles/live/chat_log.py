"""Reads of what was done about the chat: a reported message in its surroundings, and who took what out."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from halles.kit import clock
from halles.live.models import Deletion, LiveSession, ReportedMessage, Restriction, RoomEvent
from halles.users.models import User

AROUND = 6
DELETIONS_SHOWN_MAX = 50


@dataclass(frozen=True)
class ReportedWords:
    """A reported message as the staff reads it: its words, who said them (None: account gone), what was said around.

    `pk` is the name by which reports and decisions speak of it; `around` is in order and has the message in it.
    """

    pk: uuid.UUID
    session: LiveSession
    event: RoomEvent
    around: Sequence[RoomEvent]

    @property
    def user(self) -> User | None:
        return self.event.user

    @property
    def text(self) -> str:
        return str(self.event.body.get("text", ""))

    @property
    def status(self) -> str:
        """ "shown", "held" or "deleted"."""
        return self.event.status

    @property
    def staff_mute(self) -> Restriction | None:
        """The mute in force that our staff set on who said it."""
        return find_staff_mute(self.pk)

    @property
    def is_open(self) -> bool:
        """Whether the chat of its show goes on, so that muting somebody means something."""
        return self.session.status in {LiveSession.Status.PLANNED, LiveSession.Status.LIVE}


@dataclass(frozen=True)
class DeletedWords:
    """A deed that took messages out: the words of the one it names, and who had said them."""

    deletion: Deletion
    name: str
    text: str


def find_reported(reported_id: uuid.UUID) -> ReportedWords | None:
    """A message that was reported, with up to six before and after it; None when its show is gone."""
    named = ReportedMessage.objects.filter(pk=reported_id).select_related("session", "session__creator").first()
    if named is None:
        return None
    said = RoomEvent.objects.filter(session=named.session_id, kind="chat").select_related("user")
    before = said.filter(offset__lte=named.offset).order_by("-offset")[: AROUND + 1]
    after = said.filter(offset__gt=named.offset).order_by("offset")[:AROUND]
    around = [*list(before)[::-1], *after]
    event = next((one for one in around if one.offset == named.offset), None)
    return None if event is None else ReportedWords(named.pk, named.session, event, around)


def find_staff_mute(reported_id: uuid.UUID) -> Restriction | None:
    """The mute in force by our staff on who said a reported message, in its show; else None."""
    named = ReportedMessage.objects.filter(pk=reported_id).first()
    if named is None:
        return None
    said = RoomEvent.objects.filter(session=named.session_id, offset=named.offset, user__isnull=False)
    mutes = Restriction.objects.filter(session=named.session_id, user__in=said.values("user"), is_by_staff=True)
    return mutes.filter(lifted_at=None, until_at__gt=clock.now()).order_by("-made_at").first()


def list_deletions(session: LiveSession) -> list[DeletedWords]:
    """The latest 50 deeds by which messages of a show were deleted, newest first, for its team."""
    deeds = list(
        Deletion.objects.filter(session=session).select_related("by", "session").order_by("-pk")[:DELETIONS_SHOWN_MAX]
    )
    events = RoomEvent.objects.filter(session=session, offset__in={one.offset for one in deeds})
    bodies = dict(events.values_list("offset", "body"))
    return [
        DeletedWords(one, str(body.get("name", "")), str(body.get("text", "")))
        for one in deeds
        if (body := bodies.get(one.offset)) is not None
    ]
