"""What waits for a reader: reviews, follow-ups and replies, questions, answers and messages."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from halles.backoffice import words
from halles.backoffice.deciding import carry_out_and_tell
from halles.backoffice.private_words import read_picture, write_down_looks
from halles.kit.http import private_picture
from halles.kit.pages import Page
from halles.moderation.words import RULE_NAMES
from halles.reviews import queries as reviews
from halles.social import asking, inbox
from halles.users.models import User
from halles.users.staff_access import staff_may

HEADINGS: dict[str, Promise] = {
    "review": gettext_lazy("Reviews"),
    "review_remark": gettext_lazy("Follow-ups and replies"),
    "question": gettext_lazy("Questions"),
    "answer": gettext_lazy("Answers"),
    "message": gettext_lazy("Messages"),
}


@dataclass(frozen=True)
class Waiting:
    """A text that waits, and why."""

    id: uuid.UUID
    text: str
    language: str
    author: str
    about: str
    why: str


@require_safe
@staff_may("content")
def word_list(request: HttpRequest, person: User) -> HttpResponse:
    """All that waits, by kind; each kind has pages of its own. That a private message was read is written down."""
    lists: dict[str, tuple[Page[Any], Callable[[Any], str]]] = {
        "review": (reviews.list_held(request.GET.get("review")), lambda one: one.product.title),
        "review_remark": (
            reviews.list_held_remarks(request.GET.get("review_remark")),
            lambda one: one.review.product.title,
        ),
        "question": (asking.list_held_questions(request.GET.get("question")), lambda one: one.product.title),
        "answer": (asking.list_held_answers(request.GET.get("answer")), lambda one: one.question.product.title),
        "message": (inbox.list_held_messages(request.GET.get("message")), lambda one: one.thread.seller.name),
    }
    write_down_looks(lists["message"][0].rows, by=person)
    parts = [
        {"kind": kind, "heading": HEADINGS[kind], "page": page, "rows": list(_rows(page.rows, about))}
        for kind, (page, about) in lists.items()
    ]
    return render(request, "backoffice/words.html", {"parts": parts})


def _rows(rows: Iterable[Any], about: Callable[[Any], str]) -> Iterable[Waiting]:
    for one in rows:
        why = ", ".join(str(RULE_NAMES.get(rule, rule)) for rule in one.held_rules)
        yield Waiting(one.pk, one.text, one.language, one.user.name or one.user.email, about(one), why)


@require_POST
@staff_may("content")
def decide_words(request: HttpRequest, person: User, kind: str, target_id: uuid.UUID) -> HttpResponse:
    """Show a text that waits; what breaks a rule is decided by the rule."""
    decision, why = request.POST.get("decision", ""), request.POST.get("why", "")
    carry_out_and_tell(
        request,
        lambda: words.decide_words(kind, target_id, decision, by=person, why=why),
        done=_("Decided. The author is told why."),
    )
    return redirect("backoffice:words")


@require_safe
@staff_may("content")
def message_picture(request: HttpRequest, person: User, picture_id: uuid.UUID) -> HttpResponse:
    """A photo of a message that was held or reported."""
    picture = read_picture(picture_id, by=person)
    return private_picture(picture.key)
