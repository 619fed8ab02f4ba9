"""Telling the staff what is wrong with what somebody wrote."""

from __future__ import annotations

import uuid
from collections.abc import Callable

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from halles.kit.errors import NotFound, Refusal
from halles.kit.http import is_htmx, safe_next
from halles.moderation import services as moderation
from halles.reviews import queries as reviews
from halles.social import asking, inbox
from halles.social import queries as social
from halles.storefront.requests import person_of, visit_of
from halles.users.models import User


def _answer_is_seen(answer_id: uuid.UUID, person: User | None) -> None:
    answer = asking.find_answer(answer_id)
    if answer is None or answer.status != answer.Status.SHOWN:
        raise NotFound
    asking.get_question(answer.question_id, person)


def _message_is_seen(message_id: uuid.UUID, person: User | None) -> None:
    if person is None:
        raise NotFound
    inbox.get_message_for_side(message_id, user=person)


def _list_is_seen(list_id: uuid.UUID, person: User | None) -> None:
    social.get_open_list(list_id)


# Who reports must be able to see it: otherwise an address would tell whether a private thing exists.
SEEN: dict[str, Callable[[uuid.UUID, User | None], object]] = {
    "review": reviews.get_public_review,
    "question": asking.get_question,
    "answer": _answer_is_seen,
    "message": _message_is_seen,
    "list": _list_is_seen,
}


@require_POST
def report_words(request: HttpRequest, kind: str, target_id: uuid.UUID) -> HttpResponse:
    """Report a review, a question, an answer or a message that one can see."""
    person = person_of(request)
    if kind not in SEEN:
        raise NotFound
    SEEN[kind](target_id, person)
    said = _("Thank you. Somebody will look at it.")
    try:
        with transaction.atomic():
            moderation.report(
                kind=kind,
                target_id=target_id,
                reason=request.POST.get("reason", ""),
                text=request.POST.get("text", ""),
                user=person,
                visit_id=visit_of(request).id,
            )
    except Refusal as refusal:
        said = str(refusal)
    if is_htmx(request):
        return render(request, "storefront/reviews/said.html", {"said": said})
    messages.info(request, said)
    return redirect(safe_next(request, "/"))
