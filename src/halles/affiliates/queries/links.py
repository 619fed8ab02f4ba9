"""Where the links lead that creators give away outside."""

from __future__ import annotations

from django.db.models import Case, IntegerField, Q, Value, When

from halles.affiliates.errors.links import LinkNotFound
from halles.affiliates.models import Participation
from halles.catalog.models import Product
from halles.creators.models import Creator


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
