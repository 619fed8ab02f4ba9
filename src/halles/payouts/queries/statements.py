"""A payee's month in one currency: what there was, every entry, what there is; it is the books and nothing else."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from zoneinfo import ZoneInfo

from halles.kit import clock
from halles.kit.pages import Page
from halles.ledger import queries as ledger
from halles.payouts.errors import MonthUnknown
from halles.payouts.payees import Payee
from halles.payouts.queries.balances import FREE, HELD, ExplainedLine, explain

PAGE_LINES_MAX = 1_000
# Entries between two profiles of one person: neither earned nor paid out.
BETWEEN_PROFILES = "debt_recovered"


@dataclass(frozen=True)
class Statement:
    """Minor units of `currency`. Opening + the lines = closing, for what is held and for what is free; `until` is the
    end of the month, or now while it lasts. The lines themselves, `line_count` of them, are read with `walk_lines`."""

    payee: Payee
    currency: str
    month: dt.date
    since: dt.datetime
    until: dt.datetime
    end: dt.datetime
    is_closed: bool
    held_opening_minor: int
    available_opening_minor: int
    held_closing_minor: int
    available_closing_minor: int
    line_count: int
    # What went to the bank in the month, less what came back.
    paid_out_minor: int
    # What was given for what another profile of the person owed.
    recovered_minor: int

    @property
    def earned_minor(self) -> int:
        """What the month brought but for payouts: sales and commissions less what went back."""
        return self.closing_minor - self.opening_minor + self.paid_out_minor + self.recovered_minor

    @property
    def opening_minor(self) -> int:
        """Held and free as the month began."""
        return self.held_opening_minor + self.available_opening_minor

    @property
    def closing_minor(self) -> int:
        """Held and free as it ended."""
        return self.held_closing_minor + self.available_closing_minor


def get_statement(payee: Payee, currency: str, month: dt.date) -> Statement:
    """The statement of the month that begins on `month`, on the clock of the payee's market, as of one moment of the
    books: what is posted meanwhile is in opening, turnover and closing, or in none of them.

    payouts.month_unknown for a month that has not begun.
    """
    zone = ZoneInfo(payee.market.time_zone)
    since = dt.datetime(month.year, month.month, 1, tzinfo=zone)
    end = dt.datetime(month.year + month.month // 12, month.month % 12 + 1, 1, tzinfo=zone)
    now = clock.now()
    if since > now:
        raise MonthUnknown
    owner = str(payee.id)
    turned = ledger.owner_turnover(payee.kind, owner, currency=currency, since=since, until=end)
    held_opening, free_opening = (_sum_of(turned.opening, kinds) for kinds in (HELD, FREE))
    free = {kind: total for (kind, account), total in turned.brought.items() if account in FREE}
    held_total = sum(total for (_kind, account), total in turned.brought.items() if account in HELD)
    return Statement(
        payee=payee,
        currency=currency,
        month=since.date(),
        since=since,
        until=min(end, now),
        end=end,
        is_closed=end <= now,
        held_opening_minor=held_opening,
        available_opening_minor=free_opening,
        held_closing_minor=held_opening + held_total,
        available_closing_minor=free_opening + sum(free.values()),
        line_count=turned.count,
        paid_out_minor=-sum(total for kind, total in free.items() if kind.startswith("payout")),
        recovered_minor=-free.get(BETWEEN_PROFILES, 0),
    )


def walk_lines(statement: Statement, *, after: uuid.UUID | None = None) -> Iterator[ExplainedLine]:
    """Every line of the month, oldest first, however many; those after the entry named `after`. Read in parts: what is
    written meanwhile may come with it."""
    payee, owner = statement.payee, str(statement.payee.id)
    parts = ledger.walk_owner_entries(
        payee.kind, owner, currency=statement.currency, since=statement.since, until=statement.end, after=after
    )
    for entries in parts:
        for entry in entries:
            yield explain(entry, payee.kind, owner)


def list_lines(statement: Statement, cursor: str | None = None, *, size: int = PAGE_LINES_MAX) -> Page[ExplainedLine]:
    """One page of the lines, oldest first; an unreadable cursor begins at the top."""
    try:
        after = uuid.UUID(cursor) if cursor else None
    except ValueError:
        after = None
    size = min(size, PAGE_LINES_MAX)
    found = list(islice(walk_lines(statement, after=after), size + 1))
    return Page(found[:size], str(found[size - 1].transaction_id) if len(found) > size else None)


def list_statement_months(payee: Payee) -> list[tuple[dt.date, str]]:
    """(first day, currency) of the months in which something moved, latest first."""
    owner = str(payee.id)
    currencies = sorted({currency for _kind, currency in ledger.balances_of_owner(payee.kind, owner)})
    zone = payee.market.time_zone
    found = [
        (month, currency)
        for currency in currencies
        for month in ledger.list_owner_months(payee.kind, owner, currency=currency, time_zone=zone)
    ]
    return sorted(found, key=lambda one: (-one[0].toordinal(), one[1]))


def payee_balances(payee_kind: str, payee_id: uuid.UUID) -> list[tuple[str, int, int]]:
    """(currency, held, free) of a shop or a creator in each currency that ever moved, alphabetically."""
    books = ledger.balances_of_owner(payee_kind, str(payee_id))
    return [
        (currency, _sum(books, HELD, currency), _sum(books, FREE, currency))
        for currency in sorted({currency for _kind, currency in books})
    ]


def _sum_of(by_account: dict[str, int], kinds: set[str]) -> int:
    return sum(amount for account, amount in by_account.items() if account in kinds)


def _sum(books: dict[tuple[str, str], int], kinds: set[str], currency: str) -> int:
    return sum(books.get((kind, currency), 0) for kind in kinds)
