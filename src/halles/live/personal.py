"""What live shows keep of a person: what they said in chats, their part in acts, and the shows of their profiles."""

from __future__ import annotations

import uuid

from django.db import connection, transaction
from django.db.models import QuerySet

from halles.live.acts.giveaways import forget_entrant
from halles.live.errors import ReplayNotFound, ShowsAhead
from halles.live.models import GiveawayEntry, LiveSession, Member, PollVote, Reminder, Restriction, RoomEvent
from halles.live.services import hide_replay
from halles.users.models import User
from halles.users.personal import Rows, rows

AHEAD = (LiveSession.Status.PLANNED, LiveSession.Status.LIVE)
# What others said in answer stays theirs, without the name of whom they answered.
_FORGET_QUOTES = """
UPDATE live_roomevent answer SET body = answer.body - 'reply'
WHERE answer.session_id = %(session)s AND answer.kind = 'chat' AND answer.body ? 'reply'
    AND (answer.body -> 'reply' ->> 'o')::bigint IN (
        SELECT said."offset" FROM live_roomevent said WHERE said.session_id = %(session)s AND said.user_id = %(user)s
    )
"""


def tell(user: User) -> Rows:
    """Messages, entries, votes, reminders, restrictions, and the person's own shows."""
    said = RoomEvent.objects.filter(user=user, kind="chat")
    kept_out = Restriction.objects.filter(user=user)
    return {
        "chat_messages": rows(said, "session__title", "body", "status", "at"),
        "giveaway_entries": rows(GiveawayEntry.objects.filter(user=user), "pseudonym", "nonce", "entered_at"),
        "poll_votes": rows(PollVote.objects.filter(user=user), "poll__act__title", "choice"),
        "reminders": rows(Reminder.objects.filter(user=user), "session__title"),
        "restrictions": rows(kept_out, "creator__handle", "kind", "reason", "appeal", "made_at", "until_at"),
        "shows": rows(_own(user), "title", "description", "status", "scheduled_at", "started_at", "ended_at"),
    }


def hinder(user: User) -> None:
    """Refuses live.shows_ahead."""
    if _own(user).filter(status__in=AHEAD).exists():
        raise ShowsAhead


def erase(user: User) -> None:
    """What was said goes, entries keep their pseudonyms alone, and the own shows lose their words and replays.

    A ban stays by the marks of device and network, without a name. What a proof of an order needs of a recording stays
    where no address leads to it, until the market's days for a case are over.
    """
    _forget_part(user)
    spoken_in = RoomEvent.objects.filter(user=user).order_by().values_list("session_id", flat=True).distinct()
    for session_id in list(spoken_in):
        _forget_words(user, session_id)
    for session in _own(user).filter(status=LiveSession.Status.ENDED):
        try:
            hide_replay(session.pk)
        except ReplayNotFound:
            continue
    _own(user).update(title="…", description="")


@transaction.atomic
def _forget_words(user: User, session_id: uuid.UUID) -> None:
    """One show at a time: a room may have been told a hundred thousand things."""
    with connection.cursor() as cursor:
        cursor.execute(_FORGET_QUOTES, {"session": session_id, "user": user.pk})
    said = RoomEvent.objects.filter(session=session_id, user=user)
    said.filter(kind="chat").update(status=RoomEvent.Status.DELETED, body={"name": "", "text": ""})
    said.update(user=None, device="", address="")


@transaction.atomic
def _forget_part(user: User) -> None:
    forget_entrant(user.pk)
    Member.objects.filter(user=user).delete()
    Reminder.objects.filter(user=user).delete()
    mine = Restriction.objects.filter(user=user)
    mine.filter(kind=Restriction.Kind.MUTE).delete()
    mine.update(name="", reason="…", appeal="")


def _own(user: User) -> QuerySet[LiveSession]:
    return LiveSession.objects.filter(creator__user=user, creator__seller=None)
