"""What the catalog does when something happened elsewhere; named in halles.wiring."""

from __future__ import annotations

from halles.catalog.models import Product
from halles.catalog.services import hold_product
from halles.moderation.events import ReportDecided
from halles.users.queries import get_user

SHOWN = (Product.Status.ACTIVE, Product.Status.PAUSED)


def hold_reported(event: ReportDecided) -> None:
    """A product that staff found rightly reported is taken off sale."""
    if event.kind != "product" or not event.is_upheld:
        return
    product = Product.objects.filter(pk=event.target_id, status__in=SHOWN).first()
    if product is not None:
        hold_product(product, by=get_user(event.by_id), why=event.why)
