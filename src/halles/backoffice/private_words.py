"""Private messages before the staff's eyes: those that wait for a reader, were reported or decided about; no others.

Each look is written down with who looked; a second one within the hour is the same look.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence

from halles.affiliates.models import TalkMessage
from halles.affiliates.queries.talks import find_message as find_talk_message
from halles.backoffice.errors import ThingGone
from halles.kit import clock
from halles.moderation import queries as moderation
from halles.moderation.services import record_staff_action
from halles.social import inbox
from halles.social.models import Message, MessagePicture
from halles.users.models import User

VERB, KIND, TALK_KIND = "read_message", "message", "talk_message"
SAME_LOOK = dt.timedelta(hours=1)


def read_message(message_id: uuid.UUID, *, by: User) -> Message:
    """A message that staff may read; refuses backoffice.thing_gone for one that nobody has asked them to."""
    message = inbox.find_message(message_id)
    if message is None or not _may_be_read(message):
        raise ThingGone
    write_down_looks([message], by=by)
    return message


def read_talk_message(uid: uuid.UUID, *, by: User) -> TalkMessage:
    """A message between a shop and a creator that staff may read; refuses as `read_message`."""
    message = find_talk_message(uid)
    if message is None or not moderation.is_brought_up(TALK_KIND, uid):
        raise ThingGone
    _write_down(TALK_KIND, {str(uid): message.talk.seller.slug}, by=by)
    return message


def read_picture(picture_id: uuid.UUID, *, by: User) -> MessagePicture:
    """A photo of such a message; refuses as `read_message`."""
    picture = inbox.get_picture_for_staff(picture_id)
    read_message(picture.message_id, by=by)
    return picture


def write_down_looks(messages: Sequence[Message], *, by: User) -> None:
    """Somebody of the staff reads these messages now; each is told with the shop it was written to or by."""
    _write_down(KIND, {str(message.pk): message.thread.seller.slug for message in messages}, by=by)


def _write_down(kind: str, slugs: Mapping[str, str], *, by: User) -> None:
    seen = moderation.done_since(by, VERB, kind, set(slugs), since=clock.now() - SAME_LOOK)
    for target_id in sorted(set(slugs) - seen):
        record_staff_action(by=by, verb=VERB, kind=kind, target_id=target_id, why=slugs[target_id])


def _may_be_read(message: Message) -> bool:
    return message.status == Message.Status.HELD or moderation.is_brought_up(KIND, message.pk)
