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
from halles.payouts.models import PayeeKind
from halles.payouts.queries import ExplainedLine, Statement, walk_lines
from halles.studio.csv_file import plain
from halles.studio.statements.parties import parties_of
from halles.studio.statements.sold_lines import with_sold

# A hundred pages; longer lists are for a spreadsheet.
PAPER_LINES_MAX = 4_000
FACTS, SUMS = (
    ("time", "kind", "what", "about"),
    ("pending_change", "available_change", "pending_after", "available_after"),
)
SOLD = ("product", "shop")


@dataclass(frozen=True)
class Line:
    """One entry in words, with the balance of held and free together after it."""

    on: str
    what: str
    about: str
    amount: str
    balance: str
    more: str = ""


@dataclass(frozen=True)
class Paper:
    """A statement in words."""

    title: str
    payee: str
    parties: Sequence[str]
    span: str
    notes: Sequence[str]
    sums: Sequence[tuple[str, str]]
    columns: tuple[str, str, str, str]
    lines: Iterable[Line]


def paper_of(statement: Statement, *, table_url: str) -> Paper:
    """The statement as it is printed: all sums, and as many lines as are worth paper; the rest is at `table_url`."""
    held, free = pgettext("balance", "pending"), pgettext("balance", "available")
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
        parties=parties_of(statement.payee),
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


def columns_of(statement: Statement) -> tuple[str, ...]:
    """The headings of `rows_of`: a creator's say too what was sold where."""
    return (*FACTS, *(SOLD if statement.payee.kind == PayeeKind.CREATOR else ()), "currency", *SUMS)


def rows_of(statement: Statement) -> Iterator[list[object]]:
    """The statement as a table: first what there was, each entry with the balances after it, last what there is; all
    of it, read while it is asked for."""
    currency, zone = statement.currency, statement.since.tzinfo
    held, free = statement.held_opening_minor, statement.available_opening_minor
    is_creator = statement.payee.kind == PayeeKind.CREATOR
    nothing: list[object] = ["", ""]
    unsold = nothing if is_creator else []
    opened = statement.since.isoformat(timespec="seconds")
    yield [opened, "opening", *nothing, *unsold, currency, *nothing, plain(held, currency), plain(free, currency)]
    for line, sold in with_sold(statement, walk_lines(statement)):
        held, free = held + line.held_minor, free + line.available_minor
        at = timezone.localtime(line.at, zone).isoformat(timespec="seconds")
        changes = [plain(minor, currency) for minor in (line.held_minor, line.available_minor, held, free)]
        told = [sold.title, sold.shop] if is_creator else []
        yield [at, line.kind, line.what, line.number, *told, currency, *changes]
    ended = statement.until.astimezone(zone).isoformat(timespec="seconds")
    yield [ended, "closing", *nothing, *unsold, currency, *nothing, plain(held, currency), plain(free, currency)]


def _lines(statement: Statement) -> Iterator[Line]:
    balance, zone = statement.opening_minor, statement.since.tzinfo
    for line, sold in with_sold(statement, islice(walk_lines(statement), PAPER_LINES_MAX)):
        change = line.held_minor + line.available_minor
        balance += change
        yield Line(
            on=day(timezone.localtime(line.at, zone).date()),
            what=line.what,
            about=line.number,
            # Between pending and free nothing is added.
            amount=_money(statement, change) if change else "",
            balance=_money(statement, balance),
            more=" · ".join(part for part in (_moved(statement, line), sold.title, sold.shop) if part),
        )


def _moved(statement: Statement, line: ExplainedLine) -> str:
    """What became free of what was pending, where nothing else happened."""
    if line.held_minor + line.available_minor or not line.available_minor:
        return ""
    return _("%(amount)s now available") % {"amount": _money(statement, line.available_minor)}


def _between(statement: Statement) -> list[tuple[str, str]]:
    """Between the profiles of one person, where there was anything."""
    if not statement.recovered_minor:
        return []
    return [(_("Between your profiles, for what one of them owed"), _money(statement, -statement.recovered_minor))]


def _locale() -> str:
    return to_locale(get_language() or "en")


def _money(statement: Statement, minor: int) -> str:
    return format_money(minor, statement.currency, get_language() or "en")
