"""What came back, and what people fell out about, read from the world's file."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Any

from halles.demo.world.kinds import OrderData, World
from halles.demo.world.read import order_of


@dataclass(frozen=True)
class Step:
    """Something somebody did, so many days ago."""

    verb: str
    days_ago: float


@dataclass(frozen=True)
class ReturnData:
    """A purchase that came back, or was fallen out about, with every step of it.

    `off_percent` is taken off at the inspection, `share_percent` given back by staff who share the loss.
    """

    order: OrderData
    kind: str
    reason: str
    text: str
    why: str
    off_percent: int
    has_picture: bool
    steps: tuple[Step, ...]
    case: str
    case_side: str
    case_text: str
    answer: str
    decision: str
    share_percent: int
    ruling: str


@lru_cache(maxsize=1)
def all_returns() -> tuple[ReturnData, ...]:
    """Every return and every case of the world's file."""
    text = files("halles.demo.world").joinpath("returns.toml").read_text(encoding="utf-8")
    return tuple(_return(raw) for raw in tomllib.loads(text)["returns"])


def returns_in(world: World) -> list[ReturnData]:
    """Those whose goods and people are in this world."""
    people = {person.key for person in world.people}
    return [
        data
        for data in all_returns()
        if data.order.address_of in people and all(good.product in world.products for good in data.order.goods)
    ]


def _return(raw: Mapping[str, Any]) -> ReturnData:
    order = order_of({"story": "delivered", **{name: raw[name] for name in ORDER if name in raw}})
    return ReturnData(
        order=order,
        kind=raw.get("kind", "return"),
        reason=raw.get("reason", ""),
        text=raw.get("text", ""),
        why=raw.get("why", ""),
        off_percent=raw.get("off", 0),
        has_picture=raw.get("has_picture", False),
        steps=tuple(Step(verb, float(days)) for verb, days in (step.split() for step in raw["steps"])),
        case=raw.get("case", ""),
        case_side=raw.get("case_side", "customer"),
        case_text=raw.get("case_text", raw.get("text", "")),
        answer=raw.get("answer", ""),
        decision=raw.get("decision", ""),
        share_percent=raw.get("share", 0),
        ruling=raw.get("ruling", ""),
    )


ORDER = ("key", "by", "address_of", "goods", "days", "story")
