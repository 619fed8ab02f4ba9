"""Products as plain as a test needs them."""

from __future__ import annotations

import io
import itertools
from typing import Any

from PIL import Image

from halles.catalog import services
from halles.catalog.drafts import ProductDraft, VariantDraft
from halles.catalog.models import Product, ProductPhoto, Variant
from halles.media.models import Asset
from halles.sellers.models import Seller
from tests.sellers.makers import make_seller

_numbers = itertools.count(1)


def make_draft(**changes: Any) -> ProductDraft:
    facts: dict[str, Any] = {
        "title": "Sailor's jumper",
        "language": "en",
        "category": "knitwear",
        "description": "Knitted in the harbour.",
        "origin_country": "FR",
        "origin_region": "Normandie",
        "origin_place": "Yport",
        "origin_maker": "Les Mailles d'Yport",
    }
    return ProductDraft(**{**facts, **changes})


def picture(width: int = 8, height: int = 8, colour: str = "navy") -> io.BytesIO:
    buffer = io.BytesIO()
    Image.new("RGB", (width, height), colour).save(buffer, "PNG")
    buffer.seek(0)
    return buffer


def make_product(seller: Seller | None = None, **changes: Any) -> Product:
    """A draft without photo, variant or price."""
    return services.create_product(seller=seller or make_seller(), draft=make_draft(**changes))


def make_variant(product: Product, **changes: Any) -> Variant:
    facts: dict[str, Any] = {"sku": f"SKU-{next(_numbers)}"}
    return services.add_variant(product, draft=VariantDraft(**{**facts, **changes}))


def give_photo(product: Product) -> ProductPhoto:
    """A photo without its file: most tests don't look at it."""
    asset = Asset.objects.create(
        user=product.seller.owner, kind=Asset.Kind.IMAGE, status=Asset.Status.READY, poster_key="photos/x/1/640.webp"
    )
    return ProductPhoto.objects.create(product=product, asset=asset, position=product.photos.count())


def make_on_sale(seller: Seller | None = None, *, prices: dict[str, int] | None = None, **changes: Any) -> Variant:
    """The one variant of a product on sale, priced in minor units by market (FR 89.00 € when nothing is said)."""
    product = make_product(seller, **changes)
    give_photo(product)
    variant = make_variant(product)
    for market, amount_minor in (prices or {"FR": 8900}).items():
        services.set_price(variant, market=market, amount_minor=amount_minor)
    services.publish_product(product, by=product.seller.owner)
    return Variant.objects.select_related("product__seller").get(pk=variant.pk)
