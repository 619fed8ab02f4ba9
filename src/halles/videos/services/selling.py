"""Other shops' goods in a video: shown only with leave, by newcomers so many times a week."""

from __future__ import annotations

from halles.creators.errors import NotSelling
from halles.creators.queries import selling_status, shops_of_creator
from halles.social import services as social
from halles.videos.models import Video


def has_others_goods(video: Video) -> bool:
    """Whether a product of a shop that is not its author's is placed in the video."""
    if video.creator.seller_id is not None:
        return False
    return video.anchors.exclude(product__seller__in=shops_of_creator(video.creator)).exists()


def require_leave(video: Video) -> None:
    """Refuse creators.not_selling where other shops' goods are in it and nobody gave leave to earn."""
    if has_others_goods(video) and selling_status(video.creator) == "none":
        raise NotSelling


def take_place(video: Video) -> None:
    """A video that is shown takes its place of the week where other shops' goods are in it.

    Refuses creators.not_selling, creators.quota_of_videos.
    """
    if has_others_goods(video):
        social.spend_place(video.creator, kind="video", content_id=video.pk)
