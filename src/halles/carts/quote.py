"""What a purchase costs, line by line and shop by shop, in whole minor units of one currency; looks nothing up."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from halles.catalog.queries import SaleFact
from halles.kit.money import apply_bps, split_by_weights
from halles.markets.market import Market
from halles.markets.taxes import tax_of
from halles.promotions.terms import Terms
from halles.shipping.queries import ShippingOption


@dataclass(frozen=True)
class QuoteLine:
    """One variant. `subtotal_minor` is the shown price times pieces less `discount_minor`, which `terms` explain;
    `total_minor` is what is paid, tax included."""

    fact: SaleFact
    quantity: int
    unit_minor: int
    subtotal_minor: int
    tax_ppm: int
    tax_minor: int
    total_minor: int
    platform_fee_minor: int
    discount_minor: int = 0
    terms: Terms | None = None

    @property
    def variant_id(self) -> uuid.UUID:
        """The variant bought."""
        return self.fact.variant_id


@dataclass(frozen=True)
class QuoteParcel:
    """What one seller ships. `tax_minor` is of goods and carriage; within or on top, as the quote says."""

    seller_id: uuid.UUID
    seller_name: str
    lines: tuple[QuoteLine, ...]
    option: ShippingOption
    subtotal_minor: int
    shipping_minor: int
    shipping_tax_minor: int
    tax_minor: int
    total_minor: int

    @property
    def platform_fee_minor(self) -> int:
        """The platform's cut of this parcel's goods."""
        return sum(line.platform_fee_minor for line in self.lines)


@dataclass(frozen=True)
class Quote:
    """A whole purchase as it would be charged at `at`. `total_minor` is what leaves the customer's account."""

    market: Market
    country: str
    region: str
    at: dt.datetime
    parcels: tuple[QuoteParcel, ...]

    @property
    def currency(self) -> str:
        """The currency of every amount here."""
        return self.market.currency

    @property
    def tax_is_included(self) -> bool:
        """Whether shown prices contain the tax."""
        return self.market.tax.is_included

    @cached_property
    def lines(self) -> tuple[QuoteLine, ...]:
        """All lines, parcel by parcel."""
        return tuple(line for parcel in self.parcels for line in parcel.lines)

    @cached_property
    def subtotal_minor(self) -> int:
        """The goods as shown."""
        return sum(parcel.subtotal_minor for parcel in self.parcels)

    @cached_property
    def shipping_minor(self) -> int:
        """Carriage as shown."""
        return sum(parcel.shipping_minor for parcel in self.parcels)

    @cached_property
    def tax_minor(self) -> int:
        """All tax, within the amounts or on top of them."""
        return sum(parcel.tax_minor for parcel in self.parcels)

    @cached_property
    def total_minor(self) -> int:
        """What leaves the customer's account."""
        return sum(parcel.total_minor for parcel in self.parcels)

    @property
    def arrives_from_on(self) -> dt.date:
        """The day the first parcel may arrive."""
        return min(parcel.option.arrives_from_on for parcel in self.parcels)

    @property
    def arrives_to_on(self) -> dt.date:
        """The day by which everything should have arrived."""
        return max(parcel.option.arrives_to_on for parcel in self.parcels)


def price_line(market: Market, fact: SaleFact, quantity: int, tax_ppm: int, terms: Terms | None = None) -> QuoteLine:
    """One line: tax rounded half up on the line as a whole; the platform's fee is of the price without tax.

    A discount by `terms` is the shop's: tax and fee are of what is really paid.
    """
    assert fact.amount_minor is not None
    discount = terms.discount_minor(fact.amount_minor, quantity) if terms else 0
    subtotal = fact.amount_minor * quantity - discount
    tax = tax_of(market, subtotal, tax_ppm)
    net = subtotal - tax if market.tax.is_included else subtotal
    return QuoteLine(
        fact=fact,
        quantity=quantity,
        unit_minor=fact.amount_minor,
        subtotal_minor=subtotal,
        tax_ppm=tax_ppm,
        tax_minor=tax,
        total_minor=subtotal if market.tax.is_included else subtotal + tax,
        platform_fee_minor=apply_bps(net, market.platform_fee_bps),
        discount_minor=discount,
        terms=terms,
    )


def delivered_by(option: ShippingOption, terms: Terms | None) -> ShippingOption:
    """The delivery as it is paid for: a prize comes at the shop's cost."""
    return replace(option, price_minor=0) if terms is not None and terms.is_delivery_free else option


def price_parcel(
    market: Market, lines: Sequence[QuoteLine], option: ShippingOption, *, is_carriage_taxed: bool
) -> QuoteParcel:
    """One shop's part. Carriage is taxed as the goods it carries: split over them by price, each part at its rate."""
    subtotal = sum(line.subtotal_minor for line in lines)
    shipping_tax = _carriage_tax(market, lines, option.price_minor) if is_carriage_taxed else 0
    tax = sum(line.tax_minor for line in lines) + shipping_tax
    shown = subtotal + option.price_minor
    return QuoteParcel(
        seller_id=lines[0].fact.seller_id,
        seller_name=lines[0].fact.seller_name,
        lines=tuple(lines),
        option=option,
        subtotal_minor=subtotal,
        shipping_minor=option.price_minor,
        shipping_tax_minor=shipping_tax,
        tax_minor=tax,
        total_minor=shown if market.tax.is_included else shown + tax,
    )


def _carriage_tax(market: Market, lines: Sequence[QuoteLine], carriage_minor: int) -> int:
    rates = sorted({line.tax_ppm for line in lines})
    weights = [sum(line.subtotal_minor for line in lines if line.tax_ppm == rate) for rate in rates]
    shares = split_by_weights(carriage_minor, weights)
    return sum(tax_of(market, share, rate) for share, rate in zip(shares, rates, strict=True))
