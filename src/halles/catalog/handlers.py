"""What the catalog does when something happened elsewhere; named in halles.wiring."""

from __future__ import annotations

from halles.catalog.models import Product
from halles.catalog.services import hold_product, restore_product
from halles.moderation.events import SanctionImposed, SanctionLifted
from halles.users.queries import get_user

# A draft too: else its shop would publish what may not be sold.
SELLABLE = (Product.Status.DRAFT, Product.Status.ACTIVE, Product.Status.PAUSED)


def take_off_sale(imposed: SanctionImposed) -> None:
    """Staff decided that a product is not sold."""
    if imposed.kind != "product":
        return
    product = Product.objects.filter(pk=imposed.target_id, status__in=SELLABLE).first()
    if product is not None:
        hold_product(product, by=get_user(imposed.by_id), why=imposed.why)


def bring_back(lifted: SanctionLifted) -> None:
    """An appeal pauses the decision, or it was wrong."""
    if lifted.kind != "product":
        return
    product = Product.objects.select_related("seller__owner").filter(pk=lifted.target_id).first()
    if product is not None:
        restore_product(product.pk, by=product.seller.owner, was_active=lifted.was == "active")
