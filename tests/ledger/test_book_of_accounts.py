"""docs/ledger.md is what a bookkeeper reads: its chart is the code's chart, and its examples balance."""

from __future__ import annotations

import re
from decimal import Decimal
from pathlib import Path

from halles.ledger.accounts import KINDS

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "ledger.md").read_text(encoding="utf-8")


def rows_of(table: str) -> list[list[str]]:
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in table.strip().splitlines()[2:]]


def tables(first_cell: str) -> list[str]:
    return [table for table in re.findall(r"(?:^\|.*\n)+", PAGE, re.MULTILINE) if table.startswith(first_cell)]


def test_the_chart_is_the_codes_chart() -> None:
    (chart,) = tables("| account | owner |")
    told = {row[0]: (row[1], row[2], row[4]) for row in rows_of(chart)}
    assert told == {name: (kind.owner_kind, kind.side, kind.crosses_zero) for name, kind in KINDS.items()}
    for name, kind in KINDS.items():
        assert f"| {name} | {kind.owner_kind} | {kind.side} | {kind.meaning}" in PAGE


def test_every_example_balances_on_known_accounts() -> None:
    examples = tables("| account | debit | credit |")
    assert len(examples) == 20
    for example in examples:
        rows = rows_of(example)
        assert {row[0] for row in rows} <= set(KINDS)
        debit, credit = (sum(Decimal(row[side] or 0) for row in rows) for side in (1, 2))
        assert debit == credit > 0, example
