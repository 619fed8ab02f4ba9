"""The hourly proof of all the money, kept for whoever asks afterwards."""

from __future__ import annotations

import datetime as dt
import uuid

import pytest

from halles.kit import clock
from halles.ledger.models import BooksCheck
from halles.payouts import queries, services
from halles.payouts.models import Hold
from tests.payouts.makers import make_sold
from tests.sellers.makers import make_seller

pytestmark = pytest.mark.django_db
MONDAY = dt.datetime(2026, 11, 23, 9, tzinfo=dt.UTC)


def make_hold_too_much() -> uuid.UUID:
    seller_id = make_seller().pk
    order_id = make_sold(seller_id, goods_minor=4900)
    Hold.objects.filter(order_id=order_id).update(amount_minor=4901)
    return seller_id


def test_a_hall_never_checked_is_checked_when_asked_and_nothing_is_written() -> None:
    seller_id = make_hold_too_much()

    found = queries.last_money_check()

    assert found.problems == [f"seller {seller_id}: 4901 EUR on hold, 4900 pending in the books"]
    assert not BooksCheck.objects.exists()


def test_what_the_job_found_stands_until_it_looks_again() -> None:
    with clock.travel(MONDAY):
        services.check_money()
    seller_id = make_hold_too_much()

    kept = queries.last_money_check()
    assert (kept.at, kept.problems, kept.posting_count) == (MONDAY, [], 0)

    with clock.travel(MONDAY + dt.timedelta(hours=1)):
        services.check_money()
    again = queries.last_money_check()
    assert again.problems == [f"seller {seller_id}: 4901 EUR on hold, 4900 pending in the books"]
    assert again.transaction_count == 2


def test_checks_of_last_month_are_forgotten() -> None:
    for days in (0, 20, 31):
        with clock.travel(MONDAY + dt.timedelta(days=days)):
            services.check_money()

    assert list(BooksCheck.objects.order_by("at").values_list("at", flat=True)) == [
        MONDAY + dt.timedelta(days=20),
        MONDAY + dt.timedelta(days=31),
    ]
