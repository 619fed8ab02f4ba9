"""The price of a purchase, from the facts in force now: two SQL statements whatever the number of lines and shops."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence

from halles.carts.errors import NotOnSale, NotSoldHere, TooMany, UnknownVariant, WrongQuantity
from halles.carts.limits import LINES_MAX, PIECES_MAX
from halles.carts.quote import Quote, QuoteLine, delivered_by, price_line, price_parcel
from halles.catalog.queries import SaleFact, list_sale_facts
from halles.kit import clock
from halles.markets.errors import NotServed
from halles.markets.market import Market
from halles.markets.queries import is_carriage_taxed, tax_ppm
from halles.promotions.terms import Terms
from halles.shipping.queries import ShippingOption, at_point, list_options, list_options_for_sellers


def quote(
    lines: Sequence[tuple[uuid.UUID, int]],
    *,
    market: Market,
    country: str,
    region: str = "",
    at: dt.datetime | None = None,
    language: str | None = None,
    rates: Mapping[uuid.UUID, uuid.UUID] | None = None,
    points: Mapping[uuid.UUID, str] | None = None,
    terms: Terms | None = None,
) -> Quote:
    """What `(variant_id, pieces)` cost in `market`, sent to a country (two letters) and region code at an instant.

    Each shop sends by its cheapest delivery to the door, or by the one of `rates` (seller → rate), to the relay point
    of `points` (seller → code) where that needs one. `terms` are a promise or a coupon for one of the lines.
    Refuses with carts.unknown_variant, carts.not_on_sale,
    carts.not_sold_here, carts.too_many, carts.wrong_quantity, shipping.not_to_country, shipping.point_needed,
    markets.region_needed or markets.not_served. Stock is not looked at.
    """
    at = at or clock.now()
    wanted = _merged(lines)
    if not market.ships_to(country, region):
        raise NotServed
    facts = _facts(wanted, market, language)
    offered = _offered(subtotals_of(facts, wanted), market, country, at)
    rates, points = rates or {}, points or {}
    chosen = {
        seller_id: delivered_by(
            at_point(chosen_of(options, rates.get(seller_id)), country, points.get(seller_id, "")), terms
        )
        for seller_id, options in offered.items()
    }
    return price(facts, wanted, market=market, country=country, region=region, at=at, chosen=chosen, terms=terms)


def price(
    facts: Sequence[SaleFact],
    wanted: Mapping[uuid.UUID, int],
    *,
    market: Market,
    country: str,
    region: str,
    at: dt.datetime,
    chosen: Mapping[uuid.UUID, ShippingOption],
    terms: Terms | None = None,
) -> Quote:
    """The quote of buyable `facts` in the pieces `wanted`, each shop's part by its `chosen` delivery; asks no database.

    What is collected is taxed where it is handed out. Refuses markets.region_needed.
    """
    on = at.date()
    priced: dict[uuid.UUID, list[QuoteLine]] = {}
    for fact in facts:
        ppm = tax_ppm(market, fact.tax_class, _taxed_in(chosen[fact.seller_id], region), on)
        of_line = terms if terms is not None and terms.variant_id == fact.variant_id else None
        line = price_line(market, fact, wanted[fact.variant_id], ppm, of_line)
        priced.setdefault(fact.seller_id, []).append(line)
    parcels = []
    for seller_id, of_seller in priced.items():
        option = chosen[seller_id]
        is_taxed = is_carriage_taxed(market, _taxed_in(option, region))
        parcels.append(price_parcel(market, of_seller, option, is_carriage_taxed=is_taxed))
    return Quote(market=market, country=country, region=region, at=at, parcels=tuple(parcels))


def _taxed_in(option: ShippingOption, region: str) -> str:
    return option.point.region if option.point and option.point.region else region


def subtotals_of(facts: Sequence[SaleFact], wanted: Mapping[uuid.UUID, int]) -> dict[uuid.UUID, int]:
    """The price of the goods by shop, in minor units, in the order the shops come."""
    subtotals: dict[uuid.UUID, int] = {}
    for fact in facts:
        assert fact.amount_minor is not None
        before = subtotals.get(fact.seller_id, 0)
        subtotals[fact.seller_id] = before + fact.amount_minor * wanted[fact.variant_id]
    return subtotals


def chosen_of(options: Sequence[ShippingOption], rate_id: uuid.UUID | None) -> ShippingOption:
    """The delivery of this rate, else the first one offered."""
    return next((one for one in options if one.rate_id == rate_id), options[0])


def _merged(lines: Sequence[tuple[uuid.UUID, int]]) -> dict[uuid.UUID, int]:
    wanted: dict[uuid.UUID, int] = {}
    for variant_id, quantity in lines:
        if quantity < 1:
            raise WrongQuantity
        wanted[variant_id] = wanted.get(variant_id, 0) + quantity
    if not wanted:
        raise WrongQuantity
    if len(wanted) > LINES_MAX:
        raise TooMany(limit=LINES_MAX)
    if max(wanted.values()) > PIECES_MAX:
        raise TooMany(limit=PIECES_MAX)
    return wanted


def _facts(wanted: Mapping[uuid.UUID, int], market: Market, language: str | None) -> list[SaleFact]:
    facts = list_sale_facts(list(wanted), market.code, language)
    if len(facts) < len(wanted):
        raise UnknownVariant
    for fact in facts:
        if fact.refusal_code == "catalog.not_in_market":
            raise NotSoldHere(title=fact.title)
        if not fact.is_buyable:
            raise NotOnSale(title=fact.title)
        assert fact.currency == market.currency, f"price of {fact.variant_id} is not in the market's currency"
    return facts


def _offered(
    subtotals: Mapping[uuid.UUID, int], market: Market, country: str, at: dt.datetime
) -> dict[uuid.UUID, list[ShippingOption]]:
    offered = list_options_for_sellers(subtotals, country=country, currency=market.currency, at=at)
    for seller_id, subtotal in subtotals.items():
        if seller_id not in offered:
            # Asked alone, the shop's own query says no in its own words.
            list_options(seller_id, country=country, currency=market.currency, subtotal_minor=subtotal, at=at)
    return offered
