"""Thirteen months: planned the same each time, told through the services, taken up again after a death."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from statistics import median
from typing import Any

import pytest
from django.test import override_settings
from procrastinate.contrib.django.models import ProcrastinateJob

from halles.affiliates.models import Commission, Sample, ShowcaseItem
from halles.demo.queries import get_progress, plan_past
from halles.demo.seed import past, steps
from halles.demo.seed.opinions import is_mute, snapshot, stars_for
from halles.demo.world.history import DAYS, plan, strength
from halles.demo.world.kinds import World
from halles.demo.world.quarrels import all_returns
from halles.demo.world.read import read_world
from halles.demo.world.voicing import GROUP_OF, questions_about, review_texts, voices
from halles.kit import clock
from halles.ledger.queries import check_books
from halles.orders.models import Order
from halles.payments.models import Chargeback
from halles.payouts.models import PayoutRun
from halles.returns.models import Dispute, ReturnRequest
from halles.reviews.models import Review
from halles.reviews.services import check_ratings
from halles.scores.models import Score
from halles.social.models import Question, Thread
from tests.demo.makers import make_world
from tests.demo.test_seed import seed

WORLD = read_world()
TODAY = dt.date(2026, 6, 15)


@pytest.fixture(autouse=True)
def _folders(tmp_path: Path) -> Iterator[None]:
    with override_settings(
        MEDIA_ROOT=str(tmp_path / "media"),
        HALLES_PRIVATE_ROOT=str(tmp_path / "private"),
        HALLES_UPLOAD_ROOT=str(tmp_path / "uploads"),
    ):
        yield


def test_the_same_day_plans_the_same_past() -> None:
    once = plan(WORLD, TODAY)
    assert once == plan(WORLD, TODAY)
    assert len({order.key for order in once}) == len(once) > 800
    assert [order.at.date() for order in once[:1]] >= [TODAY - dt.timedelta(days=DAYS)]
    assert {order.fate for order in once} == {"delivered", "canceled", "out_of_stock", "refunded"}
    bought = [order.buyer.key for order in once if order.key.startswith("own-")]
    assert sorted(bought) == ["hana", "hank", "leo"], "who says they have used it for years has bought it"
    assert any(order.is_late for order in once)
    assert any(order.has_relay for order in once)
    assert {order.market for order in once} == {"FR", "US", "JP", "GB", "DE"}


def test_black_friday_makes_a_month_of_three_and_the_week_has_a_rhythm() -> None:
    months = Counter((order.at.year, order.at.month) for order in plan(WORLD, TODAY))
    whole = {month: count for month, count in months.items() if month not in {min(months), max(months)}}
    november = whole.pop((2025, 11))
    assert november >= 2.5 * median(whole.values())
    assert strength("FR", dt.date(2025, 11, 28)) > 6 * strength("FR", dt.date(2025, 10, 10))
    assert strength("FR", dt.date(2026, 3, 8)) > 1.5 * strength("FR", dt.date(2026, 3, 13))
    assert strength("US", dt.date(2026, 3, 9)) > strength("US", dt.date(2026, 3, 14))


def test_stars_differ_by_product_and_some_have_none() -> None:
    products = list(WORLD.products.values())
    means = [sum(stars_for(one, str(number)) for number in range(200)) / 200 for one in products]
    assert min(means) < 3.2
    assert max(means) > 4.4
    assert 3 <= sum(is_mute(one) for one in products) <= 25


def test_everybody_has_words_for_everything_sold() -> None:
    for product in WORLD.products.values():
        for language in ("fr", "en", "ja", "de"):
            for stars in range(1, 6):
                texts = review_texts(product, stars, language)
                assert texts
                assert len(texts) == len(set(texts)), (product.key, language, stars)
        assert questions_about(product, product.language), product.key
    assert {GROUP_OF[product.category] for product in WORLD.products.values()} <= set(voices("fr")["reviews"])


def test_goods_sold_by_weight_say_what_is_inside() -> None:
    food = [one for one in WORLD.products.values() if one.category in {"pantry", "preserves", "sweets"}]
    for product in (*food, WORLD.products["vallon-clair/cube-olive"]):
        assert all(variant.measure in {"g", "ml"} and variant.amount for variant in product.variants), product.key


def test_a_picture_of_a_buyer_is_the_same_each_time() -> None:
    product = WORLD.products["combe-noire/toupie"]
    assert snapshot(product, "h1").getvalue() == snapshot(product, "h1").getvalue()


@pytest.mark.django_db(transaction=True)
@pytest.mark.timeout(900)
def test_the_past_is_told_by_the_services_once_and_the_books_balance(monkeypatch: pytest.MonkeyPatch) -> None:
    leo = WORLD.creators[0]
    people = (*make_world().people, WORLD.person(leo.person))
    world = _lately(make_world(creators=(leo,), people=people), monkeypatch)
    seed(world)
    planned = len(plan_past(world))
    queued = ProcrastinateJob.objects.exclude(task_name="payouts.send_run").count()
    died: list[str] = []
    real = past.speak

    def dies_once(whole: World, data: Any, order: Order) -> None:
        real(whole, data, order)
        if len(died) < 1 and Order.objects.count() > 12:
            died.append(data.key)
            raise KeyboardInterrupt

    monkeypatch.setattr(past, "speak", dies_once)
    with pytest.raises(KeyboardInterrupt):
        steps.remember_more(world, seconds=600)
    assert len(died) == 1
    assert get_progress(world).past.is_complete is False

    assert steps.remember_more(world, seconds=600) is False
    counts = (Order.objects.count(), Review.objects.count(), Question.objects.count(), Thread.objects.count())
    assert get_progress(world).past.is_complete
    assert get_progress(world).past.total >= planned
    assert steps.remember_more(world, seconds=600) is False
    assert (Order.objects.count(), Review.objects.count(), Question.objects.count(), Thread.objects.count()) == counts
    assert ProcrastinateJob.objects.exclude(task_name="payouts.send_run").count() == queued
    today = PayoutRun.objects.filter(market="FR").latest("on")
    assert today.payouts.filter(payee_kind="seller", status="sent").exists()
    assert all(counts)
    assert check_books().problems == ()
    earned = set(Commission.objects.values_list("status", flat=True))
    assert earned >= {"pending", "confirmed"}, earned
    by_showcase = Commission.objects.filter(attribution__touch__touch__kind="showcase")
    assert set(ShowcaseItem.objects.values_list("creator")) >= set(by_showcase.values_list("creator")) != set()
    assert Score.objects.exists()
    assert list(Sample.objects.values_list("status", "problem_words")) == [(Sample.Status.DELIVERED, "")]
    assert not Commission.objects.filter(booked_at__gt=clock.now()).exists()
    assert not check_ratings()
    assert not Review.objects.filter(written_at__gt=clock.now()).exists()
    assert not Order.objects.filter(placed_at__gt=clock.now()).exists()


@pytest.mark.django_db(transaction=True)
def test_returns_and_cases_of_every_kind_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    world = _with_returned_goods(monkeypatch)
    seed(world)
    assert steps.bring_back(world) == len(all_returns())
    assert steps.bring_back(world) == 0
    statuses = set(ReturnRequest.objects.values_list("status", flat=True))
    assert statuses == set(ReturnRequest.Status.values)
    cases = set(Dispute.objects.values_list("status", "decision"))
    assert cases == {
        ("open", ""),
        ("withdrawn", ""),
        ("decided", "refund_all"),
        ("decided", "refund_part"),
        ("decided", "no_refund"),
    }
    assert Chargeback.objects.filter(status="open").count() == 1
    assert check_books().problems == ()


def _lately(world: World, monkeypatch: pytest.MonkeyPatch) -> World:
    """The last five weeks only: enough to see every step, and soon told."""
    monkeypatch.setattr("halles.demo.world.history.DAYS", 35)
    return world


def _with_returned_goods(monkeypatch: pytest.MonkeyPatch) -> World:
    """The shops with what came back in the world's file, their pictures left plain."""
    import io

    from PIL import Image

    def plain(*_that: object) -> io.BytesIO:
        buffer = io.BytesIO()
        Image.new("RGB", (40, 50), "red").save(buffer, "JPEG")
        buffer.seek(0)
        return buffer

    monkeypatch.setattr("halles.demo.seed.goods.photo_of", plain)
    monkeypatch.setattr("halles.demo.seed.returning.photo_of", plain)
    wanted = {good.product for data in all_returns() for good in data.order.goods}
    shops = [
        replace(shop, products=tuple(one for one in shop.products if one.key in wanted), videos=())
        for shop in WORLD.shops
    ]
    return replace(
        WORLD,
        shops=tuple(shop for shop in shops if shop.products),
        creators=(),
        creator_videos=(),
        applicants=(),
        orders=(),
        crowd=WORLD.crowd[:6],
    )
