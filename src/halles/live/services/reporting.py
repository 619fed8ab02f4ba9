"""A message of a chat before the staff: reported, taken out by a decision, brought back."""

from __future__ import annotations

import datetime as dt
import uuid

from django.db import transaction

from halles.live.chat_log import find_staff_mute
from halles.live.errors import MessageNotFound, RestrictionNotFound
from halles.live.models import Deletion, ReportedMessage, Restriction, RoomEvent
from halles.live.services.chat import delete_message, lift, restrict
from halles.live.services.locking import lock_session
from halles.moderation import services as moderation
from halles.moderation.models import Report, TargetKind
from halles.users.models import User

KIND = TargetKind.CHAT_MESSAGE
STAFF_MUTE = dt.timedelta(hours=24)


@transaction.atomic
def report_message(
    session_id: uuid.UUID, offset: int, *, reason: str, text: str = "", user: User | None, visit_id: uuid.UUID | None
) -> Report:
    """Tell the staff what is wrong with a message that the room shows; the same person again gets the first report.

    Refuses live.message_not_found, moderation.reason_unknown and kit.too_often; nothing is kept then.
    """
    shown = RoomEvent.objects.filter(session=session_id, offset=offset, kind="chat", status=RoomEvent.Status.SHOWN)
    if not shown.exists():
        raise MessageNotFound
    named, _made = ReportedMessage.objects.get_or_create(session_id=session_id, offset=offset)
    return moderation.report(
        kind=KIND, target_id=named.pk, reason=reason, text=text, user=user, visit_id=None if user else visit_id
    )


@transaction.atomic
def remove_message_as_staff(reported_id: uuid.UUID, *, by: User, why: str) -> None:
    """Take a reported message out of the room and of its replay; one that is out already stays so."""
    named = _get_named(reported_id)
    moderation.record_staff_action(by=by, verb="remove_chat_message", kind=KIND, target_id=named.pk, why=why)
    delete_message(named.session_id, named.offset, by=by, way=Deletion.Way.STAFF)


@transaction.atomic
def restore_message(reported_id: uuid.UUID) -> None:
    """Bring back what the staff had taken out: latecomers and the replay see it again; what the team deleted stays."""
    named = _get_named(reported_id)
    session = lock_session(named.session_id)
    last = Deletion.objects.filter(session=session, offset=named.offset).order_by("-pk").first()
    if last is not None and last.way == Deletion.Way.STAFF:
        RoomEvent.objects.filter(session=session, offset=named.offset).update(status=RoomEvent.Status.SHOWN)


@transaction.atomic
def mute_as_staff(reported_id: uuid.UUID, *, by: User, why: str) -> Restriction:
    """Keep who said a reported message from writing in its show for a day; refuses as `restrict` does."""
    named = _get_named(reported_id)
    moderation.record_staff_action(by=by, verb="mute_speaker", kind=KIND, target_id=named.pk, why=why)
    return restrict(
        named.session_id,
        named.offset,
        kind=Restriction.Kind.MUTE,
        by=by,
        reason=why,
        seconds=int(STAFF_MUTE.total_seconds()),
        is_by_staff=True,
    )


@transaction.atomic
def lift_as_staff(reported_id: uuid.UUID, *, by: User, why: str) -> None:
    """Take back the mute that the staff set on who said a reported message; refuses live.restriction_not_found."""
    named = _get_named(reported_id)
    standing = find_staff_mute(reported_id)
    if standing is None:
        raise RestrictionNotFound
    moderation.record_staff_action(by=by, verb="unmute_speaker", kind=KIND, target_id=named.pk, why=why)
    lift(named.session_id, standing.pk, by=by, is_by_staff=True)


def _get_named(reported_id: uuid.UUID) -> ReportedMessage:
    found = ReportedMessage.objects.filter(pk=reported_id).first()
    if found is None:
        raise MessageNotFound
    return found
