"""A page of numbers, for staff, a shop or a creator: every figure beside its definition."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from halles.analytics import queries
from halles.analytics.chart import Chart, chart_of
from halles.analytics.definitions import BREAKDOWNS, CHANNELS, FUNNEL, GMV, LEFT, RATES, Definition
from halles.analytics.figures import Asked, Figures, Numbers, Row, Scope, sum_of
from halles.analytics.names import Name, names_of, rest_of
from halles.kit import clock
from halles.kit.money import BPS
from halles.markets.market import Market
from halles.markets.queries import all_markets, market_name

DAYS = (7, 30, 90, 396)
DAYS_MAX = 800
ROWS_MAX = 50
# With fewer orders before, a share of them says nothing.
COMPARED_COUNT_MIN = 10
Words = str | Promise


@dataclass(frozen=True)
class Choice:
    """One value of a filter."""

    value: str
    name: Words
    is_chosen: bool


@dataclass(frozen=True)
class Figure:
    """A figure with what it counts; None: there is nothing to divide by. `share_bps` is of the first of its row."""

    definition: Definition
    value: int | None
    share_bps: int | None = None


@dataclass(frozen=True)
class NamedRow:
    """A part of the breakdown as people call it."""

    name: Name
    figures: Figures


@dataclass(frozen=True)
class Page:
    """Everything the page shows, and nothing else; the file has the same rows."""

    numbers: Numbers
    scope: Scope
    days: int | None
    markets: Sequence[Choice]
    channels: Sequence[Choice]
    breakdowns: Sequence[Choice]
    spans: Sequence[tuple[int, str]]
    rows: Sequence[NamedRow]
    chart: Chart
    gmv: Sequence[Figure]
    left: Sequence[Figure]
    funnel: Sequence[Figure]
    rates: Sequence[Figure]
    paid_before_minor: int
    trend_bps: int | None
    query: str
    # What was asked and cannot be shown, in sentences; the figures are then of the usual days or market.
    notices: Sequence[str] = ()

    @property
    def by_name(self) -> Words:
        """What the rows are."""
        return BREAKDOWNS[self.numbers.asked.by]

    @property
    def has_costs(self) -> bool:
        """Fees and commissions are a shop's and the staff's; a creator's earnings have a page of their own."""
        return self.scope.kind != "creator"

    @property
    def has_reach(self) -> bool:
        """Whether there are videos and shows whose reach this is."""
        return self.scope.kind == "all" or self.scope.creator_id is not None


def page_of(scope: Scope, wanted: Mapping[str, str], *, home: str) -> Page:
    """The page for what a form or an address asks; what cannot be read is as if it was not asked. `home` is the code of
    the market shown first."""
    asked, days, market = read(scope, wanted, home=home)
    numbers = queries.numbers(scope, asked)
    earlier = _before(asked)
    before, before_count = queries.paid_in(scope, earlier)
    first_on = queries.first_day(scope, asked.markets)
    is_comparable = first_on is not None and first_on <= earlier.first_on and before_count >= COMPARED_COUNT_MIN
    paid = numbers.total.paid_minor
    facts = {"market": market, "by": asked.by, "channel": asked.channel}
    return Page(
        numbers=numbers,
        scope=scope,
        days=days,
        markets=[Choice(value, name, value == market) for value, name in _markets()],
        channels=[Choice(code, names[0], code == asked.channel) for code, names in CHANNELS.items()],
        breakdowns=[Choice(code, BREAKDOWNS[code], code == asked.by) for code in breakdowns_of(scope)],
        spans=[(span, urlencode({**facts, "days": span})) for span in DAYS],
        rows=_named(numbers),
        chart=chart_of(asked.first_on, asked.last_on, numbers.by_day),
        gmv=[Figure(one, getattr(numbers.total, f"{one.code}_minor")) for one in GMV],
        left=[Figure(one, getattr(numbers.total, f"{one.code}_minor")) for one in LEFT],
        funnel=_funnel(numbers),
        rates=_rates(numbers),
        paid_before_minor=before,
        trend_bps=(paid - before) * BPS // before if is_comparable and before else None,
        query=urlencode({**facts, "from": asked.first_on.isoformat(), "to": asked.last_on.isoformat()}),
        notices=list(_notices(wanted, asked, days, market)),
    )


def breakdowns_of(scope: Scope) -> list[str]:
    """How a scope's numbers can be split: its own name is no part of them."""
    return [code for code in BREAKDOWNS if code != scope.kind]


