"""Where a customer's parcels would go: the default address of a person, else what a visitor said, else the market."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest

from halles.markets.market import Market
from halles.users import queries as users
from halles.users.addresses import AddressData
from halles.users.models import Address, User

SESSION_KEY = "place"


@dataclass(frozen=True)
class Place:
    """A destination. `address` is set when a person has a default one in a country this market ships to."""

    country: str
    region: str
    city: str
    address: Address | None
    postal_code: str = ""

    def as_address(self) -> AddressData | None:
        """The saved address in the form that checkout takes."""
        return users.address_data(self.address) if self.address else None


def place_of(request: HttpRequest, market: Market) -> Place:
    """The destination to show prices and days for; the region is empty while nobody has said it."""
    address = _default_address(request.user)
    if address is not None and market.ships_to(address.country, address.region):
        return Place(address.country, address.region, address.city, address, address.postal_code)
    said = request.session.get(SESSION_KEY) or {}
    if isinstance(said, dict) and market.ships_to(said.get("country", ""), said.get("region", "")):
        return Place(said["country"], said.get("region", ""), said.get("city", ""), None, said.get("postal_code", ""))
    return Place(market.ship_countries[0], "", "", None)


def remember_place(request: HttpRequest, *, country: str, region: str, city: str = "", postal_code: str = "") -> None:
    """Keep what a visitor said about where they are, for as long as their session lasts."""
    request.session[SESSION_KEY] = {
        "country": country[:2],
        "region": region[:60],
        "city": city[:120],
        "postal_code": postal_code[:20],
    }


def _default_address(user: User | AnonymousUser) -> Address | None:
    return users.find_default_address(user) if isinstance(user, User) else None
