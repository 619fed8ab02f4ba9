"""What Halles asks of a network of relay points. An adapter is one class with two methods; it may ask a carrier."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any, Protocol


@dataclass(frozen=True)
class CollectionPoint:
    """A counter, locker or shop where parcels are handed out. `opening` is in the words of the place itself."""

    code: str
    name: str
    line1: str
    postal_code: str
    city: str
    country: str
    region: str = ""
    line2: str = ""
    network: str = ""
    opening: str = ""

    @classmethod
    def from_json(cls, frozen: Mapping[str, Any]) -> CollectionPoint:
        """The point as an order has frozen it; unknown keys are left out."""
        return cls(**{part.name: str(frozen.get(part.name, "")) for part in fields(cls)})


class RelayPoints(Protocol):
    """One network, or several as one."""

    def near(self, country: str, postal_code: str, limit: int) -> Sequence[CollectionPoint]:
        """The points of a country (two letters), the nearest to the postal code first."""

    def find(self, country: str, code: str) -> CollectionPoint | None:
        """The point of this code, None when it takes no parcels any more."""
