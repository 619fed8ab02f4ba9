"""A payee's month in one currency: what there was, every entry, what there is; it is the books and nothing else."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from halles.kit import clock
from halles.ledger import queries as ledger
from halles.payouts.errors import MonthUnknown
from halles.payouts.payees import Payee
from halles.payouts.queries.balances import FREE, HELD, ExplainedLine, explain

LINES_MAX = 50_000


@dataclass(frozen=True)
class Statement:
    """Minor units of `currency`. Opening + the lines = closing, for what is held and for what is free; `until` is the
    end of the month, or now while it lasts."""

    payee: Payee
    currency: str
    month: dt.date
    since: dt.datetime
    until: dt.datetime
    is_closed: bool
    held_opening_minor: int
    available_opening_minor: int
    lines: Sequence[ExplainedLine]
    held_closing_minor: int
    available_closing_minor: int

    @property
    def paid_out_minor(self) -> int:
        """What went to the bank in the month, less what came back."""
        return -sum(line.available_minor for line in self.lines if line.kind.startswith("payout"))

    @property
    def earned_minor(self) -> int:
        """What the month brought but for payouts: sales and commissions less what went back."""
        return self.paid_out_minor + sum(line.held_minor + line.available_minor for line in self.lines)

    @property
    def opening_minor(self) -> int:
        """Held and free as the month began."""
        return self.held_opening_minor + self.available_opening_minor

    @property
    def closing_minor(self) -> int:
        """Held and free as it ended."""
        return self.held_closing_minor + self.available_closing_minor


def get_statement(payee: Payee, currency: str, month: dt.date) -> Statement:
    """The statement of the month that begins on `month`, on the clock of the payee's market, lines oldest first.

    payouts.month_unknown for a month that has not begun.
    """
    zone = ZoneInfo(payee.market.time_zone)
    since = dt.datetime(month.year, month.month, 1, tzinfo=zone)
    end = dt.datetime(month.year + month.month // 12, month.month % 12 + 1, 1, tzinfo=zone)
    now = clock.now()
    if since > now:
        raise MonthUnknown
    owner = str(payee.id)
    entries = ledger.list_owner_entries(payee.kind, owner, currency=currency, since=since, until=end, limit=LINES_MAX)
    opening = _balances(payee, currency, since)
    closing = _balances(payee, currency, end)
    return Statement(
        payee=payee,
        currency=currency,
        month=since.date(),
        since=since,
        until=min(end, now),
        is_closed=end <= now,
        held_opening_minor=opening[0],
        available_opening_minor=opening[1],
        lines=[explain(entry, payee.kind, owner) for entry in reversed(entries)],
        held_closing_minor=closing[0],
        available_closing_minor=closing[1],
    )


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


def _balances(payee: Payee, currency: str, before: dt.datetime) -> tuple[int, int]:
    books = ledger.owner_balances_at(payee.kind, str(payee.id), before=before)
    return _sum(books, HELD, currency), _sum(books, FREE, currency)


def _sum(books: dict[tuple[str, str], int], kinds: set[str], currency: str) -> int:
    return sum(books.get((kind, currency), 0) for kind in kinds)
