"""The carriers of data/carriers.toml and their adapters."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from halles.fulfillment.carriers.numbers import CHECKS
from halles.fulfillment.carriers.port import Carrier
from halles.fulfillment.carriers.sandbox import SandboxCarrier
from halles.fulfillment.errors import CarrierUnknown, TrackingNumberInvalid

DATA = Path(__file__).resolve().parent.parent / "data" / "carriers.toml"
ADAPTERS: dict[str, Carrier] = {"sandbox": SandboxCarrier()}


@dataclass(frozen=True)
class CarrierFacts:
    """One carrier: its name, where it collects, its numbers, its public tracking page."""

    code: str
    name: str
    countries: tuple[str, ...]
    pattern: str
    example: str
    check: str = ""
    adapter: str = ""
    url: str = ""


@lru_cache(maxsize=1)
def all_carriers() -> dict[str, CarrierFacts]:
    """Every carrier by code, in the order of the file."""
    rows = tomllib.loads(DATA.read_text(encoding="utf-8"))
    return {
        code: CarrierFacts(code=code, **{**facts, "countries": tuple(facts["countries"])})
        for code, facts in rows.items()
    }


def get_carrier(code: str) -> CarrierFacts:
    """The carrier of a code; CarrierUnknown."""
    carrier = all_carriers().get(code)
    if carrier is None:
        raise CarrierUnknown
    return carrier


def list_carriers(country: str) -> list[CarrierFacts]:
    """The carriers that collect in a country (two letters)."""
    return [carrier for carrier in all_carriers().values() if country in carrier.countries]


def find_adapter(code: str) -> Carrier | None:
    """What can be asked about this carrier's parcels, or None."""
    return ADAPTERS.get(get_carrier(code).adapter)


def clean_number(code: str, typed: str) -> str:
    """The tracking number in capitals without spaces; TrackingNumberInvalid when it cannot be this carrier's."""
    carrier = get_carrier(code)
    number = re.sub(r"[\s.-]+", "", typed).upper()
    is_ours = re.fullmatch(carrier.pattern, number) is not None
    if not is_ours or (carrier.check and not CHECKS[carrier.check](number)):
        raise TrackingNumberInvalid(carrier=carrier.name, example=carrier.example)
    return number


def tracking_url(code: str, number: str) -> str:
    """The carrier's own page about the parcel, or "" when there is none."""
    carrier = all_carriers().get(code)
    return carrier.url.replace("{number}", number) if carrier else ""
