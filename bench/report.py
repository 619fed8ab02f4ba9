"""The rows of docs/performance.md: every measurement tells its own, `python -m bench` puts them into one table."""

from __future__ import annotations

import datetime as dt
import json
import os
import platform
import re
from dataclasses import asdict, dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
DOCUMENT = ROOT / "docs" / "performance.md"
ROWS_FILE = "BENCH_ROWS"
COLUMNS = ("What", "Goal", "Measured", "Ratio to the limit of the same run", "Met", "Command", "Day")
HEAD = f"| {' | '.join(COLUMNS)} |\n|{' --- |' * len(COLUMNS)}"
_TABLE = re.compile(r"(?<=<!-- figures -->\n).*?(?=<!-- end of figures -->)", re.DOTALL)


@dataclass(frozen=True)
class Row:
    """One goal and what was measured. `is_met` None: there is no goal of our own, or none can be judged here."""

    what: str
    goal: str
    measured: str
    ratio: str
    is_met: bool | None
    command: str
    day: str

    def as_markdown(self) -> str:
        """The row as it stands in the document."""
        met = {True: "yes", False: "**no**", None: "–"}[self.is_met]
        cells = (self.what, self.goal, self.measured, self.ratio or "–", met, f"`{self.command}`", self.day)
        return f"| {' | '.join(cells)} |"


def tell(what: str, *, goal: str, measured: str, command: str, is_met: bool | None, ratio: str = "") -> None:
    """Hand one row to whoever runs the set, or print it when this measurement runs alone."""
    row = Row(what, goal, measured, ratio, is_met, command, f"{dt.datetime.now(dt.UTC):%Y-%m-%d}")
    kept = os.environ.get(ROWS_FILE)
    if kept is None:
        print(f"\n{HEAD}\n{row.as_markdown()}")
        return
    with Path(kept).open("a", encoding="utf-8") as out:
        out.write(json.dumps(asdict(row)) + "\n")


def read_rows(path: Path) -> list[Row]:
    """What the measurements have told."""
    return [Row(**json.loads(line)) for line in path.read_text(encoding="utf-8").splitlines()]


def table(rows: list[Row]) -> str:
    """The rows as one table."""
    return "\n".join([HEAD, *(row.as_markdown() for row in rows), ""])


def machine() -> str:
    """What the figures were measured on."""
    models = re.findall(r"^model name\s*: (.+)$", Path("/proc/cpuinfo").read_text(encoding="utf-8"), re.MULTILINE)
    memory_gib = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return (
        f"{os.cpu_count()} cores ({models[0] if models else platform.machine()}), {memory_gib:.0f} GiB, "
        f"Python {platform.python_version()}; client, server and PostgreSQL share them"
    )


def write(rows: list[Row]) -> None:
    """Put the rows into the document: those of the same name are replaced, others stay, new ones come last."""
    text = DOCUMENT.read_text(encoding="utf-8")
    found = _TABLE.search(text)
    assert found is not None, f"{DOCUMENT} has no place for figures"
    lines = {line.split(" | ")[0].removeprefix("| "): line for line in found.group().splitlines()[2:] if line}
    lines |= {row.what: row.as_markdown() for row in rows}
    DOCUMENT.write_text(_TABLE.sub(lambda _: "\n".join([HEAD, *lines.values(), ""]), text), encoding="utf-8")
