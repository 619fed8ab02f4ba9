"""Products on sale are complete, and stay so."""

from __future__ import annotations

from halles.catalog.errors import NotReady, StillNeeded
from halles.catalog.models import Product
from halles.catalog.queries.selling import list_missing


def check_still_ready(product: Product) -> None:
    """Refuse catalog.still_needed when a product on sale lost something it must have; the change is rolled back."""
    if product.status == Product.Status.ACTIVE:
        refuse_missing(product, StillNeeded)


def refuse_missing(product: Product, refusal: type[NotReady]) -> None:
    """Raise `refusal` with everything the product lacks, or return when it lacks nothing."""
    missing = list_missing(product)
    if missing:
        sentences = [str(point.sentence) for point in missing]
        raise refusal(missing=[point.code for point in missing], sentences=sentences, missing_text=" ".join(sentences))
