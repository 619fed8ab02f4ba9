"""What videos announce."""

from __future__ import annotations

import uuid
from dataclasses import dataclass


@dataclass(frozen=True)
class VideoPublished:
    """A video can be watched from now on."""

    video_id: uuid.UUID
    creator_id: uuid.UUID


@dataclass(frozen=True)
class VideoWithdrawn:
    """A video that could be watched cannot any more: taken back, held or removed."""

    video_id: uuid.UUID
    creator_id: uuid.UUID


@dataclass(frozen=True)
class VideoHeld:
    """A video waits for the staff; its author is owed the reason. `rules` are names of moderation.words.RULE_NAMES."""

    video_id: uuid.UUID
    user_id: uuid.UUID
    rules: tuple[str, ...]
    why: str


@dataclass(frozen=True)
class VideoReleased:
    """The staff found nothing wrong with a held video."""

    video_id: uuid.UUID
    user_id: uuid.UUID


@dataclass(frozen=True)
class VideoRemovedByStaff:
    """The staff removed a video; its author is owed a statement of reasons."""

    video_id: uuid.UUID
    user_id: uuid.UUID
    why: str
