"""Showing what customers and shops wrote and what waited for a reader, with who and why."""

from __future__ import annotations

import uuid
from collections.abc import Callable

from halles.backoffice.errors import DecisionUnknown, WhyMissing
from halles.reviews import services as reviewing
from halles.social import services as socialising
from halles.users.models import User

WHY_LENGTH_MAX = 1000
RELEASE: dict[str, Callable[..., object]] = {
    "review": reviewing.release_review,
    "review_remark": reviewing.release_remark,
    "question": socialising.release_question,
    "answer": socialising.release_answer,
    "message": socialising.release_message,
}


def decide_words(kind: str, target_id: uuid.UUID, decision: str, *, by: User, why: str) -> None:
    """Release a review, a follow-up or reply ("review_remark"), a question, an answer or a message.

    Removing one is a decision by a rule (`halles.backoffice.ruling`).
    """
    said = why.replace("\x00", "").strip()[:WHY_LENGTH_MAX]
    if not said:
        raise WhyMissing
    if kind not in RELEASE or decision != "release":
        raise DecisionUnknown
    RELEASE[kind](target_id, by=by, why=said)
