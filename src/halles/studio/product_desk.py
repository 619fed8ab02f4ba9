"""A product at its shop's desk: in parts small enough for a phone, with what each part still lacks."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.db import transaction

from halles.catalog import queries as catalog
from halles.catalog import services as selling
from halles.catalog.drafts import VariantDraft
from halles.catalog.forms import OptionValuesForm, ProductForm
from halles.catalog.models import PriceChange, Product, Variant
from halles.catalog.price_history import PricePeriod, lowest_before, window_start
from halles.inventory import queries as inventory
from halles.inventory import services as stocking
from halles.inventory.queries import StockView
from halles.kit import clock
from halles.markets.market import Market
from halles.studio.attempts import tried
from halles.studio.forms_shop import CountForm, ManyVariantsForm, RowPriceForm
from halles.users.models import User

HISTORY_SHOWN = 20
WORDS = ("title", "language", "category", "description", "warranty_months", "tax_class")
ORIGIN = (
    "origin_country",
    "origin_region",
    "origin_place",
    "origin_maker",
    "origin_proof_kind",
    "origin_proof",
    "origin_proof_url",
)
CHOICES = ("option_1", "option_2", "option_3")
# Which page of the product gives a missing point; all others are words.
PAGES = {
    "photo": "photos",
    "variant": "variants",
    "options": "variants",
    "price": "prices",
    "origin_country": "origin",
    "origin_place": "origin",
    "origin_maker": "origin",
    "origin_proof": "origin",
}

PRICE_PLACES = {
    "catalog.price_invalid": "amount",
    "catalog.not_lower": "amount",
    "catalog.not_below_low": "amount",
    "catalog.no_public_price": "is_reduction",
}

COUNT_PLACES = {"inventory.below_reserved": "on_hand", "inventory.out_of_range": "on_hand"}


@dataclass(frozen=True)
class Lack:
    """Something a product still lacks, and the page on which it is given."""

    sentence: str
    page: str


@dataclass(frozen=True)
class PriceRow:
    """A variant's price in one market: its form, every public price so far, and the low that a reduction announced now
    would be measured against (None while there is none)."""

    variant: Variant
    form: RowPriceForm
    history: Sequence[PriceChange]
    low_minor: int | None


@dataclass(frozen=True)
class StockRow:
    """A variant's stock and its form for a new count."""

    variant: Variant
    level: StockView
    form: CountForm


@dataclass(frozen=True)
class ListedProduct:
    """A product in the shop's list: the lowest price of each market, and the pieces that can still be bought."""

    product: Product
    prices: Sequence[tuple[str, str, int, bool]]
    available: int
    variant_count: int


def part_form(product: Product, names: Sequence[str], *, language: str, typed: Mapping[str, Any] | None) -> ProductForm:
    """The product's form, of which a page shows the fields in `names`; what it does not show stays as it was."""
    kept = {name: "" if value is None else value for name, value in ProductForm.initial_of(product).items()}
    if typed is None:
        return ProductForm(initial=kept, language=language)
    own = {name: typed.get(name, "") for name in names}
    return ProductForm({**kept, **own}, language=language)


def lacks_of(product: Product) -> list[Lack]:
    """What is missing before the product may go on sale, with the way to give it."""
    return [Lack(str(point.sentence), PAGES.get(point.code, "words")) for point in catalog.list_missing(product)]


def offered(product: Product) -> list[Variant]:
    """The variants on offer of a product read by get_product_for_seller."""
    return [variant for variant in product.variants.all() if variant.status == Variant.Status.ACTIVE]


def values_form(product: Product, typed: Mapping[str, Any] | None) -> OptionValuesForm:
    """What the values of the offered variants are called elsewhere; a number such as 42 is called so everywhere."""
    said = [v.options[name] for name in product.option_names for v in offered(product) if name in v.options]
    words = [value for value in dict.fromkeys(said) if any(letter.isalpha() for letter in value)]
    return OptionValuesForm(typed, product=product, values=words)


def retired(product: Product) -> list[Variant]:
    """The variants no longer on offer of a product read by get_product_for_seller."""
    return [variant for variant in product.variants.all() if variant.status != Variant.Status.ACTIVE]


def listed(products: Sequence[Product]) -> list[ListedProduct]:
    """Products read by list_products_of with prices and stock; one statement more for all of them."""
    by_product = {product.pk: offered(product) for product in products}
    left = inventory.available([variant.pk for variants in by_product.values() for variant in variants])
    return [
        ListedProduct(
            product=product,
            prices=_lowest_prices(by_product[product.pk]),
            available=sum(left[variant.pk] for variant in by_product[product.pk]),
            variant_count=len(by_product[product.pk]),
        )
        for product in products
    ]


def stock_of(product: Product) -> dict[uuid.UUID, StockView]:
    """The stock of each variant of a product, retired ones too."""
    return inventory.stock_levels([variant.pk for variant in product.variants.all()])


