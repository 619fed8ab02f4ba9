"""What people ask about the shop's goods in public, answered once for all."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from halles.social import asking
from halles.social import services as socialising
from halles.studio.attempts import carried_out, tried
from halles.studio.forms_customers import AnswerForm
from halles.studio.shop_access import Desk, Role, reader_language, shop_desk, show
from halles.studio.views_messages import counts_of


@require_safe
@shop_desk(Role.MANAGER)
def question_list(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Questions, newest first; `unanswered=yes` keeps what the shop owes."""
    unanswered = request.GET.get("unanswered") == "yes"
    context = {
        "section": "messages",
        "page": asking.list_questions_for_desk(desk.seller, unanswered=unanswered, cursor=request.GET.get("cursor")),
        "unanswered": unanswered,
        **counts_of(desk),
    }
    return show(request, desk, "customers/questions.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@shop_desk(Role.MANAGER)
def answer(request: HttpRequest, desk: Desk, question_id: uuid.UUID) -> HttpResponse:
    """The form of one answer."""
    question = asking.get_question_for_seller(desk.seller, question_id)
    form = AnswerForm(request.POST or None)
    if (
        form.is_bound
        and form.is_valid()
        and tried(
            form,
            lambda: socialising.answer_as_shop(
                desk.seller,
                question_id,
                by=desk.person,
                text=form.cleaned_data["text"],
                language=reader_language(),
            ),
        )
    ):
        messages.success(request, _("Answered, for everybody who wonders."))
        return redirect("studio:questions", desk.seller.slug)
    context = {"section": "messages", "question": question, "form": form}
    return show(request, desk, "customers/answer.html", context, status=422 if form.errors else 200)


@require_POST
@shop_desk(Role.MANAGER)
def take_back(request: HttpRequest, desk: Desk, answer_id: uuid.UUID) -> HttpResponse:
    """Take the shop's own answer away, to give a better one."""
    carried_out(
        request,
        lambda: socialising.remove_answer_of_shop(desk.seller, answer_id),
        done=_("Taken back. You can answer again."),
    )
    return redirect("studio:questions", desk.seller.slug)
