"""A show before it begins: what, when, by whom."""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
import secrets
import uuid
from dataclasses import dataclass

from django.db import transaction

from halles.creators.models import Creator
from halles.kit import clock, ids, rate_limits
from halles.kit.events import emit
from halles.live.errors import (
    CreatorSuspended,
    DescriptionTooLong,
    LanguageUnknown,
    MembersTooMany,
    PersonUnknown,
    ShopNotApproved,
    TimeImpossible,
    TitleMissing,
)
from halles.live.events import ReminderDue, SessionCanceled, SessionChanged, SessionPlanned
from halles.live.models import LiveSession, Member, Reminder
from halles.live.models.sessions import DESCRIPTION_LENGTH_MAX, TITLE_LENGTH_MAX
from halles.live.services.locking import lock_open, lock_planned, lock_session, move
from halles.live.services.room import announce
from halles.markets.queries import require_open
from halles.media.models import Asset
from halles.sellers.models import Seller
from halles.users.models import User

DAYS_AHEAD_MAX = 180
PLANS_PER_DAY_MAX = 30
MEMBERS_MAX = 20
MEMBERS_PER_DAY_MAX = 60
REMINDED_AT_ONCE_MAX = 500
WRITTEN = (
    "title",
    "description",
    "market",
    "language",
    "scheduled_at",
    "is_portrait",
    "cover",
    "updated_at",
)
# A form filled in for "now" arrives a little later.
LATE = dt.timedelta(minutes=10)


@dataclass(frozen=True)
class Draft:
    """What a show is; `scheduled_at` aware, `language` one of the market's."""

    title: str
    market: str
    language: str
    scheduled_at: dt.datetime
    description: str = ""
    is_portrait: bool = True
    cover_id: uuid.UUID | None = None


@transaction.atomic
def plan_session(creator: Creator, draft: Draft, *, by: User) -> LiveSession:
    """A planned show with a stream key of its own (`stream_key`)."""
    check_creator(creator)
    rate_limits.take(f"live:{creator.pk}", limit=PLANS_PER_DAY_MAX, per_seconds=86_400)
    session = LiveSession(id=ids.uuid7(), creator=creator, created_by=by)
    _write(session, draft)
    _give_key(session)
    session.save()
    emit(SessionPlanned(session.pk))
    return session


@transaction.atomic
def edit_session(session_id: uuid.UUID, draft: Draft) -> LiveSession:
    """Write a planned show anew; once it is on air only title and description still change."""
    session = lock_open(session_id)
    if session.status == LiveSession.Status.LIVE:
        session.title, session.description = _words(draft)
    else:
        _write(session, draft)
    session.updated_at = clock.now()
    # Never the whole row: the room's numbering and state are written by the database's own functions.
    session.save(update_fields=WRITTEN)
    announce(session.pk, "title", {"title": session.title})
    emit(SessionChanged(session.pk))
    return session


@transaction.atomic
def cancel_session(session_id: uuid.UUID) -> None:
    """Call a planned show off; who wanted to be reminded is told."""
    session = lock_planned(session_id)
    move(session, LiveSession.Status.CANCELED)
    session.updated_at = clock.now()
    session.save(update_fields=["status", "updated_at"])
    announce(session.pk, "status", {"status": session.status})
    emit(SessionCanceled(session.pk))


@transaction.atomic
def renew_stream_key(session_id: uuid.UUID) -> LiveSession:
    """Another key; who streams with the old one is cut off at the next connection."""
    session = lock_open(session_id)
    _give_key(session)
    session.updated_at = clock.now()
    session.save(update_fields=["stream_key_hash", "stream_key_sealed", "updated_at"])
    return session


