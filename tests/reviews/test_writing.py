"""Who may review what, once, and what stays of it."""

from __future__ import annotations

import datetime as dt
import uuid

import pytest
from django.db import DatabaseError, transaction

from halles.kit import clock
from halles.kit.errors import Refusal
from halles.media.errors import NotAPicture
from halles.orders.models import Order
from halles.reviews import queries, services
from halles.reviews.models import Rating, Review, ReviewPicture, Status
from halles.reviews.services import Words
from halles.sellers.models import SellerStaff
from halles.users.models import User
from tests.catalog.makers import picture
from tests.moderation.makers import make_staff
from tests.orders.makers import make_variant
from tests.reviews.makers import DELIVERED_AT, line_of, make_delivered, make_review
from tests.users.makers import make_user

pytestmark = pytest.mark.django_db
SOON = DELIVERED_AT + dt.timedelta(days=2)
GOOD = Words(5, "Parfait.", "fr")


def buyer_of(order: Order) -> User:
    assert order.group.user is not None
    return order.group.user


def refused(user: User, line_id: uuid.UUID, words: Words = GOOD, *, at: dt.datetime = SOON) -> str:
    """The code of the refusal; nothing may have been written."""
    before = (Review.objects.count(), Rating.objects.count(), ReviewPicture.objects.count())
    with clock.travel(at), pytest.raises(Refusal) as told:
        services.write_review(user, line_id, words)
    assert (Review.objects.count(), Rating.objects.count(), ReviewPicture.objects.count()) == before
    return told.value.code


def test_a_delivered_line_is_reviewed_with_a_picture_and_counts() -> None:
    order = make_delivered(make_variant())
    line = line_of(order)
    with clock.travel(SOON):
        review = services.write_review(
            buyer_of(order), line.pk, Words(4, "  Beau bol.\n\n\n\nSolide. ", "fr", [picture()])
        )
    (shown,) = queries.list_reviews(line.product_id).rows
    assert (shown.id, shown.author, shown.text, shown.first_stars) == (
        review.pk,
        "Camille D.",
        "Beau bol.\n\nSolide.",
        4,
    )
    assert [one.url for one in shown.pictures] == [one.large_url for one in shown.pictures]
    assert len(shown.pictures) == 1
    summary = queries.summary_for([line.product_id])[line.product_id]
    assert (summary.count, str(summary.average), summary.by_stars) == (1, "4.0", {5: 0, 4: 1, 3: 0, 2: 0, 1: 0})


def test_nothing_is_reviewed_before_it_arrives_after_the_window_or_by_others() -> None:
    order = make_delivered(make_variant())
    line, buyer = line_of(order), buyer_of(order)
    Order.objects.filter(pk=order.pk).update(status="in_transit", delivered_at=None)
    assert refused(buyer, line.pk) == "reviews.not_delivered"
    Order.objects.filter(pk=order.pk).update(status="delivered", delivered_at=DELIVERED_AT)
    assert refused(make_user(), line.pk) == "reviews.line_not_found"
    assert refused(buyer, uuid.uuid4()) == "reviews.line_not_found"
    assert refused(buyer, line.pk, at=DELIVERED_AT + dt.timedelta(days=60, seconds=1)) == "reviews.too_late"
    with clock.travel(DELIVERED_AT + dt.timedelta(days=60)):
        services.write_review(buyer, line.pk, GOOD)
    assert refused(buyer, line.pk) == "reviews.already_reviewed"


def test_a_shop_does_not_review_what_it_sells() -> None:
    variant = make_variant()
    packer = make_user()
    SellerStaff.objects.create(seller=variant.seller, user=packer, role="packer", added_at=DELIVERED_AT)
    for person in (variant.seller.owner, packer):
        order = make_delivered(variant, user=person)
        assert refused(person, line_of(order).pk) == "reviews.own_shop"


def test_words_stars_and_pictures_have_limits() -> None:
    order = make_delivered(make_variant())
    line, buyer = line_of(order), buyer_of(order)
    assert refused(buyer, line.pk, Words(0)) == "reviews.stars_missing"
    assert refused(buyer, line.pk, Words(6)) == "reviews.stars_missing"
    assert refused(buyer, line.pk, Words(3, "a" * 2001)) == "reviews.text_too_long"
    assert refused(buyer, line.pk, Words(3, pictures=[picture() for _ in range(7)])) == "reviews.too_many_pictures"
    broken = picture()
    broken.write(b"this was a picture")
    assert refused(buyer, line.pk, Words(3, pictures=[broken])) == NotAPicture.code


