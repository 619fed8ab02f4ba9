"""The price of a kilogram, a litre, a metre: what lets people compare, where the law of the market wants it shown."""

from __future__ import annotations

from dataclasses import dataclass

from halles.markets.queries import get_market

# Symbols of the International System are the same in every language.
SYMBOLS: dict[str, tuple[tuple[int, str], ...]] = {
    "g": ((1_000, "kg"), (1, "g")),
    "ml": ((1_000, "l"), (1, "ml")),
    "cm": ((100, "m"), (1, "cm")),
    "cm2": ((10_000, "m²"), (1, "cm²")),
    "piece": ((1, ""),),
}
LET_OFF_BELOW_MIN = frozenset({"g", "ml"})


@dataclass(frozen=True, slots=True)
class UnitPrice:
    """The price in minor units of `currency` of `per` base measures (grams, millilitres, centimetres, square
    centimetres, pieces), rounded half up; `text` is the measure as written after the stroke: `kg`, `100 g`."""

    amount_minor: int
    currency: str
    measure: str
    per: int
    text: str


def unit_price(
    amount_minor: int, currency: str, measure: str, measure_amount: int | None, market: str
) -> UnitPrice | None:
    """What a price makes per unit in the market (code); None where no law asks for it, nothing is measured, or the
    price itself is the unit price."""
    if not measure or not measure_amount:
        return None
    rules = get_market(market).unit_prices
    per = rules.per.get(measure)
    is_let_off = measure in LET_OFF_BELOW_MIN and measure_amount < rules.amount_min
    if per is None or per == measure_amount or is_let_off:
        return None
    rounded = (2 * amount_minor * per + measure_amount) // (2 * measure_amount)
    return UnitPrice(rounded, currency, measure, per, symbol_of(measure, per))


def symbol_of(measure: str, amount: int) -> str:
    """An amount of base measures as short as it is written: 1000 g → `kg`, 100 g → `100 g`."""
    size, symbol = next((size, symbol) for size, symbol in SYMBOLS[measure] if amount % size == 0)
    count = amount // size
    return symbol if count == 1 and symbol else f"{count} {symbol}".strip()
