"""A strict reader of TOML tables: every field has a type and limits, none may be missing or unknown."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any, TypeVar

from halles.markets.errors import MarketFileError

T = TypeVar("T")


class Reader:
    """Reads one table of one file; `end()` refuses whatever was not asked for."""

    def __init__(self, file: str, table: Mapping[str, Any], path: str = "") -> None:
        self.file, self.table, self.path = file, table, path
        self._asked: set[str] = set()

    def wrong(self, key: str, why: str) -> MarketFileError:
        """The refusal of this file for a field."""
        return MarketFileError(f"{self.file}: {self._at(key)} {why}")

    def has(self, key: str) -> bool:
        """Whether the table has the field."""
        return key in self.table

    def text(self, key: str, *, length_max: int = 200, default: str | None = None) -> str:
        """A text that is not empty, without space around it."""
        value = self._typed(key, str, "a text", default)
        if default is not None and value == default:
            return value
        if not value or value != value.strip() or len(value) > length_max:
            raise self.wrong(key, f"must be a text of 1 to {length_max} characters without space around it")
        return value

    def whole(self, key: str, low: int, high: int) -> int:
        """A whole number from `low` to `high`."""
        value = self._typed(key, int, "a whole number")
        if isinstance(value, bool) or not low <= value <= high:
            raise self.wrong(key, f"must be a whole number from {low} to {high}, not {value!r}")
        return value

    def flag(self, key: str) -> bool:
        """True or false."""
        return self._typed(key, bool, "true or false")

    def day(self, key: str) -> dt.date:
        """A day such as 2026-01-31, without quotes."""
        return self._day(key, self._typed(key, dt.date, "a day such as 2026-01-31"))

    def one_of(self, key: str, choices: Sequence[str], default: str | None = None) -> str:
        """One of the known words."""
        return self._known(key, self._typed(key, str, "a text", default), choices)

    def some_of(self, key: str, choices: Sequence[str]) -> tuple[str, ...]:
        """A list of known words, each at most once."""
        words = self.texts(key)
        return tuple(self._known(key, word, choices) for word in words)

    def texts(self, key: str, *, at_least: int = 0) -> tuple[str, ...]:
        """A list of different texts."""
        values = self._typed(key, list, "a list of texts")
        if not all(isinstance(value, str) and value for value in values):
            raise self.wrong(key, "must be a list of texts")
        if len(set(values)) != len(values):
            raise self.wrong(key, "names something twice")
        if len(values) < at_least:
            raise self.wrong(key, f"needs at least {at_least}")
        return tuple(values)

    def days(self, key: str) -> tuple[dt.date, ...]:
        """A list of days."""
        values = self._typed(key, list, "a list of days")
        return tuple(self._day(key, value) for value in values)

    def words(self, key: str, needed: Sequence[str]) -> dict[str, str]:
        """Texts by language; the `needed` languages are there."""
        table = self.part(key)
        found = {language: table.text(language) for language in table.table}
        for language in needed:
            if language not in found:
                raise table.wrong(language, "is missing")
        return found

    def part(self, key: str) -> Reader:
        """The reader of a table inside this one."""
        return Reader(self.file, self._typed(key, dict, "a table"), self._at(key))

    def parts(self, key: str, *, at_least: int = 0) -> list[Reader]:
        """The readers of a list of tables."""
        rows = self._typed(key, list, "a list of tables")
        if not all(isinstance(row, dict) for row in rows):
            raise self.wrong(key, "must be a list of tables")
        if len(rows) < at_least:
            raise self.wrong(key, f"needs at least {at_least}")
        return [Reader(self.file, row, f"{self._at(key)}[{number}]") for number, row in enumerate(rows)]

    def end(self) -> None:
        """Refuse fields that nobody asked for: most are misspelt."""
        unknown = sorted(set(self.table) - self._asked)
        if unknown:
            raise self.wrong(unknown[0], "is not a field we know")

    def _at(self, key: str) -> str:
        return f"{self.path}.{key}" if self.path else key

    def _typed(self, key: str, kind: type[T], name: str, default: T | None = None) -> T:
        self._asked.add(key)
        if key not in self.table:
            if default is not None:
                return default
            raise self.wrong(key, "is missing")
        value = self.table[key]
        if not isinstance(value, kind):
            raise self.wrong(key, f"must be {name}, not {value!r}")
        return value

    def _day(self, key: str, value: object) -> dt.date:
        if not isinstance(value, dt.date) or isinstance(value, dt.datetime):
            raise self.wrong(key, f"must be a day such as 2026-01-31, not {value!r}")
        return value

    def _known(self, key: str, word: str, choices: Sequence[str]) -> str:
        if word not in choices:
            raise self.wrong(key, f"must be one of {', '.join(filter(None, choices))}, not {word!r}")
        return word
