"""The mail that says what a shop or a creator wrote to the other."""

from __future__ import annotations

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from halles.affiliates.models import Side, TalkMessage
from halles.affiliates.queries.talks import get_message
from halles.notifications.services import Letter, Words

QUOTED_MAX = 300


def talk_message(message_id: int) -> list[Letter]:
    """The other side reads what was said; nothing is sent when it was read, removed or erased meanwhile."""
    message = get_message(message_id)
    if message.status == TalkMessage.Status.REMOVED or message.read_at is not None or not message.body:
        return []
    seller, creator = message.talk.seller, message.talk.creator
    is_by_creator = message.by == Side.CREATOR

    def words() -> Words:
        facts = {"shop": seller.name, "handle": creator.handle}
        who = _("@%(handle)s has written to you") if is_by_creator else _("%(shop)s has written to you")
        names = [seller.slug, creator.pk] if is_by_creator else [creator.pk, seller.slug]
        path = reverse("studio:talk" if is_by_creator else "studio:my_talk", args=names)
        return Words(
            subject=who % facts,
            heading=who % facts,
            paragraphs=(f"“{message.body[:QUOTED_MAX]}”",),
            door=(_("Read and answer"), settings.BASE_URL + path),
            after=(_("Please answer there: answers to this mail reach nobody."),),
        )

    reader = seller.owner if is_by_creator else creator.user
    return [
        Letter(
            kind="talk_message",
            key=f"talk_message:{message.pk}",
            to=seller.contact_email or reader.email if is_by_creator else reader.email,
            language=reader.language or "en",
            words=words,
            reference=("seller", seller.pk) if is_by_creator else ("talk", message.talk_id),
        )
    ]
