"""Who sold what: by creator and by content, net of what came back and of the commission, and nobody else's."""

from __future__ import annotations

import datetime as dt

import pytest

from halles.affiliates.models import Sample
from halles.affiliates.queries.sold import samples_sent, sold_by_content, sold_by_creator
from halles.affiliates.services import fees
from halles.kit import clock
from halles.orders.models import OrderLine
from tests.affiliates.fee_makers import make_fee
from tests.affiliates.makers import make_earned
from tests.affiliates.sample_makers import make_asked_plainly
from tests.creators.makers import make_creator
from tests.orders.makers import make_seller, make_variant
from tests.videos.makers import make_video

pytestmark = pytest.mark.django_db


def test_a_sale_stands_with_its_creator_its_content_and_what_is_left() -> None:
    bowl, camille = make_variant(), make_creator()
    earned = make_earned(camille, bowl)
    OrderLine.objects.filter(pk=earned.line_id).update(refunded_minor=490)
    span = {"since": clock.now() - dt.timedelta(days=400), "until": clock.now() + dt.timedelta(days=1)}
    (row,) = sold_by_creator(bowl.seller_id, **span)
    line = OrderLine.objects.get(pk=earned.line_id)
    assert (row.creator_id, row.currency, row.order_count, row.piece_count) == (camille.pk, "EUR", 1, line.quantity)
    assert (row.gross_minor, row.back_minor, row.commission_minor) == (line.total_minor, 490, earned.amount_minor)
    assert (row.tax_minor, row.platform_fee_minor) == (line.tax_minor, line.platform_fee_minor)
    assert row.net_minor == line.total_minor - 490 - line.tax_minor - line.platform_fee_minor - earned.amount_minor
    (content,) = sold_by_content(bowl.seller_id, **span)
    told = earned.attribution.touch["touch"]
    assert (content.content_kind, str(content.content_id)) == (told["content_kind"], str(told["content_id"]))
    assert content.net_minor == row.net_minor
    assert sold_by_creator(make_seller().pk, **span) == []


def test_a_fee_is_a_cost_of_the_video_it_was_paid_for_and_samples_are_counted() -> None:
    fee = make_fee(agreed=True)
    seller = fee.seller
    variant = fee.participation.plan.product.variants.get()
    work = make_video(fee.creator, shows=variant, published_at=clock.now())
    span = {"since": clock.now() - dt.timedelta(days=30), "until": clock.now() + dt.timedelta(days=1)}
    fees.deliver(fee.pk, work.pk)
    assert sold_by_creator(seller.pk, **span) == []
    fees.accept_work(fee.pk)
    (row,) = sold_by_content(seller.pk, **span)
    assert (row.creator_id, row.content_kind, row.content_id) == (fee.creator_id, "video", work.pk)
    assert (row.order_count, row.piece_count, row.gross_minor, row.commission_minor) == (0, 0, 0, 0)
    assert (row.fee_minor, row.net_minor) == (20_000, -20_000)
    (whole,) = sold_by_creator(seller.pk, **span)
    assert (whole.fee_minor, whole.content_id) == (20_000, None)
    assert samples_sent(seller.pk, **span) == {}
    sample = make_asked_plainly(fee.creator, variant, plan=fee.participation.plan)
    Sample.objects.filter(pk=sample.pk).update(status="shipped", shipped_at=clock.now())
    assert samples_sent(seller.pk, **span) == {fee.creator_id: 1}
    assert samples_sent(make_seller().pk, **span) == {}
