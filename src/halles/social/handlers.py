"""What social does when others announce something."""

from __future__ import annotations

from collections.abc import Callable

from halles.moderation.decisions import get_decision
from halles.moderation.events import ReportDecided, SanctionImposed, SanctionLifted
from halles.social import services
from halles.social.models import Answer, Comment, Message, Question, SavedList
from halles.social.services import restoring
from halles.social.services.listing import unshare_reported_list
from halles.users.queries import get_user

MODELS = {"comment": Comment, "question": Question, "answer": Answer, "message": Message, "list": SavedList}
REMOVE: dict[str, Callable[..., object]] = {
    "comment": services.remove_comment_as_staff,
    "question": services.remove_question_as_staff,
    "answer": services.remove_answer_as_staff,
    "message": services.remove_message_as_staff,
}
RELEASE: dict[str, Callable[..., object]] = {
    "comment": services.release_comment,
    "question": services.release_question,
    "answer": services.release_answer,
    "message": services.release_message,
}
RESTORE: dict[str, Callable[..., object]] = {
    "comment": restoring.restore_comment,
    "question": restoring.restore_question,
    "answer": restoring.restore_answer,
    "message": restoring.restore_message,
}


def show_cleared(decided: ReportDecided) -> None:
    """A dismissed report shows a text again that waited for a reader."""
    if not decided.is_upheld and decided.kind in RELEASE and _exists(decided):
        RELEASE[decided.kind](decided.target_id, by=get_user(decided.by_id), why=decided.why)


def take_away(imposed: SanctionImposed) -> None:
    """Staff decided: the words go; the link of a list is closed, its owner keeps it."""
    if imposed.kind == "list":
        unshare_reported_list(imposed.target_id)
    elif imposed.kind in REMOVE and _exists(imposed):
        REMOVE[imposed.kind](imposed.target_id, by=get_user(imposed.by_id), why=imposed.why)


def bring_back(lifted: SanctionLifted) -> None:
    """An appeal pauses the decision, or it was wrong."""
    if lifted.kind == "list":
        # An appeal that paused the decision has opened the link already; its owner may have closed it since.
        was_paused = lifted.is_final and not get_decision(lifted.decision_id).is_urgent
        if lifted.was == "shared" and not was_paused:
            restoring.reshare_list(lifted.target_id)
    elif lifted.kind in RESTORE and _exists(lifted):
        RESTORE[lifted.kind](lifted.target_id, was_held=lifted.was == "held", is_final=lifted.is_final)


def _exists(about: ReportDecided | SanctionImposed | SanctionLifted) -> bool:
    return MODELS[about.kind]._default_manager.filter(pk=about.target_id).exists()  # noqa: SLF001 - a documented manager
