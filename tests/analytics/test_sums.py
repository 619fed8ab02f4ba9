"""Whatever happens to orders: every breakdown adds up to the total, the total is what the lines say, and paid and given
back are what the ledger says, whether the sums by day were made before, in between or never."""

from __future__ import annotations

import datetime as dt
import uuid

import pytest
from django.db import connection
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import invariant, rule, run_state_machine_as_test

from halles.analytics import queries, rollup
from halles.analytics.definitions import BREAKDOWNS
from halles.analytics.figures import Asked, Figures, Numbers, Scope, sum_of
from halles.analytics.models import LineDay, LineFact
from halles.interactions.sources import new_source
from halles.kit import clock
from halles.orders.models import Order, OrderLine
from tests.orders.makers import AT
from tests.orders.test_money_is_conserved import Japan, Market, Texas

pytestmark = pytest.mark.django_db
EXAMPLES = 3
SHOWN = (("video", "feed"), ("live", "live"), ("product", "shop"), ("product", "search"), ("product", "link"))
TURNS = tuple(BREAKDOWNS)
CREATORS = [uuid.UUID(int=number) for number in (1, 2)]


class Reported(Market):
    """The market of the money's own test, with lines that came from somewhere and somebody who reads reports."""

    turn = 0

    @rule(number=st.integers(0, 9), kind=st.sampled_from(SHOWN), hours=st.sampled_from([0, 2, 30]))
    def a_line_came_from_somewhere(self, number: int, kind: tuple[str, str], hours: int) -> None:
        lines = list(OrderLine.objects.filter(source=None).select_related("order").order_by("pk"))
        # What is frozen is frozen when the order is placed: only lines that no sum has seen.
        lines = [line for line in lines if not LineFact.objects.filter(pk=line.pk).exists()]
        if lines:
            line = lines[number % len(lines)]
            creator = CREATORS[number % 2] if kind[0] in ("video", "live") else None
            with clock.travel(line.order.placed_at - dt.timedelta(hours=hours)):
                source = new_source(
                    content_kind=kind[0], content_id=uuid.UUID(int=number), creator_id=creator, surface=kind[1]
                )
            OrderLine.objects.filter(pk=line.pk).update(source=source.as_json())

    @rule(whole=st.sampled_from([False, False, True]))
    def days_are_summed(self, whole: bool) -> None:
        with clock.travel(self.now):
            rollup.roll_up(whole=whole)

    @invariant()
    def numbers_add_up(self) -> None:
        """One breakdown after each step, every one in turn, and with it those of each shop and of each creator."""
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("SET CONSTRAINTS ALL DEFERRED")
        self.turn += 1
        by = TURNS[self.turn % len(TURNS)]
        with clock.travel(self.now):
            found = self.ask(by)
            expected = _expected()
            assert found.total == sum_of(found.rows) == expected
            assert all(row.figures.paid_minor >= row.figures.net_minor >= 0 for row in found.rows)
            parts = [self.ask("product", Scope("seller", uuid.UUID(row.key))) for row in found.rows if by == "seller"]
            self.books_are_equal(found, parts)
            if by == "creator":
                parts = [self.ask("content", Scope("creator", uuid.UUID(row.key))) for row in found.rows if row.key]
                assert all(part.books is None for part in parts)
        assert [part.total for part in parts] == [row.figures for row in found.rows if row.key and parts]
        assert all(sum_of(part.rows) == part.total for part in parts)

    def books_are_equal(self, numbers: Numbers, sellers: list[Numbers]) -> None:
        assert numbers.books is not None
        assert numbers.books.goods_minor == numbers.total.paid_minor
        for one in [numbers, *sellers]:
            assert one.books is not None
            assert (one.books.difference_minor, one.books.refund_difference_minor) == (0, 0)

    def ask(self, by: str, scope: Scope | None = None) -> Numbers:
        currency = self.variants[0].prices.get().currency
        days = dt.timedelta(days=400)
        return queries.numbers(
            scope or Scope(), Asked(currency, (self.market,), AT.date() - days, self.now.date() + days, by)
        )


def _expected() -> Figures:
    """The figures as a person with a pencil works them out."""
    total = Figures()
    for order in Order.objects.prefetch_related("lines"):
        is_paid, is_here = order.paid_at is not None, order.delivered_at is not None
        for line in order.lines.all():
            left = line.total_minor - line.canceled_minor - line.refunded_minor
            sent = line.quantity - line.canceled_quantity
            is_kept = is_paid and sent > 0 and (left > 0 or line.total_minor == 0)
            total = total.plus(
                Figures(
                    placed_minor=line.total_minor,
                    placed_count=1,
                    paid_minor=line.total_minor if is_paid else 0,
                    paid_count=int(is_paid),
                    delivered_minor=line.total_minor * sent // line.quantity if is_here else 0,
                    delivered_count=int(is_here and sent > 0),
                    net_minor=left if is_paid else 0,
                    kept_count=int(is_kept),
                    tax_minor=line.tax_minor - line.tax_back_minor if is_paid else 0,
                    fee_minor=line.platform_fee_minor - line.platform_fee_back_minor if is_paid else 0,
                )
            )
    return total


class ReportedTexas(Reported, Texas):
    """Tax on top, remitted by the platform."""


class ReportedJapan(Reported, Japan):
    """No decimals; transfers come days after the order."""


@pytest.mark.parametrize("machine", [Reported, ReportedTexas, ReportedJapan])
def test_every_breakdown_adds_up_and_equals_the_books(machine: type[Reported]) -> None:
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=EXAMPLES, stateful_step_count=20, deadline=None, suppress_health_check=list(HealthCheck)
        ),
    )
    assert not LineDay.objects.exists()
