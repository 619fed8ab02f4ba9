"""What stands on a statement, in the reader's language."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.utils import timezone
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from halles.kit.money import format_money
from halles.kit.templatetags.money import day, month_name
from halles.payouts.queries import Statement
from halles.studio.csv_file import plain

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
    note: str
    sums: Sequence[tuple[str, str]]
    columns: tuple[str, str, str, str]
    lines: Sequence[Line]


def paper_of(statement: Statement) -> Paper:
    """The statement as it is printed."""
    held, free = pgettext("balance", "held"), pgettext("balance", "free")
    until = statement.until.astimezone(statement.since.tzinfo)
    note = _("This month is not over: the statement will change.") if not statement.is_closed else ""
    return Paper(
        title=_("Statement of %(month)s") % {"month": month_name(statement.month)},
        payee=statement.payee.name,
        span=_("%(since)s to %(until)s, %(currency)s, from the books of Halles")
        % {"since": day(statement.month), "until": day(until.date()), "currency": statement.currency},
        note=note,
        sums=[
            (_("As the month began"), _money(statement, statement.opening_minor)),
            (_("Earned, less what went back"), _money(statement, statement.earned_minor)),
            (_("Paid out"), _money(statement, -statement.paid_out_minor)),
            (_("As the month ended"), _money(statement, statement.closing_minor)),
            (f"– {held}", _money(statement, statement.held_closing_minor)),
            (f"– {free}", _money(statement, statement.available_closing_minor)),
        ],
        columns=(_("Day"), _("What"), _("Amount"), _("Balance")),
        lines=list(_lines(statement)),
    )


def rows_of(statement: Statement) -> Iterator[list[object]]:
    """The statement as a table: first what there was, each entry with the balances after it, last what there is."""
    currency, zone = statement.currency, statement.since.tzinfo
    held, free = statement.held_opening_minor, statement.available_opening_minor
    nothing: list[object] = ["", ""]
    opened = statement.since.isoformat(timespec="seconds")
    yield [opened, "opening", *nothing, currency, *nothing, plain(held, currency), plain(free, currency)]
    for line in statement.lines:
        held, free = held + line.held_minor, free + line.available_minor
        at = timezone.localtime(line.at, zone).isoformat(timespec="seconds")
        changes = [plain(minor, currency) for minor in (line.held_minor, line.available_minor, held, free)]
        yield [at, line.kind, line.what, line.number, currency, *changes]
    ended = statement.until.astimezone(zone).isoformat(timespec="seconds")
    closing = (statement.held_closing_minor, statement.available_closing_minor)
    yield [ended, "closing", *nothing, currency, *nothing, *(plain(minor, currency) for minor in closing)]


def _lines(statement: Statement) -> Iterator[Line]:
    balance, zone = statement.opening_minor, statement.since.tzinfo
    for line in statement.lines:
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


def _money(statement: Statement, minor: int) -> str:
    return format_money(minor, statement.currency, get_language() or "en")
