"""What is made for a fee is told as paid work, from the moment it is agreed, and only that."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

import pytest

from halles.affiliates.models import Fee
from halles.affiliates.queries.disclosures import Content, ContentDisclosure, disclosures_of
from halles.affiliates.queries.paid_work import PaidWork, paid_work, roughly
from halles.affiliates.services import fees
from halles.kit import clock
from tests.affiliates.fee_makers import make_fee, make_part
from tests.live.makers import make_session
from tests.orders.makers import make_variant
from tests.videos.makers import make_video

pytestmark = pytest.mark.django_db
HOUR = dt.timedelta(hours=1)


def told(content: Any, *product_ids: uuid.UUID, kind: str = "video") -> ContentDisclosure:
    return disclosures_of([Content(content.pk, content.creator_id, product_ids)], content_kind=kind)[content.pk]


def test_what_comes_out_after_the_agreement_is_paid_work_and_what_was_there_is_not() -> None:
    bowl, jug = make_variant(), make_variant()
    fee = make_fee(make_part(bowl))
    before = make_video(fee.creator, shows=bowl, published_at=clock.now() - HOUR)
    after = make_video(fee.creator, shows=bowl, published_at=clock.now() + HOUR)
    assert [told(one, bowl.product_id).kind for one in (before, after)] == ["commission", "commission"]
    fees.agree(fee.pk)
    assert [told(one, bowl.product_id).kind for one in (before, after)] == ["commission", "paid"]
    assert told(after, jug.product_id).kind == ""
    assert told(make_video(shows=bowl), bowl.product_id).kind == "commission"
    work = PaidWork(20_000, "EUR", is_delivered=False, product_ids=frozenset({bowl.product_id}))
    found = told(after, bowl.product_id, jug.product_id)
    assert (found.work, found.by_product[bowl.product_id].work) == (work, work)
    assert (found.by_product[bowl.product_id].rate_bps, found.by_product[jug.product_id].kind) == (1_000, "")


def test_once_delivered_it_is_that_work_and_no_other_also_without_its_product() -> None:
    bowl = make_variant()
    fee = make_fee(make_part(bowl), agreed=True)
    work = make_video(fee.creator, shows=bowl, published_at=clock.now())
    fees.deliver(fee.pk, work.pk)
    other = make_video(fee.creator, shows=bowl, published_at=clock.now())
    assert (told(work, bowl.product_id).kind, told(other, bowl.product_id).kind) == ("paid", "commission")
    assert told(work).kind == "paid"
    fees.accept_work(fee.pk)
    assert told(work, bowl.product_id).kind == "paid"


def test_a_fee_that_is_over_without_being_paid_says_nothing_any_more() -> None:
    bowl = make_variant()
    fee = make_fee(make_part(bowl), agreed=True)
    video = make_video(fee.creator, shows=bowl, published_at=clock.now())
    fees.give_up(fee.pk)
    assert Fee.objects.get().status == "returned"
    assert told(video, bowl.product_id).kind == "commission"


def test_a_fee_for_a_show_is_told_before_it_begins() -> None:
    bowl = make_variant()
    fee = make_fee(make_part(bowl), agreed=True, content_kind="live")
    session = make_session(creator=fee.creator)
    assert told(session, bowl.product_id, kind="live").kind == "paid"
    assert told(make_video(fee.creator, shows=bowl, published_at=clock.now()), bowl.product_id).kind == "commission"


@pytest.mark.parametrize(
    ("amount", "about"),
    [(1, 1), (149, 100), (151, 200), (349, 200), (351, 500), (20_000, 20_000), (23_900, 20_000), (76_000, 100_000)],
)
def test_a_fee_is_told_as_the_step_it_is_nearest_to(amount: int, about: int) -> None:
    assert roughly(amount) == about


def test_a_page_costs_two_statements(django_assert_num_queries: Any) -> None:
    bowl = make_variant()
    fee = make_fee(make_part(bowl), agreed=True)
    videos = [make_video(fee.creator, shows=bowl, published_at=clock.now()) for _ in range(3)]
    contents = [Content(one.pk, one.creator_id, [bowl.product_id]) for one in videos]
    with django_assert_num_queries(2):
        found = disclosures_of(contents, content_kind="video")
    assert [found[one.pk].kind for one in videos] == ["paid", "paid", "paid"]
    with django_assert_num_queries(0):
        assert paid_work({}) == {}
