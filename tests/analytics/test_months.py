"""Products and contents of a year are read from sums of months: the same figures as the lines themselves, any days."""

from __future__ import annotations

import datetime as dt
import uuid

import pytest

from halles.analytics import queries, rollup
from halles.analytics.figures import Asked, Figures, Numbers, Scope
from halles.analytics.models import PartMonth
from halles.kit import clock
from halles.orders import services as ordering
from tests.analytics.test_numbers import HOUR, SHOP, bought, charge
from tests.orders.makers import AT
from tests.studio.shop_makers import make_shop

pytestmark = pytest.mark.django_db
FILM = uuid.UUID(int=7)
MONTHS = [AT - dt.timedelta(days=days) for days in (75, 45, 15)]


def ask(by: str, first_on: dt.date, last_on: dt.date) -> Numbers:
    return queries.numbers(Scope(), Asked("EUR", ("FR",), first_on, last_on, by))


def test_months_days_at_both_ends_and_what_changed_since_are_the_lines_own_sums() -> None:
    shop = make_shop()
    orders = [
        bought(shop, 1 + number, at=at, content_kind="video", content_id=FILM, surface="feed")
        for number, at in enumerate(MONTHS)
    ]
    charge(*orders)
    with clock.travel(AT + 2 * HOUR):
        rollup.roll_up()
        ordering.refund_amount(orders[1].pk, 500, by=SHOP, reason="goodwill")
    with clock.travel(AT + 3 * HOUR):
        for rolled in (False, True, True):
            if rolled:
                rollup.roll_up()
            for first in range(-80, 3, 11):
                for last in range(first, 3, 13):
                    first_on, last_on = (AT.date() + dt.timedelta(days=days) for days in (first, last))
                    whole = ask("channel", first_on, last_on).total
                    for by, key in (("product", str(shop.variant.product_id)), ("content", f"video {FILM}")):
                        rows = {row.key: row.figures for row in ask(by, first_on, last_on).rows}
                        assert rows == ({key: whole} if whole != Figures() else {}), (by, first_on, last_on)
        whole = ask("content", AT.date() - dt.timedelta(days=80), AT.date()).total
        assert whole.net_minor < whole.paid_minor == 6 * 2490


def test_what_is_kept_of_months_is_what_would_be_made_of_all_lines() -> None:
    shop = make_shop()
    orders = [bought(shop, 2, at=at) for at in MONTHS]
    charge(*orders)
    with clock.travel(AT + 2 * HOUR):
        rollup.roll_up()
        ordering.refund_amount(orders[0].pk, 700, by=SHOP, reason="goodwill")
        rollup.roll_up()
        rollup.roll_up()
        names = [field.name for field in PartMonth._meta.fields if field.name != "id"]
        kept = sorted(PartMonth.objects.values_list(*names), key=str)
        rollup.roll_up(whole=True)
        assert sorted(PartMonth.objects.values_list(*names), key=str) == kept
    assert len({row[names.index("month")] for row in kept}) == 3
