"""Deliveries as plain as a test needs them."""

from __future__ import annotations

from typing import Any

from halles.sellers.models import Seller
from halles.shipping import services
from halles.shipping.models import SellerShipping, ShippingRate
from tests.sellers.makers import IN_YPORT


def make_shipping(seller: Seller, **changes: Any) -> SellerShipping:
    """A shop in Yport that packs within one working day, orders counting until 14:00."""
    facts: dict[str, Any] = {
        "ship_from": IN_YPORT,
        "handling_days": 1,
        "cutoff_hour": 14,
        "time_zone": "Europe/Paris",
    }
    return services.set_shipping(seller, **{**facts, **changes})


def make_rate(seller: Seller, **changes: Any) -> ShippingRate:
    """Home delivery in France for 4.90 €, free from 80 €, in two to three working days."""
    facts: dict[str, Any] = {
        "country": "FR",
        "carrier": "Colissimo",
        "price_minor": 490,
        "free_from_minor": 8_000,
        "transit_days_min": 2,
        "transit_days_max": 3,
    }
    return services.set_rate(seller, **{**facts, **changes})
