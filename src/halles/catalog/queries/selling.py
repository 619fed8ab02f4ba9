"""Reads for the people of a shop."""

from __future__ import annotations

import re
import uuid

from django.db.models import Count, Exists, OuterRef, Prefetch, Q, QuerySet

from halles.catalog.errors import ProductNotFound, VariantNotFound
from halles.catalog.models import Price, Product, ProductPhoto, Variant
from halles.catalog.readiness import Missing, Parts, missing_points
from halles.kit.pages import PAGE_SIZE, Page, page_by_id
from halles.sellers.models import Seller

_WITHOUT_COUNT = re.compile(r"[-_ ]\(?\d{1,2}\)?$")


def get_product_for_seller(seller: Seller, product_id: uuid.UUID) -> Product:
    """A product of this shop with `photos`, and `variants` (retired ones too) with their `prices`, prefetched in their
    order; refuses catalog.product_not_found."""
    product = _with_parts(Product.objects.filter(seller=seller, pk=product_id)).first()
    if product is None:
        raise ProductNotFound
    return product


def get_variant_for_seller(seller: Seller, variant_id: uuid.UUID) -> Variant:
    """A variant of this shop with its product; refuses catalog.variant_not_found."""
    variant = Variant.objects.filter(seller=seller, pk=variant_id).select_related("product").first()
    if variant is None:
        raise VariantNotFound
    return variant


def find_product_by_photo_name(seller: Seller, name: str) -> Product | None:
    """The product of this shop whose SKU a picture is named after ("J-1.jpg"; "J-1-2.jpg" and "J-1_2.jpg" are further
    ones, unless that is a SKU itself), whatever the case; None when there is none."""
    stem = name.rsplit("/", 1)[-1].rsplit(".", 1)[0].strip()
    for sku in dict.fromkeys([stem, _WITHOUT_COUNT.sub("", stem)]):
        variant = Variant.objects.filter(seller=seller, sku__iexact=sku).select_related("product").first()
        if variant is not None and sku:
            return variant.product
    return None


def get_product_for_staff(product_id: uuid.UUID) -> Product:
    """Any product, for the back office, with seller and parts; refuses catalog.product_not_found."""
    product = _with_parts(Product.objects.filter(pk=product_id)).select_related("seller").first()
    if product is None:
        raise ProductNotFound
    return product


def list_products_of(
    seller: Seller, *, status: str | None = None, cursor: str | None = None, size: int = PAGE_SIZE
) -> Page[Product]:
    """This shop's products, newest first, parts prefetched as in get_product_for_seller; archived ones only when asked
    for by `status`. 5 SQL statements whatever the size of the page."""
    products = Product.objects.filter(seller=seller)
    products = products.filter(status=status) if status else products.exclude(status=Product.Status.ARCHIVED)
    return page_by_id(_with_parts(products), cursor, size=size)


def count_products_of(seller: Seller) -> dict[str, int]:
    """How many of this shop's products are in each status; statuses without any are left out."""
    counted = Product.objects.filter(seller=seller).values_list("status").annotate(Count("pk"))
    return dict(counted.order_by())


def list_missing(product: Product) -> list[Missing]:
    """What the product lacks before it may go on sale, with the sentence its seller reads; empty when it is ready."""
    priced = Exists(Price.objects.filter(variant=OuterRef("pk")))
    offered = Variant.objects.filter(product=product, status=Variant.Status.ACTIVE)
    complete = Q(options__has_keys=product.option_names) if product.option_names else Q()
    counts = offered.annotate(is_priced=priced).aggregate(
        variant_count=Count("pk"),
        unpriced_count=Count("pk", filter=Q(is_priced=False)),
        complete_count=Count("pk", filter=complete) if product.option_names else Count("pk"),
    )
    return missing_points(
        product,
        Parts(
            photo_count=ProductPhoto.objects.filter(product=product).count(),
            variant_count=counts["variant_count"],
            unpriced_count=counts["unpriced_count"],
            incomplete_count=counts["variant_count"] - counts["complete_count"],
        ),
    )


def _with_parts(products: QuerySet[Product]) -> QuerySet[Product]:
    variants = Variant.objects.order_by("status", "position", "pk").prefetch_related(
        Prefetch("prices", Price.objects.order_by("market"))
    )
    photos = ProductPhoto.objects.order_by("position").select_related("asset")
    return products.prefetch_related(Prefetch("variants", variants), Prefetch("photos", photos))
