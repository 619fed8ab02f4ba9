"""What a shop and a creator say to each other, in one talk, and what becomes of it when it breaks a rule."""

from __future__ import annotations

import datetime as dt
import uuid

from django.db import transaction
from django.db.models import Q

from halles.affiliates.errors.plans import WordsMissing, WordsTooLong
from halles.affiliates.errors.talks import TalkNotFound
from halles.affiliates.events.talks import TalkWaits
from halles.affiliates.models import Participation, Side, Talk, TalkMessage
from halles.affiliates.queries.talks import why_not_write
from halles.creators.models import Creator
from halles.kit import clock, rate_limits
from halles.kit.events import emit
from halles.markets.queries import get_market, removed_words_spans
from halles.moderation.models import TargetKind
from halles.moderation.queries import appealable, reported_among
from halles.moderation.services import record_staff_action
from halles.sellers.models import Seller
from halles.users.models import User

BODY_LENGTH_MAX = 2_000
MESSAGES_PER_HOUR_MAX = 60
# The same words again so soon are one press of the button, or two tabs, and no second message.
SAME_WORDS_WITHIN = dt.timedelta(minutes=1)
FORGOTTEN_AT_ONCE_MAX = 1000
KIND = TargetKind.TALK_MESSAGE


@transaction.atomic
def write_message(seller: Seller, creator: Creator, *, side: str, by: User, body: str) -> TalkMessage:
    """Say something to the other side, which is told once of what it has not read; the first word opens the talk. That
    `by` may speak for this side is asked before. The same words twice within a minute are one message.

    Refuses affiliates.words_missing, words_too_long, kit.too_often, and whatever `why_not_write` says.
    """
    body = _clean(body)
    talk = _lock_talk(Q(seller=seller, creator=creator))
    refused = why_not_write(talk, seller, creator, side=side, by=by, at=clock.now())
    if refused is not None:
        raise refused
    talk = talk or _open(seller, creator, side=side, by=by)
    latest = TalkMessage.objects.filter(talk=talk).order_by("-at", "-pk").first()
    now = clock.now()
    if latest is not None and _is_again(latest, by, body, now):
        return latest
    rate_limits.take(f"talk-message:{by.pk}", limit=MESSAGES_PER_HOUR_MAX, per_seconds=3600)
    message = TalkMessage.objects.create(talk=talk, user=by, by=side, body=body, at=now)
    # Whoever writes has read what stands above.
    mark_read(talk, reader=side)
    _settle(talk)
    waiting = TalkMessage.objects.filter(talk=talk, by=side, read_at=None, status=TalkMessage.Status.SHOWN)
    if not waiting.exclude(pk=message.pk).exists():
        emit(TalkWaits(message.pk))
    return message


@transaction.atomic
def mark_read(talk: Talk, *, reader: str) -> int:
    """Note that a side has opened the talk; how many messages were new. Whether it may is for the caller."""
    others = TalkMessage.objects.filter(talk=talk, read_at=None, status=TalkMessage.Status.SHOWN)
    return others.exclude(by=reader).update(read_at=clock.now())


@transaction.atomic
def close_talk(talk_id: uuid.UUID, *, by: str) -> Talk:
    """A side wants no more messages here; who closed it first keeps it closed."""
    talk = _get_locked(talk_id)
    if not talk.closed_by:
        talk.closed_by = by
        talk.save(update_fields=["closed_by"])
    return talk


@transaction.atomic
def reopen_talk(talk_id: uuid.UUID, *, by: str) -> Talk:
    """Open a talk again that this side has closed; what the other closed stays closed."""
    talk = _get_locked(talk_id)
    if talk.closed_by == by:
        talk.closed_by = ""
        talk.save(update_fields=["closed_by"])
    return talk


@transaction.atomic
def remove_message_as_staff(uid: uuid.UUID, *, by: User, why: str) -> None:
    """Take a message out of its talk for a reason that its author reads; removing it twice changes nothing more."""
    message = _lock_message(uid)
    record_staff_action(by=by, verb="remove_talk_message", kind=KIND, target_id=uid, why=why)
    if message.status != TalkMessage.Status.REMOVED:
        message.status, message.removed_at = TalkMessage.Status.REMOVED, clock.now()
        message.save(update_fields=["status", "removed_at"])
        _settle(message.talk)


