"""A shop with its people, each at a browser of their own."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.test import Client

from halles.catalog.models import Variant
from halles.orders.models import Order
from halles.sellers.models import Seller, SellerStaff
from halles.users.models import User
from tests.fulfillment.makers import make_order_to_pack
from tests.orders.makers import make_shipping, make_variant
from tests.sellers.makers import give_place, make_seller
from tests.users.makers import make_user


@dataclass(frozen=True)
class Shop:
    """A shop that sells one variant to France."""

    seller: Seller
    variant: Variant
    people: dict[str, User]

    def url(self, path: str = "") -> str:
        """An address at its desk."""
        return f"/studio/shops/{self.seller.slug}/{path}"

    def client(self, who: str = "owner") -> Client:
        """The browser of owner, manager, packer or stranger."""
        return browser(self.people[who])

    def order(self, quantity: int = 2) -> Order:
        """An order of the variant that is paid and may be packed."""
        return make_order_to_pack((self.variant, quantity))


def browser(person: User | None = None) -> Client:
    """An English browser, signed in as this person."""
    client = Client(headers={"Accept-Language": "en"})
    if person is not None:
        client.force_login(person)
    return client


def make_shop(**changes: Any) -> Shop:
    owner = make_user()
    seller = make_seller(owner=owner, **changes)
    people = {"owner": owner, "manager": make_user(), "packer": make_user(), "stranger": make_user()}
    give_place(seller, people["manager"], SellerStaff.Role.MANAGER)
    give_place(seller, people["packer"], SellerStaff.Role.PACKER)
    make_shipping(seller)
    return Shop(seller, make_variant(seller, stock=10), people)


def said(answer: Any) -> str:
    """What the page says."""
    return str(answer.content.decode())
