"""Decisions about what customers and shops wrote, each with who and why."""

from __future__ import annotations

import uuid
from collections.abc import Callable

from halles.backoffice.errors import DecisionUnknown, WhyMissing
from halles.reviews import services as reviewing
from halles.social import services as socialising
from halles.users.models import User

WHY_LENGTH_MAX = 1000
Way = Callable[..., object]
WAYS: dict[str, tuple[Way, Way]] = {
    "review": (reviewing.release_review, reviewing.remove_review_as_staff),
    "review_remark": (reviewing.release_remark, reviewing.remove_remark_as_staff),
    "question": (socialising.release_question, socialising.remove_question_as_staff),
    "answer": (socialising.release_answer, socialising.remove_answer_as_staff),
    "message": (socialising.release_message, socialising.remove_message_as_staff),
}


def decide_words(kind: str, target_id: uuid.UUID, decision: str, *, by: User, why: str) -> None:
    """Release or remove a review, a follow-up or reply ("review_remark"), a question, an answer or a message."""
    said = why.replace("\x00", "").strip()[:WHY_LENGTH_MAX]
    if not said:
        raise WhyMissing
    if kind not in WAYS or decision not in {"release", "remove"}:
        raise DecisionUnknown
    release, remove = WAYS[kind]
    (release if decision == "release" else remove)(target_id, by=by, why=said)
