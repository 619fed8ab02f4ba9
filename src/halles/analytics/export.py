"""The rows of a page as a file that a spreadsheet opens as it is meant."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

from django.http import HttpResponse

from halles.analytics.definitions import GMV, LEFT, Definition
from halles.analytics.desk import Page
from halles.analytics.figures import Figures
from halles.kit.money import to_decimal

# A cell that begins so is read as a formula.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
COUNTS = ("bought", "kept")


def csv_of(page: Page, name: str) -> HttpResponse:
    """What the page's table shows, and its total; amounts with a point, such as 24.90. A question that could not be
    shown as it was asked gets no file but the reason (400): a table says nowhere that it is another one."""
    if page.notices:
        return HttpResponse("\n".join(page.notices), status=400, content_type="text/plain; charset=utf-8")
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    columns = columns_of(page)
    writer.writerow([page.numbers.asked.by, "about", "currency", *(one.code for one in columns), *COUNTS])
    for row in page.rows:
        writer.writerow([_text(row.name.text), _text(row.name.says), *_cells(page, columns, row.figures)])
    asked = page.numbers.asked
    writer.writerow(["total", f"{asked.first_on} {asked.last_on}", *_cells(page, columns, page.numbers.total)])
    return HttpResponse(
        f"\ufeff{out.getvalue()}".encode(),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "private, no-store"},
    )


def columns_of(page: Page) -> list[Definition]:
    """The amounts that this reader's table has."""
    return [*GMV, *LEFT] if page.has_costs else [*GMV, LEFT[0]]


def _cells(page: Page, columns: list[Definition], figures: Figures) -> Iterator[object]:
    currency = page.numbers.asked.currency
    yield currency
    for one in columns:
        yield to_decimal(getattr(figures, f"{one.code}_minor"), currency)
    yield figures.paid_count
    yield figures.kept_count


def _text(value: object) -> str:
    text = str(value)
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text
