"""Questions about a product: reading them all, asking, answering as somebody who has it."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from halles.catalog import queries as catalog
from halles.kit.errors import NotFound, Refusal
from halles.reviews.errors import NotABuyer
from halles.reviews.queries import has_received
from halles.social import asking
from halles.social import services as socialising
from halles.storefront.forms_messages import AnswerForm, QuestionForm
from halles.storefront.requests import market_of, person_of
from halles.storefront.signing_in import ask_to_sign_in
from halles.storefront.trust import review_words


@require_http_methods(["GET", "HEAD", "POST"])
def questions(request: HttpRequest, product_id: uuid.UUID) -> HttpResponse:
    """All questions about a product, and the form for one more."""
    person = person_of(request)
    address = reverse("storefront:questions", args=[product_id])
    form = QuestionForm(request.POST or None)
    if request.method == "POST" and person is None:
        return ask_to_sign_in(request, address)
    if request.method == "POST" and person is not None and form.is_valid():
        try:
            with transaction.atomic():
                asked = socialising.ask_question(
                    person, product_id, text=form.cleaned_data["text"], language=get_language() or "en"
                )
            messages.success(request, _asked(asked.status))
            return redirect(address + "#questions")
        except NotFound:
            raise
        except Refusal as refusal:
            form.add_error("text", str(refusal))
    product = catalog.get_public_product(product_id, market=market_of(request).code, language=get_language() or "en")
    context = {
        "product": product,
        "form": form,
        "person": person,
        "page": asking.list_questions(product_id, viewer=person, cursor=request.GET.get("cursor")),
        "can_answer": person is not None and has_received(person, product_id),
        **review_words(request),
    }
    return render(request, "storefront/questions/all.html", context, status=422 if form.errors else 200)


def _asked(status: str) -> str:
    if status == "held":
        return _("Thank you. A person reads it first; only you see it until then.")
    return _("Asked. You get a mail when the shop answers.")


@require_http_methods(["GET", "HEAD", "POST"])
def answer(request: HttpRequest, question_id: uuid.UUID) -> HttpResponse:
    """Answer as somebody who has the thing."""
    person = person_of(request)
    if person is None:
        return ask_to_sign_in(request, request.path)
    question = asking.get_question(question_id, person)
    if not has_received(person, question.product_id):
        raise NotABuyer
    form = AnswerForm(request.POST or None)
    if form.is_bound and form.is_valid():
        try:
            with transaction.atomic():
                said = socialising.answer_as_buyer(
                    person, question_id, text=form.cleaned_data["text"], language=get_language() or "en"
                )
            messages.success(request, _("Thank you. It can be read now.") if said.status == "shown" else _asked("held"))
            return redirect(reverse("storefront:questions", args=[question.product_id]) + f"#question-{question_id}")
        except NotFound:
            raise
        except Refusal as refusal:
            form.add_error("text", str(refusal))
    context = {"question": question, "form": form, "for_shop": True, **review_words(request)}
    return render(request, "storefront/questions/answer.html", context, status=422 if form.errors else 200)


@require_POST
def remove_question(request: HttpRequest, question_id: uuid.UUID) -> HttpResponse:
    """Take one's own question away."""
    person = person_of(request)
    if person is None:
        raise NotFound
    question = asking.get_question(question_id, person)
    socialising.remove_own_question(person, question_id)
    messages.success(request, _("Your question is gone."))
    return redirect("storefront:questions", question.product_id)


@require_POST
def remove_answer(request: HttpRequest, answer_id: uuid.UUID) -> HttpResponse:
    """Take one's own answer away."""
    person = person_of(request)
    found = asking.find_answer(answer_id)
    if person is None or found is None:
        raise NotFound
    socialising.remove_own_answer(person, answer_id)
    messages.success(request, _("Your answer is gone."))
    return redirect("storefront:questions", found.question.product_id)
