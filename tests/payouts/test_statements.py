"""A statement is of one moment of the books, whatever is posted while it is read."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.db import connection

from halles.kit import clock
from halles.payouts import queries
from tests.payouts.makers import make_available
from tests.payouts.test_runs import DAY, TUESDAY, make_payee

pytestmark = pytest.mark.django_db
NOVEMBER = dt.date(2026, 11, 1)


def test_what_is_posted_while_a_statement_is_read_does_not_come_between_its_sums() -> None:
    seller = make_payee()
    with clock.travel(TUESDAY - 40 * DAY):
        make_available(seller.pk, 1_000)
    with clock.travel(TUESDAY):
        make_available(seller.pk, 5_000)
        payee = queries.payee_of("seller", seller.pk)
        posted = 0

        def post_in_between(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
            nonlocal posted
            found = execute(sql, params, many, context)
            if "ledger_posting" in sql and not posted:
                posted = 1
                make_available(seller.pk, 7)
            return found

        with connection.execute_wrapper(post_in_between):
            statement = queries.get_statement(payee, "EUR", NOVEMBER)
    assert (posted, statement.available_opening_minor, statement.available_closing_minor) == (1, 1_000, 6_000)
    assert statement.closing_minor == statement.opening_minor + statement.earned_minor
    assert (statement.line_count, statement.paid_out_minor) == (2, 0)
    with clock.travel(TUESDAY):
        later = queries.get_statement(payee, "EUR", NOVEMBER)
        assert (later.available_closing_minor, later.line_count) == (6_007, 4)
        assert sum(line.available_minor for line in queries.walk_lines(later)) == 5_007
