"""Money is an integer of minor units with its currency beside it (law 5). ISO 4217 digits come from Babel's CLDR."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal, InvalidOperation
from functools import lru_cache

from babel import Locale
from babel.numbers import NumberFormatError, format_currency, format_decimal, get_currency_precision, parse_decimal

BPS = 10_000
# Digits, the separators of the world and a sign; Decimal alone would also read 1e5, NaN and Infinity.
_TYPED = re.compile(r"[-+\d\s.,'’٫٬]{1,30}")


@lru_cache(maxsize=256)
def minor_digits(currency: str) -> int:
    """How many decimals the currency has: EUR 2, JPY 0, TND 3."""
    return int(get_currency_precision(currency))


def to_decimal(minor: int, currency: str) -> Decimal:
    """The exact amount in major units."""
    return Decimal(minor).scaleb(-minor_digits(currency))


def format_money(minor: int, currency: str, locale: str) -> str:
    """The amount as people of `locale` write it, e.g. `24,90 €`; `locale` as `fr`, `fr-FR` or `fr_FR`."""
    return str(format_currency(to_decimal(minor, currency), currency, locale=locale.replace("-", "_")))


def format_rough(minor: int, currency: str, locale: str) -> str:
    """As `format_money`, a whole amount without decimals, e.g. `20 €`: for what is only said roughly."""
    amount = to_decimal(minor, currency)
    if amount != amount.to_integral_value():
        return format_money(minor, currency, locale)
    told = Locale.parse(locale.replace("-", "_"))
    whole = re.sub(r"\.0+", "", told.currency_formats["standard"].pattern)
    return str(format_currency(amount, currency, whole, locale=told, currency_digits=False))


def parse_money(text: str, currency: str, locale: str) -> int:
    """Minor units of an amount typed by a person; ValueError when it is no amount or has too many decimals."""
    if not _TYPED.fullmatch(text):
        raise ValueError(text)
    try:
        amount = Decimal(parse_decimal(text.strip(), locale=locale.replace("-", "_"), strict=True))
    except (NumberFormatError, InvalidOperation) as wrong:
        raise ValueError(text) from wrong
    minor = amount.scaleb(minor_digits(currency))
    if minor != minor.to_integral_value():
        raise ValueError(text)
    return int(minor)


def typed_money(minor: int, currency: str, locale: str) -> str:
    """The amount as a person of `locale` would type it, without symbol or grouping: what parse_money reads back."""
    pattern = "0." + "0" * minor_digits(currency) if minor_digits(currency) else "0"
    return str(format_decimal(to_decimal(minor, currency), pattern, locale=locale.replace("-", "_")))


def apply_bps(minor: int, bps: int) -> int:
    """`bps` basis points of an amount, rounded half away from zero to a whole minor unit."""
    product = abs(minor) * bps
    rounded = (product * 2 + BPS) // (BPS * 2)
    return rounded if minor >= 0 else -rounded


def split_by_weights(total: int, weights: Sequence[int]) -> list[int]:
    """`total` in whole minor units in proportion to `weights` (≥ 0), by largest remainder; the parts sum to `total`."""
    assert total >= 0
    assert all(weight >= 0 for weight in weights)
    whole = sum(weights)
    if whole == 0:
        assert total == 0, "nothing to carry a positive total"
        return [0 for _ in weights]
    parts = [total * weight // whole for weight in weights]
    by_remainder = sorted(range(len(weights)), key=lambda i: (-(total * weights[i] % whole), i))
    for i in by_remainder[: total - sum(parts)]:
        parts[i] += 1
    assert sum(parts) == total
    return parts