def read(scope: Scope, wanted: Mapping[str, str], *, home: str) -> tuple[Asked, int | None, str]:
    """The question in these words, the days of its span when it is one of ours, and the market or currency chosen."""
    known = all_markets()
    choices = [value for value, _name in _markets()]
    market = wanted.get("market", "")
    market = market if market in choices else home if home in known else choices[0]
    codes = (market,) if market in known else tuple(one.code for one in known.values() if one.currency == market)
    today = max(clock.today(known[code].time_zone) for code in codes)
    first_on, last_on, days = _span(wanted, today)
    by, channel = wanted.get("by", ""), wanted.get("channel", "")
    asked = Asked(
        currency=known[codes[0]].currency,
        markets=codes,
        first_on=first_on,
        last_on=last_on,
        by=by if by in breakdowns_of(scope) else "channel",
        channel=channel if channel in CHANNELS else "",
    )
    return asked, days, market


def _span(wanted: Mapping[str, str], today: dt.date) -> tuple[dt.date, dt.date, int | None]:
    first_on, last_on = _day(wanted.get("from", "")), _day(wanted.get("to", ""))
    if first_on and last_on and first_on <= last_on <= today + dt.timedelta(days=1):
        first_on = max(first_on, last_on - dt.timedelta(days=DAYS_MAX - 1))
        return first_on, last_on, None
    days = next((known for known in DAYS if wanted.get("days") == str(known)), 30)
    return today - dt.timedelta(days=days - 1), today, days


def _notices(wanted: Mapping[str, str], asked: Asked, days: int | None, market: str) -> Iterator[str]:
    """What of the question was not as asked."""
    if wanted.get("market") and wanted["market"] != market:
        name = dict(_markets())[market]
        yield _("There is no market “%(asked)s” here. This is %(shown)s.") % {
            "asked": wanted["market"][:20],
            "shown": name,
        }
    if not (wanted.get("from") or wanted.get("to")):
        return
    first_on, last_on = _day(wanted.get("from", "")), _day(wanted.get("to", ""))
    if days is None:
        if first_on != asked.first_on:
            yield _("At most %(count)s days at once: this begins later than you asked.") % {"count": DAYS_MAX}
        return
    if first_on and last_on and first_on > last_on:
        yield _("The first day lies after the last. These are the last %(count)s days.") % {"count": days}
    else:
        yield _("These days cannot be shown: give two that are over or today. These are the last %(count)s days.") % {
            "count": days
        }


def _day(text: str) -> dt.date | None:
    try:
        found = dt.date.fromisoformat(text) if len(text) == 10 else None
    except ValueError:
        return None
    return found if found and found.year >= 2000 else None


def _before(asked: Asked) -> Asked:
    length = asked.last_on - asked.first_on + dt.timedelta(days=1)
    return replace(asked, first_on=asked.first_on - length, last_on=asked.last_on - length, by="channel")


def _markets() -> list[tuple[str, str]]:
    """Each market, and each currency that several of them share."""
    known = list(all_markets().values())
    found = [(one.code, f"{market_name(one, get_language() or 'en')} · {one.currency}") for one in known]
    for currency in dict.fromkeys(one.currency for one in known):
        together = [one for one in known if one.currency == currency]
        if len(together) > 1:
            found.append((currency, _together(together, currency)))
    return found


def _together(markets: Sequence[Market], currency: str) -> str:
    return f"{' + '.join(market_name(one, get_language() or 'en') for one in markets)} · {currency}"


def _named(numbers: Numbers) -> list[NamedRow]:
    """The largest rows by name; the rest, when there are more, as one row, so that all add up."""
    by, rows = numbers.asked.by, list(numbers.rows)
    is_time = by in ("day", "month")
    shown: list[Row] = rows if is_time else rows[:ROWS_MAX]
    names = names_of(by, [row.key for row in shown])
    named = [NamedRow(name, row.figures) for name, row in zip(names, shown, strict=True)]
    rest = rows[len(shown) :]
    return [*named, NamedRow(rest_of(len(rest)), sum_of(rest))] if rest else named


def _funnel(numbers: Numbers) -> list[Figure]:
    reach, bought = numbers.reach, numbers.from_content
    counts = (
        reach.impression_count,
        reach.view_count,
        reach.chip_count,
        reach.sheet_count,
        reach.cart_count,
        bought.paid_count,
        bought.kept_count,
    )
    most = max(counts)
    return [Figure(one, count, count * BPS // most if most else 0) for one, count in zip(FUNNEL, counts, strict=True)]


def _rates(numbers: Numbers) -> list[Figure]:
    values = (numbers.ctr_bps, numbers.ctor_bps, numbers.show_gpm_minor, numbers.watch_gpm_minor)
    return [Figure(one, value) for one, value in zip(RATES, values, strict=True)]