@transaction.atomic
def restore_message(uid: uuid.UUID) -> None:
    """Show a message again that the staff had removed; one whose words are forgotten stays away."""
    message = _lock_message(uid)
    if message.status == TalkMessage.Status.REMOVED and message.body:
        message.status, message.removed_at = TalkMessage.Status.SHOWN, None
        message.save(update_fields=["status", "removed_at"])
        _settle(message.talk)


def forget_removed_messages() -> int:
    """Empty the messages that the staff removed longer ago than the market of the author keeps them; one with an open
    report, or about which an appeal waits or may come, waits for that. Returns how many."""
    return sum(_forget(whose, clock.now() - kept) for whose, kept in removed_words_spans())


@transaction.atomic
def _forget(whose: Q, before: dt.datetime) -> int:
    old = TalkMessage.objects.filter(whose, status=TalkMessage.Status.REMOVED, removed_at__lt=before)
    old = old.exclude(body="").exclude(uid__in=appealable(KIND))
    uids = list(old.order_by("removed_at").values_list("uid", flat=True)[:FORGOTTEN_AT_ONCE_MAX])
    gone = set(uids) - reported_among(KIND, uids)
    return TalkMessage.objects.filter(uid__in=gone).update(body="")


def _clean(body: str) -> str:
    body = body.replace("\x00", "").replace("\r\n", "\n").strip()
    if not body:
        raise WordsMissing
    if len(body) > BODY_LENGTH_MAX:
        raise WordsTooLong(length_max=BODY_LENGTH_MAX)
    return body


def _open(seller: Seller, creator: Creator, *, side: str, by: User) -> Talk:
    if not Participation.objects.filter(plan__seller=seller, creator=creator).exists():
        home = creator.market if side == Side.CREATOR else seller.market
        # By person and by shop: neither more profiles nor more people give more of them.
        who = by.pk if side == Side.CREATOR else seller.pk
        limit = get_market(home).affiliates.new_talks_per_day_max
        rate_limits.take(f"new-talk:{side}:{who}", limit=limit, per_seconds=24 * 3600)
    now = clock.now()
    # Both who begin at once, or one in two tabs, meet at the constraint and go on in the same talk.
    Talk.objects.bulk_create([Talk(seller=seller, creator=creator, opened_at=now, last_at=now)], ignore_conflicts=True)
    talk = _lock_talk(Q(seller=seller, creator=creator))
    assert talk is not None
    return talk


def _is_again(latest: TalkMessage, by: User, body: str, now: dt.datetime) -> bool:
    is_same = (latest.user_id, latest.body, latest.status) == (by.pk, body, TalkMessage.Status.SHOWN)
    return is_same and now - latest.at < SAME_WORDS_WITHIN


def _settle(talk: Talk) -> None:
    """What the lists say of a talk follows its latest message that can be read."""
    latest = TalkMessage.objects.filter(talk=talk, status=TalkMessage.Status.SHOWN).order_by("-at", "-pk").first()
    talk.last_at, talk.last_by = (latest.at, latest.by) if latest else (talk.opened_at, "")
    talk.save(update_fields=["last_at", "last_by"])


def _lock_talk(which: Q) -> Talk | None:
    return Talk.objects.select_for_update(of=("self",)).filter(which).first()


def _get_locked(talk_id: uuid.UUID) -> Talk:
    talk = _lock_talk(Q(pk=talk_id))
    if talk is None:
        raise TalkNotFound
    return talk


def _lock_message(uid: uuid.UUID) -> TalkMessage:
    """The talk before the message, as everywhere."""
    if _lock_talk(Q(messages__uid=uid)) is None:
        raise TalkNotFound
    return TalkMessage.objects.select_for_update(of=("self",)).select_related("talk").get(uid=uid)
