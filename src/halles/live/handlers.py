"""What live shows do when something happened elsewhere."""

from __future__ import annotations

from django.db.models import QuerySet

from halles.creators.events import CreatorSuspended
from halles.live.models import LiveSession
from halles.live.services import end_session
from halles.sellers.events import SellerClosed, SellerSuspended


def stop_shows_of_creator(event: CreatorSuspended) -> None:
    """Whoever may not post is off the air at once: picture, room and offers."""
    _end(LiveSession.objects.filter(creator=event.creator_id))


def stop_shows_of_shop(event: SellerSuspended | SellerClosed) -> None:
    """The same for the show of a shop that may not sell."""
    _end(LiveSession.objects.filter(creator__seller=event.seller_id))


def _end(shows: QuerySet[LiveSession]) -> None:
    for session_id in shows.filter(status=LiveSession.Status.LIVE).values_list("pk", flat=True):
        end_session(session_id)
