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
