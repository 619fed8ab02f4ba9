"""What social announces."""

from __future__ import annotations

import uuid
from dataclasses import dataclass


@dataclass(frozen=True)
class CommentRemoved:
    """The staff has removed a comment; its author is owed the reason."""

    comment_id: uuid.UUID
    user_id: uuid.UUID
    text: str
    why: str


@dataclass(frozen=True)
class Followed:
    """A person follows a creator from now on."""

    user_id: uuid.UUID
    creator_id: uuid.UUID
