"""What buyers say about the shop's goods, and the shop's one reply."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from halles.reviews import queries as reviews
from halles.reviews import services as reviewing
from halles.reviews.errors import ReviewNotFound
from halles.studio.attempts import tried
from halles.studio.forms_customers import ReplyForm
from halles.studio.shop_access import Desk, Role, reader_language, shop_desk, show


@require_safe
@shop_desk(Role.MANAGER)
def review_list(request: HttpRequest, desk: Desk) -> HttpResponse:
    """The summary and all reviews, newest first; `unanswered=yes` keeps those without a reply."""
    unanswered = request.GET.get("unanswered") == "yes"
    context = {
        "section": "reviews",
        "summary": reviews.shop_summary(desk.seller.pk),
        "page": reviews.list_for_desk(desk.seller, unanswered=unanswered, cursor=request.GET.get("cursor")),
        "unanswered": unanswered,
        "unanswered_count": reviews.count_unanswered(desk.seller),
    }
    return show(request, desk, "customers/reviews.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@shop_desk(Role.MANAGER)
def reply(request: HttpRequest, desk: Desk, review_id: uuid.UUID) -> HttpResponse:
    """The form of the one reply."""
    review = reviews.get_public_review(review_id)
    if review.seller_id != desk.seller.pk:
        raise ReviewNotFound
    form = ReplyForm(request.POST or None)
    if (
        form.is_bound
        and form.is_valid()
        and tried(
            form,
            lambda: reviewing.reply_as_shop(
                desk.seller, review_id, by=desk.person, text=form.cleaned_data["text"], language=reader_language()
            ),
        )
    ):
        messages.success(request, _("Your reply stands under the review."))
        return redirect("studio:reviews", desk.seller.slug)
    context = {"section": "reviews", "review": review, "form": form}
    return show(request, desk, "customers/reply.html", context, status=422 if form.errors else 200)
