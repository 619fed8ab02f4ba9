"""Follows, likes, saved and hidden things: idempotent, counted exactly, also when many tap at once."""

from __future__ import annotations

import datetime as dt
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, transaction

from halles.interactions import visits
from halles.interactions.models import Interaction
from halles.interactions.visits import Visit, new_visit
from halles.kit import clock, ids
from halles.kit.rate_limits import TooOften
from halles.social import jobs, queries, services
from halles.social.errors import CommentNotFound, TargetUnknown
from halles.social.models import Follow, Hidden, Like, SavedProduct
from tests.creators.makers import make_creator
from tests.orders.makers import make_variant
from tests.users.makers import make_user

VIDEO = ids.uuid7()


@pytest.mark.django_db
def test_following_twice_is_following_once_and_back() -> None:
    user, creator, visit = make_user(), make_creator(), new_visit(has_consent=True)

    assert services.follow(user, creator, visit=visit, market="FR") is True
    assert services.follow(user, creator) is False
    assert queries.counts_for("creator", [creator.pk])[creator.pk].follow_count == 1
    assert queries.followed_by(user) == {creator.pk}
    assert [one.pk for one in queries.follows_of(user).rows] == [creator.pk]

    assert services.unfollow(user, creator, visit=visit, market="FR") is True
    assert services.unfollow(user, creator) is False
    assert queries.counts_for("creator", [creator.pk])[creator.pk].follow_count == 0
    assert Follow.objects.count() == 0
    kinds = [(row.kind, row.user_id) for row in Interaction.objects.order_by("id")]
    assert kinds == [("follow", user.pk), ("unfollow", user.pk)]


@pytest.mark.django_db
def test_likes_are_counted_of_what_can_be_liked() -> None:
    user = make_user()
    assert services.like(user, kind="video", target_id=VIDEO) is True
    assert services.like(user, kind="video", target_id=VIDEO) is False
    assert services.like(make_user(), kind="video", target_id=VIDEO) is True
    assert queries.counts_for("video", [VIDEO])[VIDEO].like_count == 2
    assert queries.liked_by(user, "video", [VIDEO, ids.uuid7()]) == {VIDEO}

    with pytest.raises(TargetUnknown):
        services.like(user, kind="product", target_id=VIDEO)
    with pytest.raises(CommentNotFound):
        services.like(user, kind="comment", target_id=VIDEO)
    assert Like.objects.count() == 2


@pytest.mark.django_db
def test_liking_has_a_limit() -> None:
    user = make_user()
    with clock.travel(clock.now().replace(second=1)):
        for _ in range(120):
            services.like(user, kind="video", target_id=VIDEO)
        with pytest.raises(TooOften), transaction.atomic():
            services.like(user, kind="video", target_id=ids.uuid7())
    assert Like.objects.count() == 1


@pytest.mark.django_db
def test_products_are_saved_and_forgotten() -> None:
    user, product = make_user(), make_variant().product
    draft = make_variant(status="draft").product
    assert services.save_product(user, product.pk) is True
    assert services.save_product(user, product.pk) is False
    with pytest.raises(TargetUnknown):
        services.save_product(user, draft.pk)
    assert [one.product_id for one in queries.saved_of(user).rows] == [product.pk]
    assert queries.saved_by(user, [product.pk, draft.pk]) == {product.pk}

    assert services.unsave_product(user, product.pk) is True
    assert services.unsave_product(user, product.pk) is False
    assert SavedProduct.objects.count() == 0


@pytest.mark.django_db
def test_visits_hide_without_an_account_and_people_keep_what_they_hid() -> None:
    user = make_user()
    visit = Visit(ids.uuid7(), lambda: False)
    assert services.hide(user=None, visit=visit, kind="video", target_id=VIDEO) is True
    assert services.hide(user=None, visit=visit, kind="video", target_id=VIDEO) is False
    assert services.hide(user=user, visit=visit, kind="creator", target_id=VIDEO) is True

    assert queries.hidden_for(None, visit).videos == {VIDEO}
    assert queries.hidden_for(None, visit).creators == frozenset()
    assert queries.hidden_for(user, new_visit()).creators == {VIDEO}
    assert queries.hidden_for(None, new_visit()).videos == frozenset()

    assert services.unhide(user=user, visit=visit, kind="creator", target_id=VIDEO) is True
    assert services.unhide(user=user, visit=visit, kind="creator", target_id=VIDEO) is False
    assert [(one.user_id, one.visit_id) for one in Hidden.objects.all()] == [(None, visit.id)]


@pytest.mark.django_db
def test_what_a_visit_hid_is_forgotten_when_it_cannot_come_back() -> None:
    user, visit = make_user(), Visit(ids.uuid7(), lambda: False)
    services.hide(user=user, visit=visit, kind="video", target_id=VIDEO)
    services.hide(user=None, visit=visit, kind="video", target_id=VIDEO)
    assert services.forget_old_visits() == 0
    with clock.travel(clock.now() + visits.AGE_MAX_WITH_CONSENT + dt.timedelta(seconds=1)):
        jobs.forget_old_visits(timestamp=0)
    assert [one.user_id for one in Hidden.objects.all()] == [user.pk]


@pytest.mark.django_db(transaction=True)
def test_two_taps_at_once_make_one_like_and_a_crowd_is_counted_exactly() -> None:
    users = [make_user() for _ in range(6)]
    gate = threading.Barrier(len(users) * 2)

    def tap(number: int) -> bool:
        gate.wait(timeout=30)
        try:
            with transaction.atomic():
                return services.like(users[number % len(users)], kind="video", target_id=VIDEO)
        finally:
            connection.close()

    with ThreadPoolExecutor(len(users) * 2) as pool:
        new = list(pool.map(tap, range(len(users) * 2)))

    assert sum(new) == len(users)
    assert Like.objects.count() == len(users)
    assert queries.counts_for("video", [VIDEO])[VIDEO].like_count == len(users)
