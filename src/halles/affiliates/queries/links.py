"""Where the links lead that creators give away outside."""

from __future__ import annotations

from django.db.models import Case, IntegerField, Q, Value, When

from halles.affiliates.errors.links import LinkNotFound
from halles.affiliates.models import Participation, ShowcaseItem
from halles.catalog.models import Product
from halles.creators.models import Creator

LINKS_MAX = 200


def get_linked_product(creator: Creator, slug: str) -> Product:
    """The product on sale of this name: the one the creator promotes, else the oldest; refuses
    affiliates.link_not_found."""
    promoted = Participation.objects.filter(creator=creator, status=Participation.Status.ACTIVE)
    found = Product.objects.filter(slug=slug, status=Product.Status.ACTIVE).annotate(
        rank=Case(
            When(Q(pk__in=promoted.values("plan__product")), then=Value(0)),
            When(Q(seller__in=promoted.values("plan__seller")), then=Value(1)),
            default=Value(2),
            output_field=IntegerField(),
        )
    )
    product = found.order_by("rank", "pk").first()
    if product is None:
        raise LinkNotFound
    return product


def list_linked_products(creator: Creator) -> list[Product]:
    """The goods on sale that a creator's plans are for or their showcase has, by title; at most 200."""
    promoted = Participation.objects.filter(creator=creator, status=Participation.Status.ACTIVE)
    shown = ShowcaseItem.objects.filter(creator=creator)
    found = Product.objects.filter(
        Q(pk__in=promoted.values("plan__product")) | Q(pk__in=shown.values("product")), status=Product.Status.ACTIVE
    )
    return list(found.order_by("title", "pk")[:LINKS_MAX])
