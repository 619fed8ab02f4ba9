"""What returns do when a product goes on sale; named in `halles.wiring`."""

from __future__ import annotations

from halles.catalog.events import ProductPublished
from halles.returns import services


def product_published(event: ProductPublished) -> None:
    """A product begins as what its category says, until its seller says otherwise."""
    services.begin_return_class(event.product_id)