@transaction.atomic
def set_member(session_id: uuid.UUID, *, email: str, role: str) -> Member:
    """Make somebody who is signed up a host or a moderator of this show."""
    session = lock_open(session_id)
    # An answer tells whether somebody has an account here: not to be asked for whole lists.
    rate_limits.take(f"live-members:{session.creator_id}", limit=MEMBERS_PER_DAY_MAX, per_seconds=86_400)
    user = User.objects.filter(email=email.strip().lower(), is_active=True).first()
    if user is None:
        raise PersonUnknown
    if session.members.exclude(user=user).count() >= MEMBERS_MAX:
        raise MembersTooMany(count_max=MEMBERS_MAX)
    member, _is_new = Member.objects.update_or_create(
        session=session, user=user, defaults={"role": Member.Role(role).value}
    )
    _tell_team(session, user.pk)
    return member


@transaction.atomic
def unset_member(session_id: uuid.UUID, member_id: int) -> None:
    """Take the role away again; nothing happens when it is gone already."""
    session = lock_open(session_id)
    member = session.members.filter(pk=member_id).first()
    if member is not None:
        member.delete()
        _tell_team(session, member.user_id)


@transaction.atomic
def remind(user: User, session_id: uuid.UUID) -> None:
    """Tell this person when the show begins; asking twice is asking once."""
    session = lock_planned(session_id)
    Reminder.objects.get_or_create(session=session, user=user)


@transaction.atomic
def send_reminders(session_id: uuid.UUID) -> int:
    """Tell up to 500 of those who asked and have not been told; how many."""
    session = lock_session(session_id)
    is_over = session.status in {LiveSession.Status.ENDED, LiveSession.Status.CANCELED}
    if is_over or session.withheld_at is not None:
        return 0
    due = list(session.reminders.filter(sent_at=None).order_by("pk")[:REMINDED_AT_ONCE_MAX])
    Reminder.objects.filter(pk__in=[one.pk for one in due]).update(sent_at=clock.now())
    for one in due:
        emit(ReminderDue(session.pk, one.user_id))
    return len(due)


def forget_reminder(user: User, session_id: uuid.UUID) -> None:
    """Do not tell them after all."""
    Reminder.objects.filter(user=user, session=session_id, sent_at=None).delete()


def check_creator(creator: Creator) -> None:
    """Refuses live.creator_suspended and live.shop_not_approved."""
    if creator.status != Creator.Status.ACTIVE:
        raise CreatorSuspended
    if creator.seller is not None and creator.seller.status != Seller.Status.APPROVED:
        raise ShopNotApproved


def key_hash(key: str) -> str:
    """How a stream key is kept."""
    return hashlib.sha256(key.encode()).hexdigest()


def _tell_team(session: LiveSession, user_id: uuid.UUID) -> None:
    """The person's lines come in anew, with the role they have now."""
    announce(session.pk, "team", {"who": str(user_id)})


def _give_key(session: LiveSession) -> None:
    secret = base64.b32encode(secrets.token_bytes(20)).decode().lower()
    key = f"live_{session.pk.hex}_{secret}"
    session.stream_key = key
    session.stream_key_hash = key_hash(key)


def _write(session: LiveSession, draft: Draft) -> None:
    session.title, session.description = _words(draft)
    market = require_open(draft.market)
    spoken = {locale.split("-")[0] for locale in market.locales} | {"en"}
    if draft.language not in spoken:
        raise LanguageUnknown
    now = clock.now()
    if not now - LATE <= draft.scheduled_at <= now + dt.timedelta(days=DAYS_AHEAD_MAX):
        raise TimeImpossible(days_max=DAYS_AHEAD_MAX)
    session.market, session.language = market.code, draft.language
    session.scheduled_at = draft.scheduled_at
    session.is_portrait = draft.is_portrait
    if draft.cover_id is not None:
        session.cover = Asset.objects.filter(pk=draft.cover_id, kind=Asset.Kind.IMAGE).first()


def _words(draft: Draft) -> tuple[str, str]:
    title = " ".join(draft.title.replace("\x00", "").split())
    description = draft.description.replace("\x00", "").strip()
    if not 0 < len(title) <= TITLE_LENGTH_MAX:
        raise TitleMissing(length_max=TITLE_LENGTH_MAX)
    if len(description) > DESCRIPTION_LENGTH_MAX:
        raise DescriptionTooLong(length_max=DESCRIPTION_LENGTH_MAX)
    return title, description
