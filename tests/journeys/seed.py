"""Puts what a journey starts from into the running hall: `python -m tests.journeys.seed NAME` prints JSON."""

from __future__ import annotations

import json
import os
import sys
import uuid
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "halles.config.settings")
django.setup()

from allauth.account.models import EmailAddress  # noqa: E402
from django.db import transaction  # noqa: E402

from halles.catalog.models import Variant  # noqa: E402
from halles.creators import services as creating  # noqa: E402
from halles.sellers.models import Seller, SellerStaff  # noqa: E402
from halles.users.models import Address, User  # noqa: E402
from tests.catalog.makers import give_photo  # noqa: E402
from tests.orders.makers import make_saved_card, make_seller, make_shipping, make_variant  # noqa: E402
from tests.users.makers import make_address  # noqa: E402

PASSWORD = "a-long-password-for-tests"


def person(role: str, **facts: Any) -> User:
    """Somebody with a verified mail address who can sign in."""
    email = f"{role}-{uuid.uuid4().hex[:8]}@example.org"
    user = User.objects.create_user(email, PASSWORD, name=role.capitalize(), **facts)
    EmailAddress.objects.create(user=user, email=email, verified=True, primary=True)
    return user


def shop(stock: int = 5) -> tuple[Seller, Variant]:
    """An approved shop in Lyon with one bowl on sale in France, and its official profile."""
    name = uuid.uuid4().hex[:6]
    seller = make_seller(owner=person("seller"), slug=f"four-{name}", name=f"Le Four {name}")
    SellerStaff.objects.get_or_create(
        seller=seller, user=seller.owner, defaults={"role": "owner", "added_at": seller.applied_at}
    )
    make_shipping(seller)
    variant = make_variant(seller, stock=stock, title="Bol du four de cinq heures", slug=f"bol-{name}")
    give_photo(variant.product)
    creating.create_official(seller.pk)
    return seller, variant


def customer(card: str = "approved") -> User:
    """A customer in Paris with a default address and a default card."""
    user = person("customer")
    make_address(user)
    Address.objects.filter(user=user).update(is_default=True)
    make_saved_card(user, card)
    return user


def scene(name: str) -> dict[str, Any]:
    """The facts of a scene by name."""
    seller, variant = shop(stock=1 if name == "last_piece" else 5)
    buyer = customer({"challenge": "challenge", "declined": "declined"}.get(name, "approved"))
    return {
        "password": PASSWORD,
        "seller": seller.owner.email,
        "shop": seller.slug,
        "shop_name": seller.name,
        "customer": buyer.email,
        "variant": str(variant.pk),
        "product": str(variant.product_id),
        "title": variant.product.title,
        "staff": person("staff", is_staff=True).email,
    }


if __name__ == "__main__":
    with transaction.atomic():
        sys.stdout.write(json.dumps(scene(sys.argv[1])))
