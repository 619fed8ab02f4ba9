"""Reviews: reading them all, writing one's own, saying that one helped."""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from halles.catalog import queries as catalog
from halles.kit.errors import NotFound, Refusal
from halles.kit.http import is_htmx
from halles.orders.models import OrderLine
from halles.reviews import access
from halles.reviews import queries as reviews
from halles.reviews import services as reviewing
from halles.reviews.queries import ReviewView
from halles.reviews.services import Words
from halles.sellers import queries as sellers
from halles.storefront import trust
from halles.storefront.forms_reviews import FollowUpForm, ReviewForm
from halles.storefront.requests import Unreadable, market_of, person_of
from halles.storefront.signing_in import ask_to_sign_in
from halles.storefront.trust import read_filter, review_words
from halles.users.models import User


@require_safe
@transaction.non_atomic_requests
def product_reviews(request: HttpRequest, product_id: uuid.UUID) -> HttpResponse:
    """Everything buyers say about a product, with the summary and how it is sorted."""
    product = catalog.get_public_product(product_id, market=market_of(request).code, language=get_language() or "en")
    chosen = read_filter(request)
    page = reviews.list_reviews(
        product_id,
        sort=chosen.sort,
        stars=chosen.stars,
        has_pictures=chosen.has_pictures,
        viewer=person_of(request),
        cursor=request.GET.get("cursor"),
    )
    context = {
        "product": product,
        "title": product.title,
        "back_url": reverse("storefront:product", args=[product_id, product.slug]),
        "summary": reviews.summary_for([product_id])[product_id],
        "page": page,
        "filter": chosen,
        "reviews_url": reverse("storefront:product_reviews", args=[product_id]),
        **review_words(request),
    }
    return render(request, "storefront/reviews/all.html", context)


@require_safe
@transaction.non_atomic_requests
def shop_reviews(request: HttpRequest, slug: str) -> HttpResponse:
    """The same over everything a shop sells."""
    seller = sellers.get_public_seller(slug)
    chosen = read_filter(request)
    page = reviews.list_shop_reviews(
        seller.pk,
        sort=chosen.sort,
        stars=chosen.stars,
        has_pictures=chosen.has_pictures,
        viewer=person_of(request),
        cursor=request.GET.get("cursor"),
    )
    context = {
        "title": seller.name,
        "back_url": reverse("storefront:shop", args=[slug]),
        "summary": reviews.shop_summary(seller.pk),
        "page": page,
        "filter": chosen,
        "show_product": True,
        "reviews_url": reverse("storefront:shop_reviews", args=[slug]),
        **review_words(request),
    }
    return render(request, "storefront/reviews/all.html", context)


