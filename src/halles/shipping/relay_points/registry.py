"""The network this hall works with. Another one is another class named here."""

from __future__ import annotations

from halles.shipping.relay_points.files import FilePoints
from halles.shipping.relay_points.port import CollectionPoint, RelayPoints

LISTED_MAX = 10
CODE_LENGTH_MAX = 40
NETWORK: RelayPoints = FilePoints()


def list_points(country: str, postal_code: str, limit: int = LISTED_MAX) -> list[CollectionPoint]:
    """At most `limit` points of a country, the nearest to the postal code first; none where there is no network."""
    return list(NETWORK.near(country, postal_code, min(limit, LISTED_MAX)))


def find_point(country: str, code: str) -> CollectionPoint | None:
    """The point of a code, or None."""
    return NETWORK.find(country, code) if 0 < len(code) <= CODE_LENGTH_MAX else None


def has_points(country: str) -> bool:
    """Whether parcels can be sent to a relay point in this country at all."""
    return bool(NETWORK.near(country, "", 1))
