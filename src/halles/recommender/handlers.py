"""What the recommender does when others announce something."""

from __future__ import annotations

from halles.recommender import services
from halles.videos.events import VideoPublished


def try_new_video(published: VideoPublished) -> None:
    """A new video gets its first viewers."""
    services.add_new_video(published.video_id)
