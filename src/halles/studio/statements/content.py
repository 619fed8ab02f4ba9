"""What stands on a statement, in the reader's language."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from babel.numbers import format_decimal
from django.utils import timezone
from django.utils.translation import get_language, pgettext, to_locale
from django.utils.translation import gettext as _

from halles.kit.money import format_money
from halles.kit.templatetags.money import day, month_name
from halles.payouts.queries import Statement, walk_lines
from halles.studio.csv_file import plain

# A hundred pages; longer lists are for a spreadsheet.
PAPER_LINES_MAX = 4_000
COLUMNS = ("time", "kind", "what", "about", "currency", "held_change", "free_change", "held_after", "free_after")


@dataclass(frozen=True)
class Line:
    """One entry in words, with the balance of held and free together after it."""

    on: str
    what: str
    about: str
    amount: str
    balance: str


@dataclass(frozen=True)
class Paper:
    """A statement in words."""

    title: str
    payee: str
    span: str
    notes: Sequence[str]
    sums: Sequence[tuple[str, str]]
    columns: tuple[str, str, str, str]
    lines: Iterable[Line]


def paper_of(statement: Statement, *, table_url: str) -> Paper:
    """The statement as it is printed: all sums, and as many lines as are worth paper; the rest is at `table_url`."""
    held, free = pgettext("balance", "held"), pgettext("balance", "free")
    until = statement.until.astimezone(statement.since.tzinfo)
    notes = [_("This month is not over: the statement will change.")] if not statement.is_closed else []
    if statement.line_count > PAPER_LINES_MAX:
        shown, count = (format_decimal(number, locale=_locale()) for number in (PAPER_LINES_MAX, statement.line_count))
        notes += [
            _("The sums are those of all %(count)s entries; the first %(shown)s of them are listed here.")
            % {"count": count, "shown": shown},
            _("The whole list is a table for a spreadsheet: %(url)s") % {"url": table_url},
        ]
    return Paper(
        title=_("Statement of %(month)s") % {"month": month_name(statement.month)},
        payee=statement.payee.name,
        span=_("%(since)s to %(until)s, %(currency)s, from the books of Halles")
        % {"since": day(statement.month), "until": day(until.date()), "currency": statement.currency},
        notes=notes,
        sums=[
            (_("As the month began"), _money(statement, statement.opening_minor)),
            (_("Earned, less what went back"), _money(statement, statement.earned_minor)),
            *_between(statement),
            (_("Paid out"), _money(statement, -statement.paid_out_minor)),
            (_("As the month ended"), _money(statement, statement.closing_minor)),
            (f"– {held}", _money(statement, statement.held_closing_minor)),
            (f"– {free}", _money(statement, statement.available_closing_minor)),
        ],
        columns=(_("Day"), _("What"), _("Amount"), _("Balance")),
        lines=_lines(statement),
    )


def rows_of(statement: Statement) -> Iterator[list[object]]:
    """The statement as a table: first what there was, each entry with the balances after it, last what there is; all
    of it, read while it is asked for."""
    currency, zone = statement.currency, statement.since.tzinfo
    held, free = statement.held_opening_minor, statement.available_opening_minor
    nothing: list[object] = ["", ""]
    opened = statement.since.isoformat(timespec="seconds")
    yield [opened, "opening", *nothing, currency, *nothing, plain(held, currency), plain(free, currency)]
    for line in walk_lines(statement):
        held, free = held + line.held_minor, free + line.available_minor
        at = timezone.localtime(line.at, zone).isoformat(timespec="seconds")
        changes = [plain(minor, currency) for minor in (line.held_minor, line.available_minor, held, free)]
        yield [at, line.kind, line.what, line.number, currency, *changes]
    ended = statement.until.astimezone(zone).isoformat(timespec="seconds")
    yield [ended, "closing", *nothing, currency, *nothing, plain(held, currency), plain(free, currency)]


def _lines(statement: Statement) -> Iterator[Line]:
    balance, zone = statement.opening_minor, statement.since.tzinfo
    for line in islice(walk_lines(statement), PAPER_LINES_MAX):
        change = line.held_minor + line.available_minor
        balance += change
        yield Line(
            on=day(timezone.localtime(line.at, zone).date()),
            what=line.what,
            about=line.number,
            # Between held and free nothing is added.
            amount=_money(statement, change) if change else "",
            balance=_money(statement, balance),
        )


def _between(statement: Statement) -> list[tuple[str, str]]:
    """Between the profiles of one person, where there was anything."""
    if not statement.recovered_minor:
        return []
    return [(_("Between your profiles, for what one of them owed"), _money(statement, -statement.recovered_minor))]


def _locale() -> str:
    return to_locale(get_language() or "en")


def _money(statement: Statement, minor: int) -> str:
    return format_money(minor, statement.currency, get_language() or "en")
