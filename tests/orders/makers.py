"""A shop that sells, and people who buy: the smallest world in which an order can be placed."""

from __future__ import annotations

import datetime as dt
import itertools
import uuid
from dataclasses import dataclass
from typing import Any

from halles.catalog.models import Price, Product, Variant
from halles.checkout.purchase import Buyer, PayWith, Placed, PlaceOrder, Wanted
from halles.checkout.services import place_order
from halles.inventory.models import StockLevel
from halles.inventory.services import set_on_hand
from halles.kit import clock
from halles.orders.models import Order, OrderGroup
from halles.payments.models import SavedCard
from halles.payments.providers.sandbox.models import SandboxCard
from halles.sellers.models import Seller
from halles.shipping.models import SellerShipping, ShippingRate
from halles.users.addresses import AddressData
from halles.users.models import User
from tests.users.makers import make_user

_numbers = itertools.count(1)
SOMEBODY = uuid.UUID("01900000-0000-7000-8000-000000000001")
# A Tuesday morning in every market, far from holidays.
AT = dt.datetime(2026, 6, 2, 8, 0, tzinfo=dt.UTC)

PLACES: dict[str, dict[str, str]] = {
    "FR": {"line1": "12 rue des Halles", "postal_code": "75001", "city": "Paris"},
    "DE": {"line1": "Marktplatz 1", "postal_code": "10115", "city": "Berlin"},
    "GB": {"line1": "1 Market Street", "postal_code": "SE1 9AA", "city": "London"},
    "JP": {"line1": "築地1-1", "postal_code": "104-0045", "city": "中央区", "region": "東京都"},
    "US": {"line1": "1 Market St", "postal_code": "94105", "city": "San Francisco", "region": "CA"},
}
CURRENCIES = {"FR": "EUR", "DE": "EUR", "GB": "GBP", "JP": "JPY", "US": "USD"}


def make_seller(**changes: Any) -> Seller:
    number = next(_numbers)
    owner = changes.pop("owner", None) or make_user()
    facts: dict[str, Any] = {
        "slug": f"atelier-{number}",
        "name": f"Atelier {number}",
        "owner": owner,
        "country": "FR",
        "market": "FR",
        "kind": Seller.Kind.COMPANY,
        "legal_name": f"Atelier {number} SARL",
        "contact_email": f"atelier{number}@example.org",
        "phone": "+33142360000",
        "address": {"line1": "3 quai du Rhône", "postal_code": "69001", "city": "Lyon", "country": "FR"},
        "place": "Lyon",
        "status": Seller.Status.APPROVED,
        "applied_at": clock.now(),
    }
    return Seller.objects.create(**{**facts, **changes})


def make_shipping(seller: Seller, market: str = "FR", **changes: Any) -> ShippingRate:
    shipping, _ = SellerShipping.objects.get_or_create(
        seller=seller,
        defaults={
            "ship_from": seller.address,
            "handling_days": 1,
            "cutoff_hour": 14,
            "time_zone": "Europe/Paris",
            "updated_at": clock.now(),
        },
    )
    facts: dict[str, Any] = {
        "shipping": shipping,
        "country": market,
        "carrier": "Colissimo",
        "price_minor": 490,
        "currency": CURRENCIES[market],
        "transit_days_min": 2,
        "transit_days_max": 3,
    }
    return ShippingRate.objects.create(**{**facts, **changes})


def make_variant(
    seller: Seller | None = None, *, stock: int = 10, prices: dict[str, int] | None = None, **changes: Any
) -> Variant:
    """A variant on sale, in France at 24.90 € unless `prices` says otherwise, shipped there by its seller."""
    number = next(_numbers)
    prices = prices or {"FR": 2490}
    if seller is None:
        seller = make_seller()
        for market in prices:
            make_shipping(seller, market)
    product_facts: dict[str, Any] = {
        "seller": seller,
        "slug": f"bol-{number}",
        "title": f"Bol en grès {number}",
        "language": "fr",
        "category": "tableware",
        "tax_class": "standard",
        "status": Product.Status.ACTIVE,
        "created_at": clock.now(),
        "updated_at": clock.now(),
    }
    product = Product.objects.create(**{**product_facts, **changes})
    variant = Variant.objects.create(
        product=product, seller=seller, sku=f"BOL-{number}", name="Bleu", options={"c": str(number)}
    )
    for market, amount in prices.items():
        Price.objects.create(
            variant=variant, market=market, currency=CURRENCIES[market], amount_minor=amount, updated_at=clock.now()
        )
    if stock:
        set_on_hand(variant.pk, stock, by=SOMEBODY)
    return variant


def stock_of(variant: Variant) -> tuple[int, int]:
    """(on hand, reserved)."""
    level = StockLevel.objects.get(pk=variant.pk)
    return level.on_hand, level.reserved


def make_card(behavior: str = "approved", last4: str = "4242") -> str:
    """A token as card entry gives it."""
    token = f"tok_{uuid.uuid4().hex}"
    SandboxCard.objects.create(
        token=token, behavior=behavior, brand="visa", last4=last4, exp_month=12, exp_year=2040, created_at=clock.now()
    )
    return token


def make_saved_card(user: User, behavior: str = "approved", last4: str = "4242") -> SavedCard:
    token = f"card_{uuid.uuid4().hex}"
    SandboxCard.objects.create(
        token=token,
        behavior=behavior,
        brand="visa",
        last4=last4,
        exp_month=12,
        exp_year=2040,
        customer=str(user.pk),
        is_reusable=True,
        created_at=clock.now(),
    )
    return SavedCard.objects.create(
        user=user,
        provider="sandbox",
        token=token,
        brand="visa",
        last4=last4,
        exp_month=12,
        exp_year=2040,
        is_default=True,
        created_at=clock.now(),
    )


def make_place(market: str = "FR", **changes: str) -> AddressData:
    return AddressData(**{"name": "Camille Durand", "country": market, **PLACES[market], **changes})


def make_purchase(*wanted: tuple[Variant, int], **changes: Any) -> PlaceOrder:
    """What a guest in France sends, paying with an approved card, unless changed."""
    market = changes.get("market", "FR")
    facts: dict[str, Any] = {
        "key": f"key-{uuid.uuid4()}",
        "buyer": Buyer(email="guest@example.org"),
        "market": market,
        "language": "en",
        "lines": tuple(Wanted(variant.pk, quantity) for variant, quantity in wanted),
        "ship_to": make_place(market, **changes.pop("place", {})),
        "pay_with": changes.pop("pay_with", None) or PayWith("card", token=make_card()),
    }
    return PlaceOrder(**{**facts, **changes})


@dataclass(frozen=True)
class Bought:
    """A purchase placed in a test."""

    placed: Placed
    group: OrderGroup
    orders: list[Order]

    @property
    def order(self) -> Order:
        (order,) = self.orders
        return order


def make_bought(*wanted: tuple[Variant, int], **changes: Any) -> Bought:
    placed = place_order(make_purchase(*wanted, **changes))
    group = OrderGroup.objects.get(pk=placed.group_id)
    return Bought(placed, group, list(group.orders.order_by("position")))