def test_the_first_rating_counts_and_stays() -> None:
    review = make_review(stars=2, text="Fêlé.")
    author = review.user
    with clock.travel(SOON + dt.timedelta(days=1)):
        services.edit_review(author, review.pk, Words(5, "Remplacé, merci.", "fr"))
    (shown,) = queries.list_reviews(review.product_id).rows
    assert (shown.first_stars, shown.stars, shown.text) == (2, 5, "Remplacé, merci.")
    assert queries.summary_for([review.product_id])[review.product_id].by_stars[2] == 1
    for change in ({"first_stars": 5}, {"product_id": make_variant().product_id}, {"user_id": make_user().pk}):
        with pytest.raises(DatabaseError, match="first rating"), transaction.atomic():
            Review.objects.filter(pk=review.pk).update(**change)


def test_an_edit_takes_pictures_off_and_puts_others_on() -> None:
    order = make_delivered(make_variant())
    with clock.travel(SOON):
        review = services.write_review(buyer_of(order), line_of(order).pk, Words(4, pictures=[picture(), picture()]))
        first, second = review.pictures.order_by("position")
        services.edit_review(review.user, review.pk, Words(4, pictures=[picture()]), without=[first.pk])
        assert [one.pk == second.pk for one in review.pictures.order_by("position")] == [True, False]
        with pytest.raises(Refusal) as told:
            services.edit_review(review.user, review.pk, Words(4, pictures=[picture() for _ in range(5)]))
    assert told.value.code == "reviews.too_many_pictures"
    assert review.pictures.count() == 2


def test_a_suspicious_text_waits_and_does_not_count() -> None:
    review = make_review(stars=1, text="Écrivez-moi sur WhatsApp +33612345678")
    assert review.status == Status.HELD
    assert queries.list_reviews(review.product_id).rows == []
    assert [one.is_held for one in queries.list_reviews(review.product_id, viewer=review.user).rows] == [True]
    assert queries.summary_for([review.product_id])[review.product_id].count == 0
    services.release_review(review.pk, by=make_staff(), why="Harmless")
    assert queries.summary_for([review.product_id])[review.product_id].count == 1
    with clock.travel(SOON):
        services.edit_review(review.user, review.pk, Words(1, "Appelez le +33612345678", "fr"))
    assert queries.summary_for([review.product_id])[review.product_id].count == 0


def test_a_removed_review_is_gone_and_the_purchase_is_not_reviewed_again() -> None:
    review = make_review()
    with pytest.raises(Refusal) as told:
        services.remove_own_review(make_user(), review.pk)
    assert told.value.code == "reviews.not_found"
    assert queries.summary_for([review.product_id])[review.product_id].count == 1
    services.remove_own_review(review.user, review.pk)
    assert queries.summary_for([review.product_id])[review.product_id].count == 0
    assert refused(review.user, review.order_line_id) == "reviews.already_reviewed"
    with pytest.raises(DatabaseError, match="does not come back"), transaction.atomic():
        Review.objects.filter(pk=review.pk).update(status="shown", removed_at=None)


def test_one_follow_up_and_one_reply() -> None:
    review = make_review()
    seller = review.seller
    with clock.travel(SOON + dt.timedelta(days=100)):
        services.add_follow_up(review.user, review.pk, text="Toujours entier.", language="fr")
        with pytest.raises(Refusal) as told:
            services.add_follow_up(review.user, review.pk, text="Encore.", language="fr")
    assert told.value.code == "reviews.already_added"
    services.reply_as_shop(seller, review.pk, by=seller.owner, text="Merci !", language="fr")
    with pytest.raises(Refusal) as told:
        services.reply_as_shop(seller, review.pk, by=seller.owner, text="Merci encore !", language="fr")
    assert told.value.code == "reviews.already_added"
    (shown,) = queries.list_reviews(review.product_id).rows
    assert shown.follow_up is not None
    assert shown.reply is not None
    assert (shown.follow_up.text, shown.reply.text) == ("Toujours entier.", "Merci !")


def test_a_follow_up_comes_within_its_days_and_a_reply_from_the_right_shop() -> None:
    review = make_review()
    with clock.travel(DELIVERED_AT + dt.timedelta(days=180, seconds=1)), pytest.raises(Refusal) as told:
        services.add_follow_up(review.user, review.pk, text="Tard.", language="fr")
    assert told.value.code == "reviews.too_late"
    other = make_variant().seller
    with pytest.raises(Refusal) as told:
        services.reply_as_shop(other, review.pk, by=other.owner, text="Bonjour", language="fr")
    assert told.value.code == "reviews.not_found"
    assert review.remarks.count() == 0


def test_a_parcel_that_is_still_packed_is_no_delivery() -> None:
    order = make_delivered(make_variant())
    Order.objects.filter(pk=order.pk).update(status="awaiting_collection", delivered_at=None)
    stand = queries.stand_of_line(buyer_of(order), line_of(order).pk)
    assert stand is not None
    assert (stand.can_review, stand.until) == (False, None)
    assert not queries.has_received(buyer_of(order), line_of(order).product_id)
