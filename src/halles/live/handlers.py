"""What live shows do when something happened elsewhere."""

from __future__ import annotations

from django.db.models import QuerySet

from halles.creators.events import CreatorSuspended
from halles.live import services
from halles.live.models import LiveSession, ReportedMessage
from halles.live.services import end_session
from halles.moderation.events import SanctionImposed, SanctionLifted
from halles.moderation.models import TargetKind
from halles.sellers.events import SellerClosed, SellerSuspended
from halles.users.queries import get_user


def stop_shows_of_creator(event: CreatorSuspended) -> None:
    """Whoever may not post is off the air at once: picture, room and offers."""
    _end(LiveSession.objects.filter(creator=event.creator_id))


def stop_shows_of_shop(event: SellerSuspended | SellerClosed) -> None:
    """The same for the show of a shop that may not sell."""
    _end(LiveSession.objects.filter(creator__seller=event.seller_id))


def take_away(imposed: SanctionImposed) -> None:
    """Staff decided about a show, or about a message of its chat, which leaves the room and the replay."""
    if _is_show(imposed):
        services.withhold_session(imposed.target_id, by=get_user(imposed.by_id), why=imposed.why)
    elif _is_kept(imposed):
        services.remove_message_as_staff(imposed.target_id, by=get_user(imposed.by_id), why=imposed.why)


def bring_back(lifted: SanctionLifted) -> None:
    """An appeal pauses the decision, or it was wrong."""
    if _is_show(lifted):
        services.show_session(lifted.target_id)
    elif _is_kept(lifted):
        services.restore_message(lifted.target_id)


def _is_show(about: SanctionImposed | SanctionLifted) -> bool:
    is_ours = about.kind == TargetKind.LIVE_SESSION
    return is_ours and LiveSession.objects.filter(pk=about.target_id).exists()


def _is_kept(about: SanctionImposed | SanctionLifted) -> bool:
    is_ours = about.kind == TargetKind.CHAT_MESSAGE
    return is_ours and ReportedMessage.objects.filter(pk=about.target_id).exists()


def _end(shows: QuerySet[LiveSession]) -> None:
    for session_id in shows.filter(status=LiveSession.Status.LIVE).values_list("pk", flat=True):
        end_session(session_id)
