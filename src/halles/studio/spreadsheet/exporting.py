"""A shop's goods written out, in the columns that can be read back in."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Prefetch

from halles.catalog.models import Price, Product, Variant
from halles.inventory.queries import stock_levels
from halles.kit.money import minor_digits
from halles.sellers.models import Seller
from halles.studio.spreadsheet.columns import COLUMNS, OPTION_PREFIX, PRICE_PREFIX
from halles.studio.spreadsheet.reading import write_lines

PRODUCTS_MAX = 5000


def export_sheet(seller: Seller) -> str:
    """All products of the shop that are not archived, a line per variant on offer; prices with a point, by market."""
    offered = Variant.objects.filter(status=Variant.Status.ACTIVE).order_by("position", "pk")
    priced = offered.prefetch_related(Prefetch("prices", Price.objects.order_by("market")))
    products = list(
        Product.objects.filter(seller=seller)
        .exclude(status=Product.Status.ARCHIVED)
        .prefetch_related(Prefetch("variants", priced))
        .order_by("pk")[:PRODUCTS_MAX]
    )
    variants = [variant for product in products for variant in product.variants.all()]
    levels = stock_levels([variant.pk for variant in variants])
    rows = [
        {**_words(product), **_own(product, variant), "stock": str(levels[variant.pk].on_hand)}
        for product in products
        for variant in product.variants.all()
    ]
    return write_lines(_headings(products, variants), rows)


def template_sheet(seller: Seller) -> str:
    """The headings alone, with the shop's own market among the prices."""
    plain = [name for name in _names() if "." not in name]
    return write_lines([name if name != "price_FR" else f"price_{seller.market}" for name in plain], [])


def _names() -> list[str]:
    return [column.name for column in COLUMNS]


def _headings(products: Iterable[Product], variants: Iterable[Variant]) -> list[str]:
    options = dict.fromkeys(heading for product in products for heading in _option_headings(product))
    markets = sorted({price.market for variant in variants for price in variant.prices.all()})
    headings: list[str] = []
    for name in _names():
        if name.startswith(OPTION_PREFIX):
            # The examples in the list of columns stand for all of them.
            headings += [] if "." in name else options
        elif name.startswith(PRICE_PREFIX):
            headings += [f"{PRICE_PREFIX}{market}" for market in markets]
        else:
            headings.append(name)
    return headings


def _option_headings(product: Product) -> Iterable[str]:
    languages = [language for language, words in sorted(product.translations.items()) if words.get("values")]
    for name in product.option_names:
        yield f"{OPTION_PREFIX}{name}"
        yield from (f"{OPTION_PREFIX}{name}.{language}" for language in languages)


def _words(product: Product) -> dict[str, str]:
    own = {
        name: str(getattr(product, name) or "")
        for name in (
            "category",
            "description",
            "language",
            "origin_country",
            "origin_region",
            "origin_place",
            "origin_maker",
            "origin_proof_kind",
            "origin_proof",
            "origin_proof_url",
            "warranty_months",
        )
    }
    is_active = product.status == Product.Status.ACTIVE
    return {"product": product.title, **own, "status": "active" if is_active else "draft"}


def _own(product: Product, variant: Variant) -> dict[str, str]:
    options = {f"{OPTION_PREFIX}{name}": str(value) for name, value in variant.options.items()}
    for language, words in product.translations.items():
        called = words.get("values", {})
        for name, value in variant.options.items():
            options[f"{OPTION_PREFIX}{name}.{language}"] = called.get(value, "")
    prices = {f"{PRICE_PREFIX}{price.market}": _plain(price) for price in variant.prices.all()}
    numbers = {name: str(getattr(variant, name) or "") for name in ("weight_grams", "measure", "measure_amount")}
    return {"sku": variant.sku, **options, **prices, **numbers}


def _plain(price: Price) -> str:
    digits = minor_digits(price.currency)
    whole, rest = divmod(price.amount_minor, 10**digits)
    return f"{whole}.{rest:0{digits}d}" if digits else str(whole)
