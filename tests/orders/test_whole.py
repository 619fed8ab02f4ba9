"""A purchase loaded for its pages: everything in five statements, and what is asked beyond it stays its own."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from halles.orders import queries
from halles.orders.models import OrderGroup
from tests.orders.makers import make_bought, make_variant

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_purchase_comes_whole_and_nothing_is_asked_again() -> None:
    bought = make_bought((make_variant(), 2))
    with CaptureQueriesContext(
        connection,
    ) as asked:
        group = queries.get_group(bought.group.pk)
    assert len(asked) == 5

    with CaptureQueriesContext(connection) as asked:
        (order,) = group.orders.all()
        (line,) = order.lines.all()
        assert (order.group, line.order, line.quantity) == (group, order, 2)
        assert order.seller.name
        assert [event.kind for event in order.events.all()] == ["placed", "paid"]
        assert list(order.refunds.all()) == []
    assert len(asked) == 0


def test_a_filter_on_what_is_loaded_finds_only_its_own() -> None:
    make_bought((make_variant(), 1))
    bought = make_bought((make_variant(), 3))
    group = queries.get_group(bought.group.pk)
    assert OrderGroup.objects.count() == 2

    (order,) = group.orders.filter(status="on_hold")
    assert order.group_id == group.pk
    assert [line.quantity for line in group.orders.all()[0].lines.filter(quantity__gt=0)] == [3]
