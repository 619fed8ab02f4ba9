"""What carts keep of a person: what they mean to buy."""

from __future__ import annotations

from django.db import transaction

from halles.carts.models import Cart, CartLine
from halles.users.models import User
from halles.users.personal import Rows, rows


def tell(user: User) -> Rows:
    """The lines of the person's carts."""
    lines = CartLine.objects.filter(cart__user=user)
    return {"cart": rows(lines, "cart__market", "variant__product__title", "variant__name", "quantity")}


@transaction.atomic
def erase(user: User) -> None:
    """The carts go."""
    Cart.objects.filter(user=user).delete()
