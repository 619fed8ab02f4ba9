"""Which kind of goods a product is for returns."""

from __future__ import annotations

import tomllib
import uuid
from functools import cache
from pathlib import Path

from halles.catalog.models import Product
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


def begin_return_class(product_id: uuid.UUID) -> None:
    """The product begins as what its category says (data/categories.toml); one that has begun already stays."""
    category = Product.objects.filter(pk=product_id).values_list("category", flat=True).first()
    kind = _by_category().get(category or "", "")
    if kind and not ReturnClass.objects.filter(product_id=product_id).exists():
        ReturnClass.objects.create(product_id=product_id, kind=kind, from_at=clock.now())


@cache
def _by_category() -> dict[str, str]:
    file = Path(__file__).resolve().parent.parent / "data" / "categories.toml"
    kinds: dict[str, str] = tomllib.loads(file.read_text(encoding="utf-8"))["category"]
    assert set(kinds.values()) <= set(ReturnClass.Kind.values), file
    return kinds
