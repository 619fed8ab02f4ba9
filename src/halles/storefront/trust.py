"""What buyers say and ask about goods, as the pages of a product and of a shop show it."""

from __future__ import annotations

import uuid
from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from halles.reviews import queries as reviews
from halles.reviews.queries import Listing
from halles.social import asking, inbox
from halles.storefront.requests import market_of, person_of

SHOWN_ON_PAGE = 4
SHOWN_IN_SHEET = 2


def read_filter(request: HttpRequest) -> Listing:
    """What the address asks for; whatever makes no sense is left out."""
    sort, stars = request.GET.get("sort", ""), request.GET.get("stars", "")
    return Listing(
        sort=sort if sort in reviews.SORTS else reviews.BALANCED,
        stars=int(stars) if stars in {"1", "2", "3", "4", "5"} else None,
        has_pictures=request.GET.get("pictures") == "yes",
    )


def product_reviews(request: HttpRequest, product_id: uuid.UUID, *, size: int = SHOWN_ON_PAGE) -> dict[str, Any]:
    """Context of `storefront/reviews/section.html` for a product: the summary, the first few reviews and questions; the
    rest stand on pages of their own."""
    person = person_of(request)
    return {
        "summary": reviews.summary_for([product_id])[product_id],
        "page": reviews.list_reviews(product_id, viewer=person, size=size),
        "reviews_url": reverse("storefront:product_reviews", args=[product_id]),
        "questions": asking.list_questions(product_id, viewer=person, size=size),
        "questions_url": reverse("storefront:questions", args=[product_id]),
        "can_answer": person is not None and reviews.has_received(person, product_id),
        "person": person,
        **review_words(request),
    }


def shop_reviews(request: HttpRequest, seller_id: uuid.UUID, slug: str) -> dict[str, Any]:
    """The same for a shop, over everything it sells, with how soon it answers."""
    return {
        "summary": reviews.shop_summary(seller_id),
        "page": reviews.list_shop_reviews(seller_id, viewer=person_of(request), size=SHOWN_ON_PAGE),
        "reviews_url": reverse("storefront:shop_reviews", args=[slug]),
        "show_product": True,
        "ask_url": reverse("storefront:ask_shop", args=[slug]),
        "answer_time": inbox.answer_time(seller_id),
        **review_words(request),
    }


def review_words(request: HttpRequest) -> dict[str, Any]:
    """What every list of reviews needs to say beside them."""
    return {
        "review_days": market_of(request).review_days,
    }
