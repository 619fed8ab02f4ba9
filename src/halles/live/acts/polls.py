"""Polls and quizzes: asked, answered once per person, ended by the host or the clock."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass

from django.db import transaction

from halles.kit.ids import uuid7
from halles.live.acts import chain
from halles.live.acts.access import require_live
from halles.live.acts.errors import ActUnknown, DurationWrong, PollWrong
from halles.live.models import LiveSession, Poll, ShowAct
from halles.live.models.acts import ACT_TITLE_LENGTH_MAX
from halles.promotions.queries import database_now
from halles.users.models import User

OPTIONS = range(2, 9)
OPTION_LENGTH_MAX = 60
SECONDS = range(10, 1_801)


@dataclass(frozen=True)
class PollDraft:
    """A question; with `correct` (the place of the right answer, from 0) a quiz."""

    question: str
    options: tuple[str, ...]
    seconds: int = 60
    correct: int | None = None


@transaction.atomic
def open_poll(session: LiveSession, draft: PollDraft, *, by: User) -> Poll:
    """Ask now. Refuses live.not_live, live.poll_wrong, live.duration_wrong."""
    require_live(session)
    question, options = _clean(draft.question), [_clean(option) for option in draft.options]
    is_possible = (
        0 < len(question) <= ACT_TITLE_LENGTH_MAX
        and len(options) in OPTIONS
        and len(set(options)) == len(options)
        and all(0 < len(option) <= OPTION_LENGTH_MAX for option in options)
        and (draft.correct is None or draft.correct in range(len(options)))
    )
    if not is_possible:
        raise PollWrong
    if draft.seconds not in SECONDS:
        raise DurationWrong(lowest=SECONDS[0], highest=SECONDS[-1])
    act = ShowAct.objects.create(
        id=uuid7(), session=session, kind=ShowAct.Kind.POLL, status=ShowAct.Status.OPEN, title=question, created_by=by
    )
    poll = Poll.objects.create(
        act=act,
        options=options,
        counts=[0] * len(options),
        correct=draft.correct,
        closes_at=database_now() + dt.timedelta(seconds=draft.seconds),
    )
    chain.record(session.pk, "poll_open", {"act": act.pk, "question": question, "options": options})
    chain.tell(act.pk)
    return poll


@transaction.atomic
def close_poll(session: LiveSession, act_id: uuid.UUID) -> Poll:
    """End it and tell the result, with the right answer of a quiz. Twice is once."""
    found = Poll.objects.select_for_update(of=("self",), no_key=True).select_related("act")
    poll = found.filter(pk=act_id, act__session=session).first()
    if poll is None:
        raise ActUnknown
    if poll.act.status == ShowAct.Status.ENDED:
        return poll
    poll.act.status = ShowAct.Status.ENDED
    poll.act.save(update_fields=["status"])
    chain.record(session.pk, "poll_ended", {"act": act_id, "counts": poll.counts, "correct": poll.correct})
    chain.tell(act_id)
    return poll


def _clean(text: str) -> str:
    return " ".join(text.replace("\x00", "").split())
