"""Private messages before the staff's eyes: those that wait for a reader, were reported or decided about; no others.

Each look is written down with who looked; a second one within the hour is the same look.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence

from halles.backoffice.errors import ThingGone
from halles.kit import clock
from halles.moderation import queries as moderation
from halles.moderation.services import record_staff_action
from halles.social import inbox
from halles.social.models import Message, MessagePicture
from halles.users.models import User

VERB, KIND = "read_message", "message"
SAME_LOOK = dt.timedelta(hours=1)


def read_message(message_id: uuid.UUID, *, by: User) -> Message:
    """A message that staff may read; refuses backoffice.thing_gone for one that nobody has asked them to."""
    message = inbox.find_message(message_id)
    if message is None or not _may_be_read(message):
        raise ThingGone
    write_down_looks([message], by=by)
    return message


def read_picture(picture_id: uuid.UUID, *, by: User) -> MessagePicture:
    """A photo of such a message; refuses as `read_message`."""
    picture = inbox.get_picture_for_staff(picture_id)
    read_message(picture.message_id, by=by)
    return picture


def write_down_looks(messages: Sequence[Message], *, by: User) -> None:
    """Somebody of the staff reads these messages now; each is told with the shop it was written to or by."""
    wanted = {str(message.pk): message for message in messages}
    seen = moderation.done_since(by, VERB, KIND, set(wanted), since=clock.now() - SAME_LOOK)
    for target_id in sorted(set(wanted) - seen):
        slug = wanted[target_id].thread.seller.slug
        record_staff_action(by=by, verb=VERB, kind=KIND, target_id=target_id, why=slug)


def _may_be_read(message: Message) -> bool:
    return message.status == Message.Status.HELD or moderation.is_brought_up(KIND, message.pk)