@require_safe
@transaction.non_atomic_requests
def sheet_reviews(request: HttpRequest, product_id: uuid.UUID) -> HttpResponse:
    """The first words of buyers and askers, for the sheet over the video."""
    product = catalog.get_public_product(product_id, market=market_of(request).code, language=get_language() or "en")
    context = {"product": product, "said": trust.product_reviews(request, product_id, size=trust.SHOWN_IN_SHEET)}
    return render(request, "storefront/sheet/said.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def write_review(request: HttpRequest, line_id: uuid.UUID) -> HttpResponse:
    """The form for one line of an order: the first time to write, later to change."""
    person = person_of(request)
    if person is None:
        return ask_to_sign_in(request, request.path)
    line = access.get_line_for_customer(person, line_id)
    own = reviews.find_own_review(person, line_id)
    if request.method != "POST":
        try:
            access.require_open(line, person)
        except Refusal as refusal:
            return _draw_form(request, line, own, None, refusal=refusal)
        initial = {"stars": str(own.stars), "text": own.text} if own else {"stars": request.GET.get("stars", "")}
        return _draw_form(request, line, own, ReviewForm(initial=initial))
    form = ReviewForm(request.POST, request.FILES)
    if form.is_valid() and (review := _written(request, form, person, line, own)) is not None:
        messages.success(request, _thanks(review, is_new=own is None))
        return redirect("storefront:review", review)
    return _draw_form(request, line, own, form, status=422)


def _written(
    request: HttpRequest, form: ReviewForm, person: User, line: OrderLine, own: ReviewView | None
) -> uuid.UUID | None:
    said = form.cleaned_data
    words = Words(int(said["stars"]), said["text"], get_language() or "en", said["pictures"])
    try:
        with transaction.atomic():
            if own is None:
                return reviewing.write_review(person, line.pk, words).pk
            taken_off = [picture.id for picture in own.pictures if request.POST.get(f"off-{picture.id}")]
            return reviewing.edit_review(person, own.id, words, without=taken_off).pk
    except NotFound:
        raise
    except Refusal as refusal:
        form.add_error("pictures" if refusal.code.startswith("media.") else None, str(refusal))
        return None


def _thanks(review_id: uuid.UUID, *, is_new: bool) -> str:
    review = reviews.find_review(review_id)
    if review is not None and review.status == review.Status.HELD:
        return _("Thank you. A person reads it first; only you see it until then.")
    return _("Thank you. Everybody can read it now.") if is_new else _("Kept. Everybody can read it now.")


def _draw_form(
    request: HttpRequest,
    line: OrderLine,
    own: ReviewView | None,
    form: ReviewForm | None,
    *,
    refusal: Refusal | None = None,
    status: int = 200,
) -> HttpResponse:
    context = {
        "line": line,
        "own": own,
        "form": form,
        "refusal": refusal,
        "until": access.review_until(line.order),
        "group_id": line.order.group_id,
        **review_words(request),
    }
    return render(request, "storefront/reviews/write.html", context, status=status)


@require_safe
def review_page(request: HttpRequest, review_id: uuid.UUID) -> HttpResponse:
    """One's own review and what can still be done with it; for everybody else the review as it stands in the list."""
    person = person_of(request)
    try:
        review = reviews.get_for_author(person, review_id) if person else reviews.get_public_review(review_id)
    except NotFound:
        review = reviews.get_public_review(review_id, person)
    return render(request, "storefront/reviews/review.html", _own_context(request, review, FollowUpForm()))


def _own_context(request: HttpRequest, review: ReviewView, form: FollowUpForm) -> dict[str, Any]:
    person = person_of(request)
    context: dict[str, Any] = {"review": review, "form": form, **review_words(request)}
    if person is not None and review.is_mine:
        found = reviews.find_review(review.id)
        assert found is not None
        context["stand"] = reviews.stand_of_line(person, found.order_line_id)
        context["line_id"] = found.order_line_id
        context["video"] = found.video
    return context


@require_POST
def follow_up(request: HttpRequest, review_id: uuid.UUID) -> HttpResponse:
    """Say how it went on, once."""
    person = person_of(request)
    if person is None:
        return ask_to_sign_in(request, reverse("storefront:review", args=[review_id]))
    form = FollowUpForm(request.POST)
    if form.is_valid():
        try:
            with transaction.atomic():
                reviewing.add_follow_up(
                    person, review_id, text=form.cleaned_data["text"], language=get_language() or "en"
                )
            messages.success(request, _("Added. Thank you for coming back."))
            return redirect("storefront:review", review_id)
        except NotFound:
            raise
        except Refusal as refusal:
            form.add_error(None, str(refusal))
    context = _own_context(request, reviews.get_for_author(person, review_id), form)
    return render(request, "storefront/reviews/review.html", context, status=422)


@require_POST
def remove_review(request: HttpRequest, review_id: uuid.UUID) -> HttpResponse:
    """Take one's own review away."""
    person = person_of(request)
    if person is None:
        return ask_to_sign_in(request, reverse("storefront:review", args=[review_id]))
    reviewing.remove_own_review(person, review_id)
    messages.success(request, _("Your review is gone."))
    return redirect("storefront:orders")


@require_POST
def start_video(request: HttpRequest, review_id: uuid.UUID) -> HttpResponse:
    """Where the bytes of a review's video go, and the token that lets them in."""
    person = person_of(request)
    if person is None:
        raise NotFound
    try:
        body = json.loads(request.body)
        facts: dict[str, Any] = {
            "file_name": str(body.get("name", ""))[:200],
            "size_bytes": int(body.get("size", 0)),
            "declared_type": str(body.get("type", ""))[:100],
        }
    except (ValueError, TypeError, AttributeError, OverflowError, RecursionError) as wrong:
        raise Unreadable from wrong
    review, ticket = reviewing.start_video(person, review_id, **facts)
    answer = {
        "url": reverse("storefront:review", args=[review.pk]),
        "upload_url": ticket.url,
        "token": ticket.token,
    }
    return JsonResponse(answer, status=201)


@require_POST
def remove_video(request: HttpRequest, review_id: uuid.UUID) -> HttpResponse:
    """Take the video off one's review."""
    person = person_of(request)
    if person is None:
        return ask_to_sign_in(request, reverse("storefront:review", args=[review_id]))
    reviewing.remove_video(person, review_id)
    messages.success(request, _("The video is gone."))
    return redirect("storefront:review", review_id)


@require_POST
def helpful(request: HttpRequest, review_id: uuid.UUID) -> HttpResponse:
    """Say that a review helped, or take that back; the answer is the button as it now is."""
    person = person_of(request)
    shown = reviews.get_public_review(review_id)
    back = reverse("storefront:product_reviews", args=[shown.product_id])
    if person is None:
        return ask_to_sign_in(request, back)
    wanted = request.POST.get("wanted") == "true"
    refused = _try(lambda: reviewing.set_helpful(person, review_id, is_helpful=wanted))
    if not is_htmx(request):
        if refused:
            messages.error(request, str(refused))
        return redirect(f"{back}#review-{review_id}")
    review = reviews.get_public_review(review_id, person)
    return render(request, "reviews/_helpful.html", {"review": review, "refused": refused})


def _try(work: Callable[[], object]) -> Refusal | None:
    """The refusal of `work`, with nothing of it written; NotFound goes on to its own page."""
    try:
        with transaction.atomic():
            work()
    except NotFound:
        raise
    except Refusal as refusal:
        return refusal
    return None
