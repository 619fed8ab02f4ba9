"""A table to download, which a spreadsheet opens as it is meant."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from decimal import Decimal

from django.http import HttpResponse

from halles.kit.money import to_decimal
from halles.studio.spreadsheet.columns import FORMULA_STARTS


def csv_answer(name: str, headings: Sequence[object], rows: Iterable[Sequence[object]]) -> HttpResponse:
    """The table as a file of this name. A text that opens a formula gets an apostrophe before it; numbers do not."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow([str(heading) for heading in headings])
    writer.writerows([_cell(value) for value in row] for row in rows)
    # Spreadsheets take UTF-8 for what it is only by the mark at its beginning.
    return HttpResponse(
        f"\ufeff{out.getvalue()}".encode(),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "private, no-store"},
    )


def plain(minor: int, currency: str) -> Decimal:
    """An amount as a number with a point, such as 24.90."""
    return to_decimal(minor, currency)


def _cell(value: object) -> str:
    if isinstance(value, (int, Decimal)):
        return str(value)
    text = "" if value is None else str(value)
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text
