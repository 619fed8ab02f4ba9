"""What live shows keep of a person: what they said in chats, their part in acts, and the shows of their profiles."""

from __future__ import annotations

from django.db import transaction
from django.db.models import Q, QuerySet

from halles.live.acts.giveaways import forget_entrant
from halles.live.errors import ReplayNotFound, ShowsAhead
from halles.live.models import GiveawayEntry, LiveSession, Member, PollVote, Reminder, Restriction, RoomEvent
from halles.live.services import hide_replay
from halles.users.models import User
from halles.users.personal import Rows, rows

AHEAD = (LiveSession.Status.PLANNED, LiveSession.Status.LIVE)


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
    _forget_words(user)
    for session in _own(user).filter(status=LiveSession.Status.ENDED):
        try:
            hide_replay(session.pk)
        except ReplayNotFound:
            continue
    _own(user).update(title="…", description="")


@transaction.atomic
def _forget_words(user: User) -> None:
    said = RoomEvent.objects.filter(Q(user=user) | Q(body__user_id=str(user.pk)))
    said.filter(kind="chat").update(status=RoomEvent.Status.DELETED, body={"name": "", "text": ""})
    said.update(user=None, device="", address="")
    forget_entrant(user.pk)
    Member.objects.filter(user=user).delete()
    Reminder.objects.filter(user=user).delete()
    mine = Restriction.objects.filter(user=user)
    mine.filter(kind=Restriction.Kind.MUTE).delete()
    mine.update(name="", reason="…", appeal="")


def _own(user: User) -> QuerySet[LiveSession]:
    return LiveSession.objects.filter(creator__user=user, creator__seller=None)
