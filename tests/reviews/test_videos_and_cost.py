"""A review's one video, shown when it can be played; and what a page of reviews costs the database."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from halles.kit import clock
from halles.kit.errors import Refusal
from halles.media.models import Asset, Rendition
from halles.reviews import queries, services
from halles.reviews.models import Review
from halles.reviews.services import Words
from tests.catalog.makers import picture
from tests.orders.makers import make_variant
from tests.reviews.makers import DELIVERED_AT, line_of, make_delivered, make_review
from tests.users.makers import make_user

pytestmark = pytest.mark.django_db
SOON = DELIVERED_AT + dt.timedelta(days=2)
FILE = {"file_name": "bol.mp4", "size_bytes": 1_000_000, "declared_type": "video/mp4"}


def make_playable(asset: Asset) -> None:
    """As the worker leaves it."""
    asset.status, asset.playable_at, asset.poster_key = Asset.Status.READY, clock.now(), "videos/x/1/poster.webp"
    asset.save()
    Rendition.objects.create(
        asset=asset, edition=1, short_edge=480, width=480, height=854, size_bytes=9, key=f"videos/{asset.pk}.mp4"
    )


def test_a_review_has_one_video_which_is_shown_once_it_plays() -> None:
    review = make_review()
    with clock.travel(SOON):
        _review, ticket = services.start_video(review.user, review.pk, **FILE)
        assert queries.list_reviews(review.product_id).rows[0].video is None
        make_playable(ticket.asset)
        shown = queries.list_reviews(review.product_id).rows[0].video
        assert shown is not None
        assert shown.sources[0].url.endswith(f"videos/{ticket.asset.pk}.mp4")
        with pytest.raises(Refusal) as told:
            services.start_video(review.user, review.pk, **FILE)
        assert told.value.code == "reviews.has_video"
        services.remove_video(review.user, review.pk)
    assert queries.list_reviews(review.product_id).rows[0].video is None


def test_only_the_author_sends_a_video_and_only_a_video() -> None:
    review = make_review()
    with clock.travel(SOON):
        for user, facts, code in (
            (make_user(), FILE, "reviews.not_found"),
            (review.user, {**FILE, "declared_type": "image/png"}, "media.not_a_video"),
        ):
            with pytest.raises(Refusal) as told:
                services.start_video(user, review.pk, **facts)
            assert told.value.code == code
    assert Review.objects.get().video_id is None


def test_the_page_gets_the_way_for_its_bytes_as_json() -> None:
    order = make_delivered(make_variant(), at=clock.now() - dt.timedelta(days=4))
    buyer = order.group.user
    assert buyer is not None
    review = services.write_review(buyer, line_of(order).pk, Words(5))
    client = Client()
    client.force_login(buyer)
    way = reverse("storefront:start_review_video", args=[review.pk])
    body = {"name": "bol.mp4", "size": 1_000_000, "type": "video/mp4"}
    answer = client.post(way, body, content_type="application/json")
    assert answer.status_code == 201
    assert set(answer.json()) == {"url", "upload_url", "token"}
    assert client.post(way, "nonsense", content_type="application/json").status_code == 422
    assert Client().post(way, body, content_type="application/json").status_code == 404


def test_a_page_of_reviews_costs_the_same_for_one_and_for_many() -> None:
    variant, viewer = make_variant(stock=20), make_user()

    def cost() -> int:
        with CaptureQueriesContext(
            connection,
        ) as asked:
            queries.list_reviews(variant.product_id, viewer=viewer)
        return len(asked)

    order = make_delivered(variant)
    assert order.group.user is not None
    with clock.travel(SOON):
        review = services.write_review(order.group.user, line_of(order).pk, Words(4, pictures=[picture()]))
        services.add_follow_up(order.group.user, review.pk, text="Toujours là", language="fr")
    first = cost()
    for _number in range(4):
        make_review(variant)
    assert (first, cost()) == (6, 6)
