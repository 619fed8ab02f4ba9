"""Taxes of a market in whole minor units; rates are whole parts per million (20 % = 200_000)."""

from __future__ import annotations

import datetime as dt

from halles.markets.classes import TaxClass
from halles.markets.errors import NotServed, RegionNeeded
from halles.markets.market import Market, TaxRate

MILLION = 1_000_000


def find_rate(market: Market, tax_class: str, region: str, on: dt.date) -> TaxRate | None:
    """The rate for goods of a class sent to a region on a day: the region's own for the class, else the market's
    for the class, else the region's standard, else the market's standard; None when the file has none."""
    standard = TaxClass.STANDARD.value
    for wanted_class, wanted_region in ((tax_class, region), (tax_class, None), (standard, region), (standard, None)):
        for rate in market.tax.rates:
            if rate.tax_class == wanted_class and rate.region == wanted_region and rate.is_in_force(on):
                return rate
    return None


def rate_for(market: Market, tax_class: str, region: str, on: dt.date) -> TaxRate:
    """As `find_rate`, but refuses: RegionNeeded where the tax depends on a region not given, NotServed where the
    market has no rate for the region."""
    if market.tax.is_by_region:
        if not region:
            raise RegionNeeded
        if not any(rate.region == region for rate in market.tax.rates):
            raise NotServed
    rate = find_rate(market, tax_class, region, on)
    if rate is None:
        raise NotServed
    return rate


def tax_within(minor: int, ppm: int) -> int:
    """The tax contained in an amount that includes it, rounded half away from zero."""
    return _rounded(abs(minor) * ppm, MILLION + ppm) * (1 if minor >= 0 else -1)


def tax_on_top(minor: int, ppm: int) -> int:
    """The tax that comes on top of an amount without it, rounded half away from zero."""
    return _rounded(abs(minor) * ppm, MILLION) * (1 if minor >= 0 else -1)


def tax_of(market: Market, minor: int, ppm: int) -> int:
    """The tax of a shown amount as this market counts it: within it where prices include tax, else on top."""
    return tax_within(minor, ppm) if market.tax.is_included else tax_on_top(minor, ppm)


def without_tax(market: Market, minor: int, tax_class: str, on: dt.date) -> int:
    """A shown price less the tax inside it on a day; where tax comes on top, or no rate is known, the price itself."""
    rate = find_rate(market, tax_class, "", on) if market.tax.is_included else None
    return minor - tax_within(minor, rate.ppm) if rate else minor


def _rounded(numerator: int, denominator: int) -> int:
    return (2 * numerator + denominator) // (2 * denominator)
