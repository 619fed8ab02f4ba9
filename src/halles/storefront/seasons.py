"""What the hall puts forward at this time of the year: editorial data of the file beside."""

from __future__ import annotations

import datetime as dt
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from halles.markets.market import in_language

DATA = Path(__file__).parent / "data" / "seasons.toml"
Day = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Season:
    """A table of the hall from one day of the year to another, the last one included; it may pass New Year."""

    code: str
    from_day: Day
    to_day: Day
    markets: frozenset[str]
    categories: tuple[str, ...]
    titles: Mapping[str, str]
    words: Mapping[str, str]

    def is_on(self, on: dt.date, market: str) -> bool:
        """Whether it stands on this day in the market (code)."""
        day = (on.month, on.day)
        inside = self.from_day <= day <= self.to_day
        if self.from_day > self.to_day:
            inside = day >= self.from_day or day <= self.to_day
        return inside and (not self.markets or market in self.markets)

    def title_in(self, language: str) -> str:
        """Its name in the reader's language."""
        return in_language(self.titles, language)

    def words_in(self, language: str) -> str:
        """Its sentence in the reader's language."""
        return in_language(self.words, language)


@lru_cache(maxsize=1)
def all_seasons() -> tuple[Season, ...]:
    """Every season of the file, in its order."""
    rows = tomllib.loads(DATA.read_text(encoding="utf-8"))["season"]
    return tuple(
        Season(
            code=row["code"],
            from_day=_day(row["from"]),
            to_day=_day(row["to"]),
            markets=frozenset(row["markets"]),
            categories=tuple(row["categories"]),
            titles=row["titles"],
            words=row["words"],
        )
        for row in rows
    )


def season_of(on: dt.date, market: str) -> Season | None:
    """What stands on the table on this day: a market's own season before the one of all."""
    found = [season for season in all_seasons() if season.is_on(on, market)]
    return min(found, key=lambda season: not season.markets, default=None)


def _day(text: str) -> Day:
    month, day = text.split("-")
    return int(month), int(day)