def price_rows(product: Product, market: Market, typed: Mapping[str, Any] | None) -> list[PriceRow]:
    """The offered variants with their prices in a market, as they are or as they were typed."""
    now = clock.now()
    rows = []
    for variant in offered(product):
        price = next((one for one in variant.prices.all() if one.market == market.code), None)
        initial = RowPriceForm.initial_of(price) if price else {}
        history = catalog.list_price_history(variant.pk, market.code)
        rows.append(
            PriceRow(
                variant=variant,
                form=RowPriceForm(typed, prefix=variant.pk.hex, initial=initial, market=market),
                history=history[:HISTORY_SHOWN],
                low_minor=_low_now(history, market, now) if product.status == Product.Status.ACTIVE else None,
            )
        )
    return rows


def are_valid(rows: Sequence[PriceRow] | Sequence[StockRow]) -> bool:
    """Whether every row makes sense; each wrong one gets its words, not only the first."""
    valid = [row.form.is_valid() for row in rows]
    return all(valid)


def keep_prices(rows: Sequence[PriceRow], market: Market, *, by: User) -> bool:
    """Write what was typed in valid rows, all or none: prices, or no price where a row was emptied. What is refused
    stands in its row, and the answer is False."""
    with transaction.atomic():
        kept = [tried(row.form, partial(_keep_price, row, market, by), places=PRICE_PLACES) for row in rows]
        if not all(kept):
            transaction.set_rollback(True)
    return all(kept)


def stock_rows(product: Product, typed: Mapping[str, Any] | None) -> list[StockRow]:
    """The offered variants with their stock, as it is or as it was typed."""
    levels = stock_of(product)
    rows = []
    for variant in offered(product):
        level = levels[variant.pk]
        initial = {"on_hand": level.on_hand, "seen": level.on_hand}
        rows.append(StockRow(variant, level, CountForm(typed, prefix=variant.pk.hex, initial=initial)))
    return rows


def keep_counts(rows: Sequence[StockRow], *, by: User) -> bool:
    """Write the counts that were changed in valid rows, all or none. What is refused stands in its row, and the answer
    is False."""
    # In the order in which orders lock stock, so that a count and a sale never wait for each other.
    changed = sorted((row for row in rows if row.form.is_changed), key=lambda row: row.variant.pk)
    with transaction.atomic():
        kept = [tried(row.form, partial(_count, row, by), places=COUNT_PLACES) for row in changed]
        if not all(kept):
            transaction.set_rollback(True)
    return all(kept)


@transaction.atomic
def add_many(product: Product, form: ManyVariantsForm) -> int:
    """Add every combination that the product does not offer yet, all or none; how many. Refuses as add_variant."""
    known = {tuple(variant.options.get(name, "") for name in form.option_names) for variant in offered(product)}
    taken = {variant.sku for variant in product.variants.all()}
    start, number, added = " ".join(form.cleaned_data["sku_start"].split()), 0, 0
    for values in form.combinations:
        if values in known:
            continue
        number += 1
        while f"{start}-{number}" in taken:
            number += 1
        options = dict(zip(form.option_names, values, strict=True))
        selling.add_variant(product, draft=VariantDraft(sku=f"{start}-{number}", options=options))
        added += 1
    return added


def moved(ids: Sequence[uuid.UUID], one: uuid.UUID, *, is_earlier: bool) -> list[uuid.UUID]:
    """The list with `one` a place earlier or later, as it is at the ends and when `one` is not in it."""
    order = list(ids)
    if one not in order:
        return order
    here = order.index(one)
    there = here - 1 if is_earlier else here + 1
    if 0 <= there < len(order):
        order[here], order[there] = order[there], order[here]
    return order


def _keep_price(row: PriceRow, market: Market, by: User) -> None:
    amount_minor = row.form.cleaned_data["amount_minor"]
    is_known = any(one.market == market.code for one in row.variant.prices.all())
    if amount_minor is not None:
        is_reduction = bool(row.form.cleaned_data["is_reduction"])
        selling.set_price(row.variant, market=market.code, amount_minor=amount_minor, is_reduction=is_reduction, by=by)
    elif is_known:
        selling.remove_price(row.variant, market=market.code)


def _count(row: StockRow, by: User) -> None:
    stocking.set_on_hand(row.variant.pk, row.form.cleaned_data["on_hand"], by=by.pk)


def _low_now(history: Sequence[PriceChange], market: Market, now: dt.datetime) -> int | None:
    start_at = window_start(now, market.low_price_window_days, market.time_zone)
    low = lowest_before([PricePeriod(row.amount_minor, row.from_at, row.to_at) for row in history], now, start_at)
    return low.amount_minor if low else None


def _lowest_prices(variants: Sequence[Variant]) -> list[tuple[str, str, int, bool]]:
    """(market, currency, amount, whether others cost more) in the order of market codes."""
    by_market: dict[tuple[str, str], list[int]] = {}
    for variant in variants:
        for price in variant.prices.all():
            by_market.setdefault((price.market, price.currency), []).append(price.amount_minor)
    return [
        (market, currency, min(amounts), min(amounts) != max(amounts))
        for (market, currency), amounts in sorted(by_market.items())
    ]
