"""What social announces."""

from __future__ import annotations

import uuid
from dataclasses import dataclass


@dataclass(frozen=True)
class QuestionAsked:
    """A question can be read, and the shop owes an answer."""

    question_id: uuid.UUID
    seller_id: uuid.UUID


@dataclass(frozen=True)
class QuestionAnswered:
    """An answer can be read."""

    question_id: uuid.UUID
    answer_id: uuid.UUID
    user_id: uuid.UUID


@dataclass(frozen=True)
class MessageWaits:
    """A message is the first that the other side has not read: they are told once, until they have read it."""

    message_id: uuid.UUID
