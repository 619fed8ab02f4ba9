"""Reads of `markets`: the rules come from files (read once), the status in force from the database."""

from __future__ import annotations

import datetime as dt
from functools import lru_cache
from pathlib import Path

from babel import Locale
from django.conf import settings
from django.db.models import Q
from django.utils.translation import get_language

from halles.kit.statements import fetch, fetch_one
from halles.markets import business_days, choice, taxes
from halles.markets.errors import MarketClosed, MarketUnknown
from halles.markets.files import OURS, load_markets
from halles.markets.market import Market, in_language
from halles.markets.models import MarketStatus

__all__ = [
    "add_business_days",
    "all_markets",
    "choose_market",
    "find_market",
    "find_market_for_country",
    "get_market",
    "is_business_day",
    "is_carriage_taxed",
    "list_markets",
    "market_name",
    "market_status",
    "market_statuses",
    "removed_words_spans",
    "require_open",
    "tax_ppm",
    "tax_wording",
]

add_business_days = business_days.add_business_days
is_business_day = business_days.is_business_day


def all_markets() -> dict[str, Market]:
    """Every market by code, in order: our own files and those of the folder `HALLES_MARKETS_DIR`."""
    return _read(str(getattr(settings, "HALLES_MARKETS_DIR", "") or ""))


@lru_cache(maxsize=8)
def _read(extra: str) -> dict[str, Market]:
    return load_markets([OURS, *([Path(extra)] if extra else [])])


def removed_words_spans() -> list[tuple[Q, dt.timedelta]]:
    """How long what authors took away is kept: rows whose `user` is of a market for that market's days, those of
    people who never chose one for the longest."""
    days = {code: market.removed_words_days for code, market in all_markets().items()}
    spans = [(Q(user__market=code), dt.timedelta(days=kept)) for code, kept in days.items()]
    return [*spans, (~Q(user__market__in=days), dt.timedelta(days=max(days.values())))]


def get_market(code: str) -> Market:
    """The market of a code, else MarketUnknown."""
    market = all_markets().get(code)
    if market is None:
        raise MarketUnknown(code=code[:20])
    return market


def find_market(code: str) -> Market | None:
    """The market of a code, else None."""
    return all_markets().get(code)


def find_market_for_country(country: str) -> Market | None:
    """The market that ships to a country (two letters), else None."""
    return choice.market_by_country(list(all_markets().values()), country)


def market_name(market: Market, language: str) -> str:
    """The market's name in a language (`fr` or `fr-FR`); its English name where CLDR has none."""
    return str(Locale.parse(language.replace("-", "_")).territories.get(market.code, market.name))


def market_statuses() -> dict[str, str]:
    """The status in force of every market, by code: one query."""
    decided = {str(code): str(status) for code, status in fetch("SELECT code, status FROM markets_marketstatus", [])}
    return {code: decided.get(code, market.initial_status) for code, market in all_markets().items()}


def market_status(code: str) -> str:
    """The status in force: `open`, `paused` or `closed`."""
    market = get_market(code)
    decided = fetch_one("SELECT status FROM markets_marketstatus WHERE code = %s", [code])
    return str(decided[0]) if decided else market.initial_status


def require_open(code: str) -> Market:
    """The market when it takes new orders, else MarketClosed."""
    market = get_market(code)
    if market_status(code) != MarketStatus.Status.OPEN:
        raise MarketClosed(market=market_name(market, get_language() or "en"))
    return market


def list_markets(*, open_only: bool = True) -> list[Market]:
    """The markets in their order; only those that take orders unless told otherwise."""
    markets = list(all_markets().values())
    if not open_only:
        return markets
    statuses = market_statuses()
    return [market for market in markets if statuses[market.code] == MarketStatus.Status.OPEN]


def choose_market(person_choice: str = "", ship_country: str = "", accept_language: str = "") -> Market:
    """The person's own choice, else by ship-to country, else by the browser's languages, else the first open one.

    A market chosen by the person is kept when paused or closed: their orders live there.
    """
    chosen = all_markets().get(person_choice)
    if chosen is not None:
        return chosen
    on_offer = list_markets() or list_markets(open_only=False)
    return choice.pick_market(on_offer, ship_country=ship_country, accept_language=accept_language)


def tax_ppm(market: Market, tax_class: str, region: str, on: dt.date) -> int:
    """The tax rate in whole parts per million (20 % = 200_000) for goods of a class sent to a region on a day;
    RegionNeeded or NotServed where the market taxes by region."""
    return taxes.rate_for(market, tax_class, region, on).ppm


def is_carriage_taxed(market: Market, region: str) -> bool:
    """Whether the price of carriage, stated apart, is taxed like the goods it carries to this region."""
    return region not in market.tax.carriage_untaxed_regions


def tax_wording(market: Market, locale: str) -> str:
    """What stands beside a price, in the reader's language: `TVA comprise`, `plus sales tax`."""
    return in_language(market.tax.wording, locale)
