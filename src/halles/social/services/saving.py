"""Saving products to find them again."""

from __future__ import annotations

import uuid

from halles.catalog.models import Product
from halles.interactions.models import Kind
from halles.interactions.services import record
from halles.interactions.visits import Visit
from halles.kit import rate_limits
from halles.social.errors import TargetUnknown
from halles.social.models import SavedProduct
from halles.users.models import User

SAVES_PER_MINUTE_MAX = 60


def save_product(user: User, product_id: uuid.UUID, *, visit: Visit | None = None, market: str = "") -> bool:
    """Save a product that customers can see; whether that is new."""
    if not Product.objects.filter(pk=product_id, status__in=["active", "paused"]).exists():
        raise TargetUnknown
    rate_limits.take(f"save:{user.pk}", limit=SAVES_PER_MINUTE_MAX, per_seconds=60)
    saved = SavedProduct(user=user, product_id=product_id)
    SavedProduct.objects.bulk_create([saved], ignore_conflicts=True)
    is_new = SavedProduct.objects.filter(pk=saved.pk).exists()
    if is_new:
        _record(Kind.SAVE, user, product_id, visit, market)
    return is_new


def unsave_product(user: User, product_id: uuid.UUID, *, visit: Visit | None = None, market: str = "") -> bool:
    """Forget a saved product; whether it was saved."""
    gone, _by_model = SavedProduct.objects.filter(user=user, product_id=product_id).delete()
    if gone:
        _record(Kind.UNSAVE, user, product_id, visit, market)
    return gone > 0


def _record(kind: Kind, user: User, product_id: uuid.UUID, visit: Visit | None, market: str) -> None:
    record(
        kind,
        visit=visit,
        user_id=user.pk,
        market=market,
        content_kind="product",
        content_id=product_id,
        product_id=product_id,
    )
