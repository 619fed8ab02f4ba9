"""Products: written, photographed, priced through their own history, put on sale, stocked."""

from __future__ import annotations

from functools import partial
from typing import IO

from halles.catalog import services as catalog
from halles.catalog.drafts import ProductDraft, VariantDraft
from halles.catalog.models import Price, Product, Variant
from halles.demo.art.pictures import VIEWS
from halles.demo.seed.moments import OPENED_DAYS_AGO, back
from halles.demo.seed.pictures import alt_of, photo_of
from halles.demo.world.kinds import ProductData, Reduction, VariantData
from halles.inventory import services as inventory
from halles.kit import transactions
from halles.sellers.models import Seller
from halles.users.models import User


def find_product(seller: Seller, data: ProductData) -> Product | None:
    """The product as it stands, known by the SKU of its first variant, or None."""
    variant = Variant.objects.filter(seller=seller, sku=data.variants[0].sku).select_related("product").first()
    return variant.product if variant else None


def find_variant(seller: Seller, data: ProductData, value: str) -> Variant:
    """The variant with that option value."""
    sku = next(variant.sku for variant in data.variants if variant.value == value)
    return Variant.objects.get(seller=seller, sku=sku)


def offer(seller: Seller, owner: User, data: ProductData) -> Product:
    """The product on sale with its first picture, its price history and its stock, all or nothing."""
    found = find_product(seller, data)
    if found is not None:
        transactions.run(partial(_sell_further, found, owner, data))
        return found
    first = photo_of(data, 0)
    product: Product = transactions.run(lambda: _write(seller, owner, data, first))
    return product


def _sell_further(product: Product, owner: User, data: ProductData) -> None:
    """Prices in markets that the world's file has named since the product came on sale."""
    known = set(Price.objects.filter(variant__product=product).values_list("variant__sku", "market"))
    variants = {variant.sku: variant for variant in Variant.objects.filter(product=product)}
    for one in data.variants:
        for market, minor in one.prices.items():
            if (one.sku, market) not in known and one.sku in variants:
                with back(OPENED_DAYS_AGO):
                    catalog.set_price(variants[one.sku], market=market, amount_minor=minor, by=owner)


def photograph(seller: Seller, owner: User, data: ProductData) -> int:
    """Add the pictures that are still missing; how many there were to add."""
    product = find_product(seller, data)
    if product is None:
        return 0
    held = product.photos.count()
    for number in range(held, len(VIEWS)):
        file = photo_of(data, number)
        with back(OPENED_DAYS_AGO):
            transactions.run(partial(catalog.add_photo, product, by=owner, file=file, alt=alt_of(data, number)))
    return max(len(VIEWS) - held, 0)


def _write(seller: Seller, owner: User, data: ProductData, photo: IO[bytes]) -> Product:
    photo.seek(0)
    with back(OPENED_DAYS_AGO):
        product = catalog.create_product(seller=seller, draft=_draft(data))
        variants = [(_variant(product, data, one), one) for one in data.variants]
        catalog.add_photo(product, by=owner, file=photo, alt=alt_of(data, 0))
        for variant, one in variants:
            for market, minor in one.prices.items():
                catalog.set_price(variant, market=market, amount_minor=_first_price(data, market, minor), by=owner)
            inventory.set_on_hand(variant.pk, one.stock, by=owner.pk)
        catalog.publish_product(product, by=owner)
    for reduction in data.reductions:
        _tell_prices(variants, reduction, owner)
    return product


def _draft(data: ProductData) -> ProductDraft:
    others = {language for language in data.titles if language != data.language}
    return ProductDraft(
        title=data.titles[data.language],
        description=data.texts[data.language],
        language=data.language,
        category=data.category,
        option_names=(data.option,) if data.option else (),
        origin_country=data.origin["country"],
        origin_region=data.origin["region"],
        origin_place=data.origin["place"],
        origin_maker=data.origin["maker"],
        origin_proof_kind=data.origin["proof_kind"],
        origin_proof=data.origin["proof"],
        warranty_months=data.warranty_months,
        translations={
            language: {"title": data.titles[language], "description": data.texts[language]} for language in others
        },
        option_values=data.values,
    )


def _variant(product: Product, data: ProductData, one: VariantData) -> Variant:
    options = {data.option: one.value} if data.option else {}
    draft = VariantDraft(
        sku=one.sku,
        options=options,
        weight_grams=one.weight_grams,
        measure=one.measure,
        measure_amount=one.amount,
    )
    return catalog.add_variant(product, draft=draft)


def _first_price(data: ProductData, market: str, minor: int) -> int:
    """What it cost when it came on sale: the oldest price of a history, where the variant has one."""
    for reduction in data.reductions:
        if reduction.market == market and minor == reduction.before[-1][1]:
            return reduction.before[0][1]
    return minor


def _tell_prices(variants: list[tuple[Variant, VariantData]], reduction: Reduction, owner: User) -> None:
    """Walk through the history of a price up to its reduction, each step at its own time."""
    for variant, one in variants:
        if one.prices.get(reduction.market) != reduction.before[-1][1]:
            continue
        for days, minor in reduction.before[1:]:
            with back(days):
                catalog.set_price(variant, market=reduction.market, amount_minor=minor, by=owner)
        with back(reduction.since_days):
            catalog.set_price(
                variant, market=reduction.market, amount_minor=reduction.amount_minor, is_reduction=True, by=owner
            )
