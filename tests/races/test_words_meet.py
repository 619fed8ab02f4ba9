"""Two presses, two tabs, two colleagues at the same instant: one review, one vote, one answer, one conversation."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest

from halles.kit import transactions
from halles.orders.models import Order
from halles.reviews import queries, services
from halles.reviews.errors import AlreadyAdded, AlreadyReviewed
from halles.reviews.models import HelpfulVote, Rating, Remark, Review
from halles.reviews.services import Words
from halles.social import services as socialising
from halles.social.errors import AlreadyAnswered
from halles.social.events import MessageWaits
from halles.social.models import Answer, Message, Thread
from halles.users.models import User
from tests.announcements import heard
from tests.orders.makers import make_seller, make_variant
from tests.races.test_orders_meet import together
from tests.reviews.makers import DELIVERED_AT, line_of, make_delivered, make_review
from tests.users.makers import make_user

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.race]
SOON = DELIVERED_AT + dt.timedelta(days=2)


def at_once(*acts: Callable[[], Any]) -> list[Any]:
    """Each in a transaction of its own, as requests are."""
    return together(*(lambda act=act: transactions.run(act) for act in acts), at=SOON)


def buyer_of(order: Order) -> User:
    assert order.group.user is not None
    return order.group.user


def test_two_reviews_of_one_line_are_one() -> None:
    order = make_delivered(make_variant())
    buyer, line = buyer_of(order), line_of(order)
    told = at_once(
        lambda: services.write_review(buyer, line.pk, Words(5, "Un", "fr")),
        lambda: services.write_review(buyer, line.pk, Words(1, "Deux", "fr")),
    )
    assert sorted(type(one) is AlreadyReviewed for one in told) == [False, True]
    assert Review.objects.count() == 1
    assert queries.summary_for([line.product_id])[line.product_id].count == 1
    assert services.check_ratings() == []


def test_many_first_reviews_of_a_product_are_all_counted() -> None:
    variant = make_variant()
    orders = [make_delivered(variant) for _number in range(4)]
    at_once(
        *(
            lambda order=order: services.write_review(buyer_of(order), line_of(order).pk, Words(4, "Bien", "fr"))
            for order in orders
        )
    )
    assert Rating.objects.get(product=variant.product, stars=4).count == 4
    assert services.check_ratings() == []


def test_a_double_vote_counts_once_and_two_voters_twice() -> None:
    review, first, second = make_review(), make_user(), make_user()
    at_once(
        lambda: services.set_helpful(first, review.pk, is_helpful=True),
        lambda: services.set_helpful(first, review.pk, is_helpful=True),
        lambda: services.set_helpful(second, review.pk, is_helpful=True),
    )
    review.refresh_from_db()
    assert (review.helpful_count, HelpfulVote.objects.count()) == (2, 2)


def test_removed_by_author_and_staff_at_once_it_is_uncounted_once() -> None:
    review, again = make_review(), make_review()
    at_once(
        lambda: services.remove_own_review(review.user, review.pk),
        lambda: services.edit_review(review.user, review.pk, Words(3, "Appelez le +33612345678", "fr")),
    )
    assert services.check_ratings() == []
    assert queries.summary_for([again.product_id])[again.product_id].count == 1


def test_two_replies_are_one() -> None:
    review = make_review()
    seller = review.seller
    told = at_once(
        *(
            lambda text=text: services.reply_as_shop(seller, review.pk, by=seller.owner, text=text, language="fr")
            for text in ("Merci", "Désolés")
        )
    )
    assert sorted(type(one) is AlreadyAdded for one in told) == [False, True]
    assert Remark.objects.count() == 1


def test_two_answers_of_a_shop_are_one() -> None:
    variant = make_variant()
    seller = variant.seller
    question = socialising.ask_question(make_user(), variant.product_id, text="Au four ?", language="fr")
    told = at_once(
        *(
            lambda text=text: socialising.answer_as_shop(seller, question.pk, by=seller.owner, text=text, language="fr")
            for text in ("Oui", "Non")
        )
    )
    assert sorted(type(one) is AlreadyAnswered for one in told) == [False, True]
    assert Answer.objects.count() == 1


def test_two_tabs_begin_one_conversation_and_one_mail() -> None:
    customer, seller = make_user(), make_seller()
    with heard(MessageWaits) as told:
        at_once(
            *(
                lambda text=text: socialising.write_to_shop(customer, seller, text=text, language="fr")
                for text in ("Bonjour", "Il y a quelqu'un ?")
            )
        )
    assert (Thread.objects.count(), Message.objects.count(), len(told)) == (1, 2, 1)
