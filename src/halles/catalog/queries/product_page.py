"""Everything the sheet and the page of one product show."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Prefetch

from halles.catalog.categories import Category, get_category
from halles.catalog.errors import ProductNotFound
from halles.catalog.models import Price, Product, ProductPhoto, Variant
from halles.catalog.options import label_of
from halles.catalog.queries.prices import PriceView, view_of
from halles.media.queries import image_url
from halles.sellers.models import Seller

PHOTO_WIDTH = 640
LARGE_PHOTO_WIDTH = 1280


@dataclass(frozen=True, slots=True)
class SellerFace:
    """Who sells it, in one line."""

    id: uuid.UUID
    slug: str
    name: str
    legal_name: str
    place: str
    country: str
    return_terms: str


@dataclass(frozen=True, slots=True)
class OriginView:
    """Where it comes from, and how that is shown; `proof_label` in the active language."""

    country: str
    region: str
    place: str
    maker: str
    proof_kind: str
    proof_label: str
    proof: str
    proof_url: str
    proof_photo_url: str


@dataclass(frozen=True, slots=True)
class PhotoView:
    """A picture in two widths (640 and 1280 px); `alt` falls back to the title."""

    asset_id: uuid.UUID
    url: str
    large_url: str
    alt: str
    blur: str


@dataclass(frozen=True, slots=True)
class OptionView:
    """One choice to make; `label` in the active language, `values` in the order of the variants."""

    name: str
    label: str
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class VariantView:
    """One exact thing; `price` None where the market does not have it."""

    id: uuid.UUID
    sku: str
    name: str
    options: dict[str, str]
    price: PriceView | None


@dataclass(frozen=True, slots=True)
class ProductView:
    """A product as customers of one market see it; `is_on_sale` is False while paused. Stock is not known here."""

    id: uuid.UUID
    slug: str
    title: str
    description: str
    category: Category
    tax_class: str
    warranty_months: int
    is_on_sale: bool
    seller: SellerFace
    origin: OriginView
    photos: Sequence[PhotoView]
    options: Sequence[OptionView]
    variants: Sequence[VariantView]

    @property
    def is_in_market(self) -> bool:
        """Whether any variant has a price in this market."""
        return any(variant.price for variant in self.variants)


def get_public_product(product_id: uuid.UUID, *, market: str, language: str) -> ProductView:
    """The product as customers of the market (code) see it, in `language` (`fr`) as far as the seller wrote it.

    Refuses catalog.product_not_found unless it is on sale or paused, in a shop that may sell. At most 5 SQL statements.
    """
    prices = Price.objects.filter(market=market)
    variants = Variant.objects.filter(status=Variant.Status.ACTIVE).order_by("position", "pk")
    photos = ProductPhoto.objects.order_by("position").select_related("asset")
    product = (
        Product.objects.filter(
            pk=product_id,
            status__in=[Product.Status.ACTIVE, Product.Status.PAUSED],
            seller__status=Seller.Status.APPROVED,
        )
        .select_related("seller", "origin_proof_asset")
        .prefetch_related(
            Prefetch("variants", variants.prefetch_related(Prefetch("prices", prices))),
            Prefetch("photos", photos.prefetch_related("asset__renditions")),
        )
        .first()
    )
    if product is None:
        raise ProductNotFound
    return _view(product, language)


def _view(product: Product, language: str) -> ProductView:
    title = product.title_in(language)
    variants = [_variant(variant) for variant in product.variants.all()]
    return ProductView(
        id=product.pk,
        slug=product.slug,
        title=title,
        description=product.description_in(language),
        category=get_category(product.category),
        tax_class=product.tax_class,
        warranty_months=product.warranty_months,
        is_on_sale=product.status == Product.Status.ACTIVE,
        seller=_face(product.seller),
        origin=_origin(product),
        photos=[_photo(photo, title) for photo in product.photos.all()],
        options=[
            OptionView(
                name, label_of(name), tuple(dict.fromkeys(v.options[name] for v in variants if name in v.options))
            )
            for name in product.option_names
        ],
        variants=variants,
    )


def _face(seller: Seller) -> SellerFace:
    return SellerFace(
        id=seller.pk,
        slug=seller.slug,
        name=seller.name,
        legal_name=seller.legal_name,
        place=seller.place,
        country=seller.country,
        return_terms=seller.return_terms,
    )


def _origin(product: Product) -> OriginView:
    proof_asset = product.origin_proof_asset
    return OriginView(
        country=product.origin_country,
        region=product.origin_region,
        place=product.origin_place,
        maker=product.origin_maker,
        proof_kind=product.origin_proof_kind,
        proof_label=product.get_origin_proof_kind_display(),
        proof=product.origin_proof,
        proof_url=product.origin_proof_url,
        proof_photo_url=image_url(proof_asset, LARGE_PHOTO_WIDTH) if proof_asset else "",
    )


def _photo(photo: ProductPhoto, title: str) -> PhotoView:
    return PhotoView(
        asset_id=photo.asset_id,
        url=image_url(photo.asset, PHOTO_WIDTH),
        large_url=image_url(photo.asset, LARGE_PHOTO_WIDTH),
        alt=photo.alt or title,
        blur=photo.asset.blur,
    )


def _variant(variant: Variant) -> VariantView:
    price = next(iter(variant.prices.all()), None)
    return VariantView(
        id=variant.pk,
        sku=variant.sku,
        name=variant.name,
        options=variant.options,
        price=view_of(price) if price else None,
    )
