"""Pages of reviews: on a product, over a shop, at the desk, of their author, and those that wait."""

from __future__ import annotations

import uuid
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from halles.kit.pages import Page, page_by_id, page_by_instant
from halles.reviews.errors import ReviewNotFound
from halles.reviews.models import Remark, Review, ReviewPicture, Status
from halles.reviews.queries.views import ReviewView, loaded_reviews, one_of, views_of
from halles.sellers.models import Seller
from halles.users.models import User

PAGE_SIZE = 10
PAGE_SIZE_MAX = 50
BALANCED, NEWEST = "balanced", "newest"
SORTS = (BALANCED, NEWEST)


@dataclass(frozen=True)
class Listing:
    """Which reviews, in which order."""

    sort: str = BALANCED
    stars: int | None = None
    has_pictures: bool = False


def list_reviews(
    product_id: uuid.UUID,
    *,
    sort: str = BALANCED,
    stars: int | None = None,
    has_pictures: bool = False,
    viewer: User | None = None,
    cursor: str | None = None,
    size: int = PAGE_SIZE,
) -> Page[ReviewView]:
    """A page of what buyers say about a product, a constant number of statements.

    "balanced": newest first, a month ahead for each doubling of helpful votes; "newest": newest first. Stars play no
    part in either. `stars` keeps those that first gave so many. Authors also see their own that wait for a reader.
    """
    return _page(Review.objects.filter(product_id=product_id), Listing(sort, stars, has_pictures), viewer, cursor, size)


def list_shop_reviews(
    seller_id: uuid.UUID,
    *,
    sort: str = BALANCED,
    stars: int | None = None,
    has_pictures: bool = False,
    viewer: User | None = None,
    cursor: str | None = None,
    size: int = PAGE_SIZE,
) -> Page[ReviewView]:
    """The same over everything a shop sells."""
    return _page(Review.objects.filter(seller_id=seller_id), Listing(sort, stars, has_pictures), viewer, cursor, size)


def list_for_desk(seller: Seller, *, unanswered: bool = False, cursor: str | None = None) -> Page[ReviewView]:
    """What the shop's desk works through, newest first: every review that is shown, or those without a reply."""
    rows = Review.objects.filter(seller=seller, status=Status.SHOWN)
    if unanswered:
        rows = rows.exclude(remarks__kind=Remark.Kind.REPLY)
    page = page_by_id(loaded_reviews(rows), cursor, size=PAGE_SIZE)
    return Page(views_of(page.rows, None, for_shop=True), page.next_cursor)


def count_unanswered(seller: Seller) -> int:
    """How many shown reviews the shop has not replied to."""
    rows = Review.objects.filter(seller=seller, status=Status.SHOWN)
    return rows.exclude(remarks__kind=Remark.Kind.REPLY).count()


def get_for_author(user: User, review_id: uuid.UUID) -> ReviewView:
    """A person's own review, shown or held; ReviewNotFound for all others and once it was removed."""
    rows = loaded_reviews(Review.objects.filter(pk=review_id, user=user).exclude(status=Status.REMOVED))
    return one_of(rows, user)


def get_public_review(review_id: uuid.UUID, viewer: User | None = None) -> ReviewView:
    """A review that is shown; else ReviewNotFound."""
    return one_of(loaded_reviews(Review.objects.filter(pk=review_id, status=Status.SHOWN)), viewer)


def get_review_for_staff(review_id: uuid.UUID) -> Review:
    """Any review with author, product and remarks, for those who decide about it; else ReviewNotFound."""
    rows = Review.objects.select_related("user", "product", "seller", "order_line").prefetch_related("remarks")
    found = rows.filter(pk=review_id).first()
    if found is None:
        raise ReviewNotFound
    return found


def find_remark(remark_id: uuid.UUID) -> Remark | None:
    """Any follow-up or reply with its review, for those who decide about it."""
    return Remark.objects.select_related("user", "review__product", "review__seller").filter(pk=remark_id).first()


def find_review(review_id: uuid.UUID) -> Review | None:
    """Any review, for mails."""
    return (
        Review.objects.select_related("user", "product", "seller", "order_line__order__group")
        .filter(pk=review_id)
        .first()
    )


def list_held(cursor: str | None = None) -> Page[Review]:
    """A page of the reviews that wait for the staff, newest first."""
    return page_by_id(Review.objects.filter(status=Status.HELD).select_related("user", "product"), cursor)


def list_held_remarks(cursor: str | None = None) -> Page[Remark]:
    """A page of the follow-ups and replies that wait for the staff, newest first."""
    return page_by_id(Remark.objects.filter(status=Status.HELD).select_related("user", "review__product"), cursor)


def find_own_review(user: User, line_id: uuid.UUID) -> ReviewView | None:
    """This person's review of a line, shown or held."""
    rows = loaded_reviews(Review.objects.filter(order_line_id=line_id, user=user).exclude(status=Status.REMOVED))
    return next(iter(views_of(list(rows), user)), None)


def list_own(user: User, cursor: str | None = None) -> Page[ReviewView]:
    """A page of what a person has written, newest first."""
    rows = loaded_reviews(Review.objects.filter(user=user).exclude(status=Status.REMOVED))
    page = page_by_id(rows, cursor, size=PAGE_SIZE)
    return Page(views_of(page.rows, user), page.next_cursor)


def _page(
    rows: QuerySet[Review], wanted: Listing, viewer: User | None, cursor: str | None, size: int
) -> Page[ReviewView]:
    seen = Q(status=Status.SHOWN)
    if viewer is not None:
        seen |= Q(status=Status.HELD, user=viewer)
    rows = loaded_reviews(rows.filter(seen))
    if wanted.stars is not None:
        rows = rows.filter(first_stars=wanted.stars)
    if wanted.has_pictures:
        rows = rows.filter(pk__in=ReviewPicture.objects.values("review_id"))
    if wanted.sort == NEWEST:
        page = page_by_id(rows, cursor, size=min(size, PAGE_SIZE_MAX))
    else:
        page = page_by_instant(rows, "ranked_at", cursor, size=min(size, PAGE_SIZE_MAX))
    return Page(views_of(page.rows, viewer), page.next_cursor)
