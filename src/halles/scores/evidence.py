"""The lines of a score as a table: what its subject downloads, and what is kept to prove it."""

from __future__ import annotations

import csv
import datetime as dt
import io
import zlib
from collections.abc import Iterable, Iterator, Sequence

from halles.markets.score_rules import MINUTES, MetricRule
from halles.scores.formula import Line

COLUMNS = (
    "metric",
    "weight",
    "lines_min",
    "best",
    "worst",
    "unit",
    "what",
    "at",
    "against",
    "out_of",
    "why",
)
# What opens a formula in a spreadsheet.
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def pack(lines: Iterable[Line], rules: Sequence[MetricRule]) -> bytes:
    """The table, packed."""
    return zlib.compress(write(lines, rules).encode(), level=6)


def unpack(packed: bytes) -> str:
    """The table of `pack` again."""
    return zlib.decompress(packed).decode()


def write(lines: Iterable[Line], rules: Sequence[MetricRule]) -> str:
    """The table: each line with the numbers of its metric beside it, so that nothing else is needed to work out the
    score. `unit` is "share" (against / out_of) or "minutes" (the median of against)."""
    by_metric = {rule.metric: rule for rule in rules}
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for line in lines:
        rule = by_metric[line.metric]
        unit = "minutes" if line.metric in MINUTES else "share"
        numbers = (rule.weight, rule.lines_min, rule.best, rule.worst, unit)
        moment = line.at.astimezone(dt.UTC).isoformat(timespec="seconds")
        writer.writerow([line.metric, *numbers, _plain(line.what), moment, line.against, line.out_of, line.why])
    return out.getvalue()


def read(table: str) -> Iterator[Line]:
    """The lines of a table that `write` wrote."""
    for row in csv.DictReader(io.StringIO(table, newline="")):
        yield Line(
            metric=row["metric"],
            what=row["what"],
            at=dt.datetime.fromisoformat(row["at"]),
            against=int(row["against"]),
            out_of=int(row["out_of"]),
            why=row["why"],
        )


def _plain(text: str) -> str:
    return f"'{text}" if text.startswith(_FORMULA_STARTS) else text
