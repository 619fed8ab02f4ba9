"""What Halles asks of a carrier for a parcel back: a label. A maker is one class with one method."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True)
class Wanted:
    """A parcel that is to come back: for which return, from where to where (countries and places)."""

    return_id: uuid.UUID
    from_country: str
    from_place: str
    to_country: str
    to_place: str


@dataclass(frozen=True)
class Label:
    """A label: the carrier's code (`fulfillment` knows its name and numbers) and the parcel's number."""

    carrier: str
    tracking_number: str


class LabelMaker(Protocol):
    """An adapter to one carrier's labels."""

    def make(self, wanted: Wanted) -> Label:
        """A label, the same one each time it is asked for the same return; no transaction is open."""


class SandboxLabels:
    """Labels of the test post: the number follows from the return, and such a parcel always arrives."""

    def make(self, wanted: Wanted) -> Label:
        """A label whose parcel arrives on the second day after it is handed over."""
        return Label("sandbox", f"HP{wanted.return_id.int % 10**9:09d}0")


def label_maker() -> LabelMaker:
    """Who makes labels here."""
    return SandboxLabels()
