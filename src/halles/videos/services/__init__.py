"""Making videos, placing products in them, showing them, and what viewers do with them."""

from halles.videos.services.anchors import AnchorDraft, move_anchor, place_anchor, remove_anchor, set_anchors
from halles.videos.services.clip import drop_captions, put_captions, set_cover, trim
from halles.videos.services.drafting import VideoChanges, delete_video, edit_video, start_video
from halles.videos.services.engagement import (
    comment_video,
    like_video,
    remove_comment_under,
    report_video,
    unlike_video,
)
from halles.videos.services.publishing import publish, publish_due, unpublish
from halles.videos.services.review import (
    give_back_videos,
    hold_video,
    release_video,
    remove_video,
    restore_video,
    withhold_videos,
)

__all__ = [
    "AnchorDraft",
    "VideoChanges",
    "comment_video",
    "delete_video",
    "drop_captions",
    "edit_video",
    "give_back_videos",
    "hold_video",
    "like_video",
    "move_anchor",
    "place_anchor",
    "publish",
    "publish_due",
    "put_captions",
    "release_video",
    "remove_anchor",
    "remove_comment_under",
    "remove_video",
    "report_video",
    "restore_video",
    "set_anchors",
    "set_cover",
    "start_video",
    "trim",
    "unlike_video",
    "unpublish",
    "withhold_videos",
]
