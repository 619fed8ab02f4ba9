"""What Halles asks of a carrier: where a parcel has been seen. An adapter is one class with one method."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

ScanStatus = Literal["in_transit", "out_for_delivery", "delivered", "lost"]


@dataclass(frozen=True)
class Parcel:
    """A parcel as the carrier knows it. `announced_at` is when its label was made."""

    tracking_number: str
    announced_at: dt.datetime
    from_place: str
    to_place: str


@dataclass(frozen=True)
class Scan:
    """One sighting. `text_code` is a code of `halles.fulfillment.words`."""

    at: dt.datetime
    status: ScanStatus
    text_code: str
    place: str


class CarrierSilent(Exception):  # noqa: N818 - no answer is an answer, not an error of the program
    """The carrier did not answer in time or not in words we understand; it is asked again later."""


class Carrier(Protocol):
    """An adapter to one carrier's tracking."""

    def track(self, parcel: Parcel, now: dt.datetime) -> Sequence[Scan]:
        """Every sighting up to `now`, oldest first, the same ones each time; CarrierSilent. No transaction is open."""
