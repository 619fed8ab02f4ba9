"""What can be asked about videos: by viewers, by their creators, by staff, by the feed."""

from halles.videos.queries.candidates import Candidate, list_followed, list_fresh, list_from, list_named
from halles.videos.queries.facts import AnchorFacts, CreatorFace, VideoFacts, feed_facts, unbuyable_among
from halles.videos.queries.own import (
    OwnVideo,
    count_held_videos,
    get_video_for_creator,
    get_video_for_staff,
    list_anchors,
    list_held_videos,
    list_videos_of,
    videos_by_id,
    videos_for_staff,
)
from halles.videos.queries.public import (
    find_public_video,
    find_shown_with,
    get_public_video,
    list_products_shown,
    list_public_videos_of,
    list_videos_with_product,
    list_videos_with_tag,
)

__all__ = [
    "AnchorFacts",
    "Candidate",
    "CreatorFace",
    "OwnVideo",
    "VideoFacts",
    "count_held_videos",
    "feed_facts",
    "find_public_video",
    "find_shown_with",
    "get_public_video",
    "get_video_for_creator",
    "get_video_for_staff",
    "list_anchors",
    "list_followed",
    "list_fresh",
    "list_from",
    "list_held_videos",
    "list_named",
    "list_products_shown",
    "list_public_videos_of",
    "list_videos_of",
    "list_videos_with_product",
    "list_videos_with_tag",
    "unbuyable_among",
    "videos_by_id",
    "videos_for_staff",
]
