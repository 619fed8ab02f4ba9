"""What videos keep of a person: the films of their own profiles."""

from __future__ import annotations

from django.db import transaction
from django.db.models import QuerySet

from halles.kit import events
from halles.media.services import erase_asset
from halles.users.models import User
from halles.users.personal import Rows, rows
from halles.videos.events import VideoWithdrawn
from halles.videos.models import Video


def tell(user: User) -> Rows:
    """The videos of the person's profiles."""
    facts = ("creator__handle", "caption", "language", "status", "published_at", "created_at", "asset__poster_key")
    return {"videos": rows(_own(user), *facts)}


def erase(user: User) -> None:
    """The films go, one in each transaction, with their files within the hour."""
    for video_id in list(_own(user).values_list("pk", flat=True)):
        with transaction.atomic():
            video = Video.objects.select_for_update(of=("self",)).filter(pk=video_id).first()
            if video is None:
                continue
            if video.status == Video.Status.PUBLISHED:
                # So that search and plans let go of it.
                video.status = Video.Status.REMOVED
                video.save(update_fields=["status"])
                events.emit(VideoWithdrawn(video_id=video.pk, creator_id=video.creator_id))
            asset_id = video.asset_id
            video.delete()
            erase_asset(asset_id)


def _own(user: User) -> QuerySet[Video]:
    return Video.objects.filter(creator__user=user, creator__seller=None)
