"""Which kind of goods a product is for returns."""

from __future__ import annotations

import uuid

from halles.kit import clock
from halles.returns.errors import ClassInvalid
from halles.returns.models import ReturnClass
from halles.returns.queries import current_class


def set_return_class(product_id: uuid.UUID, kind: str, *, by: uuid.UUID) -> None:
    """From now on the product is this kind of goods; what was bought before keeps what it had. ClassInvalid."""
    if kind not in ReturnClass.Kind.values:
        raise ClassInvalid
    if kind != current_class(product_id):
        ReturnClass.objects.create(product_id=product_id, kind=kind, from_at=clock.now(), by_id=by)
