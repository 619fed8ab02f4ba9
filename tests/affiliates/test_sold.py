"""Who sold what: by creator and by content, net of what came back and of the commission, and nobody else's."""

from __future__ import annotations

import datetime as dt

import pytest

from halles.affiliates.queries.sold import sold_by_content, sold_by_creator
from halles.kit import clock
from halles.orders.models import OrderLine
from tests.affiliates.makers import make_earned
from tests.creators.makers import make_creator
from tests.orders.makers import make_seller, make_variant

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
    assert row.net_minor == line.total_minor - 490 - earned.amount_minor
    (content,) = sold_by_content(bowl.seller_id, **span)
    told = earned.attribution.touch["touch"]
    assert (content.content_kind, str(content.content_id)) == (told["content_kind"], str(told["content_id"]))
    assert content.net_minor == row.net_minor
    assert sold_by_creator(make_seller().pk, **span) == []
