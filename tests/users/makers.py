"""People and their addresses, as plain as a test needs them."""

from __future__ import annotations

import itertools
from typing import Any

from halles.users import services
from halles.users.addresses import AddressData, clean_address
from halles.users.models import Address, User

PASSWORD = "iron and glass roof"
_numbers = itertools.count(1)


def make_user(**changes: Any) -> User:
    facts: dict[str, Any] = {
        "email": f"person{next(_numbers)}@example.org",
        "password": PASSWORD,
        "name": "Camille Durand",
    }
    return services.create_user(**{**facts, **changes})


def make_address_data(**changes: str) -> AddressData:
    typed = {
        "name": "Camille Durand",
        "line1": "12 rue des Halles",
        "postal_code": "75001",
        "city": "Paris",
        "phone": "01 42 36 00 00",
    }
    country = changes.pop("country", "FR")
    return clean_address(country, {**typed, **changes})


def make_address(user: User, **changes: str) -> Address:
    return services.save_address(user, make_address_data(**changes))
