"""What a show of the demo is about, read from `world/live/<market>.toml`. Goods are keys `shop/product`."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Any


@dataclass(frozen=True)
class Step:
    """A step of the run sheet: `kind` opening, product, act or closing."""

    kind: str
    minutes: int
    title: str = ""
    note: str = ""
    good: str = ""
    act: str = ""


@dataclass(frozen=True)
class DealScript:
    """A flash deal: so many pieces of a good, so much off its price."""

    good: str
    percent_off: int
    quota: int
    title: str


@dataclass(frozen=True)
class Announced:
    """A show that somebody else plans; `in_hours` from the moment it is planned."""

    shop: str
    title: str
    description: str
    goods: tuple[str, ...]
    in_hours: int


@dataclass(frozen=True)
class ShowScript:
    """One show. `talk` says what people say by occasion, `asks` pairs of question and answer by good."""

    market: str
    shop: str
    title: str
    description: str
    steps: tuple[Step, ...]
    talk: Mapping[str, tuple[str, ...]]
    asks: Mapping[str, tuple[tuple[str, str], ...]]
    deal: DealScript | None = None
    gift: tuple[str, str] = ("", "")
    polls: tuple[tuple[str, tuple[str, ...]], ...] = ()

    @property
    def goods(self) -> tuple[str, ...]:
        """What is in the bag, in the order of the run sheet; what acts are about comes last."""
        shown = [step.good for step in self.steps if step.good]
        more = [self.deal.good if self.deal else "", self.gift[0]]
        return tuple(dict.fromkeys(good for good in [*shown, *more] if good))


@dataclass(frozen=True)
class Programme:
    """The shows of one market: the one on air again and again, one that is over, one coming, one called off."""

    on_air: ShowScript
    before: ShowScript
    planned: Announced
    called_off: Announced


@lru_cache(maxsize=4)
def read_programme(market: str) -> Programme | None:
    """The shows of a market; None where the demo has none."""
    source = files("halles.demo.world").joinpath(f"live/{market}.toml")
    if not source.is_file():
        return None
    raw = tomllib.loads(source.read_text(encoding="utf-8"))
    talk = {occasion: tuple(lines) for occasion, lines in raw["chat"].items() if occasion != "asks"}
    asks = {one["good"]: tuple((ask, said) for ask, said in one["pairs"]) for one in raw["chat"]["asks"]}
    on_air = ShowScript(
        market=market,
        shop=raw["shop"],
        title=raw["title"],
        description=raw["description"],
        steps=tuple(Step(**step) for step in raw["steps"]),
        talk=talk,
        asks=asks,
        deal=DealScript(**raw["deal"]),
        gift=(raw["gift"]["good"], raw["gift"]["title"]),
        polls=tuple((poll["question"], tuple(poll["options"])) for poll in raw["polls"]),
    )
    return Programme(
        on_air, _before(market, raw["before"], talk), _announced(raw["planned"]), _announced(raw["called_off"])
    )


def _before(market: str, raw: Mapping[str, Any], talk: Mapping[str, tuple[str, ...]]) -> ShowScript:
    """A short show for the list of those to see again: two minutes of one good, the other goods in its bag."""
    steps = (Step("opening", 1), Step("product", 1, good=raw["good"]), Step("closing", 1))
    shown = tuple(Step("product", 1, good=good) for good in raw["others"][:1])
    said = {occasion: lines for occasion, lines in talk.items() if not occasion.startswith("host") or "bye" in occasion}
    return ShowScript(market, raw["shop"], raw["title"], "", (*steps[:2], *shown, steps[2]), said, {})


def _announced(raw: Mapping[str, Any]) -> Announced:
    goods = tuple(raw.get("goods", [raw.get("good", "")]))
    return Announced(raw["shop"], raw["title"], raw.get("description", ""), goods, raw["in_hours"])
