"""Relay points of data files: `data/relay_points/<country>.csv`, for networks that hand out a list."""

from __future__ import annotations

import csv
import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache
from itertools import takewhile
from pathlib import Path

from halles.shipping.relay_points.port import CollectionPoint

# Departments, prefectures and the like have their first two signs in common.
ALIKE_IN_REGION = 2
DATA = Path(__file__).resolve().parent.parent / "data" / "relay_points"


class FilePoints:
    """The points of one file per country. Near is told by postal codes, given out along the way of the post."""

    def near(self, country: str, postal_code: str, limit: int) -> Sequence[CollectionPoint]:
        """The points whose postal codes begin alike first, then those with the closest number; the far ones only where
        there is nothing in the region."""
        asked = _plain(postal_code)
        by_distance = sorted((_away(asked, _plain(point.postal_code)), code) for code, point in _read(country).items())
        in_region = [code for away, code in by_distance if -away[0] >= ALIKE_IN_REGION]
        return [_read(country)[code] for code in (in_region or [code for _, code in by_distance])[:limit]]

    def find(self, country: str, code: str) -> CollectionPoint | None:
        """The point of this code."""
        return _read(country).get(code)


@lru_cache(maxsize=64)
def _read(country: str) -> dict[str, CollectionPoint]:
    path = DATA / f"{country.lower()}.csv"
    if not re.fullmatch("[A-Z]{2}", country) or not path.is_file():
        return {}
    with path.open(encoding="utf-8", newline="") as file:
        rows = csv.DictReader(line for line in file if not line.startswith("#"))
        return {row["code"]: CollectionPoint(country=country, **row) for row in rows}


def _plain(postal_code: str) -> str:
    return re.sub(r"[^0-9A-Z]", "", unicodedata.normalize("NFKC", postal_code).upper())


def _away(asked: str, there: str) -> tuple[int, int]:
    alike = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(asked, there, strict=False)))
    numbers = [int("".join(sign for sign in code if sign.isdigit()) or 0) for code in (asked, there)]
    return -alike, abs(numbers[0] - numbers[1])
