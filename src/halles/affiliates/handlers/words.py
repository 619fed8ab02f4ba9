"""What follows for messages between shops and creators when the staff decides about them."""

from __future__ import annotations

from halles.affiliates.queries.talks import find_message
from halles.affiliates.services import talking
from halles.moderation.events import SanctionImposed, SanctionLifted
from halles.moderation.models import TargetKind
from halles.users.queries import get_user


def take_away(imposed: SanctionImposed) -> None:
    """Staff decided that a message goes."""
    if _is_ours(imposed):
        talking.remove_message_as_staff(imposed.target_id, by=get_user(imposed.by_id), why=imposed.why)


def bring_back(lifted: SanctionLifted) -> None:
    """An appeal pauses the decision, or it was wrong."""
    if _is_ours(lifted):
        talking.restore_message(lifted.target_id)


def _is_ours(about: SanctionImposed | SanctionLifted) -> bool:
    return about.kind == TargetKind.TALK_MESSAGE and find_message(about.target_id) is not None
