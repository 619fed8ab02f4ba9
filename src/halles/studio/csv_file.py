"""A table to download, which a spreadsheet opens as it is meant."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from itertools import islice

from django.http import HttpResponse, StreamingHttpResponse
from django.utils import translation
from django.utils.translation import get_language

from halles.kit.money import to_decimal
from halles.studio.spreadsheet.columns import FORMULA_STARTS

CSV = "text/csv; charset=utf-8"
ROWS_AT_ONCE = 500


def csv_answer(name: str, headings: Sequence[object], rows: Iterable[Sequence[object]]) -> HttpResponse:
    """The table as a file of this name. A text that opens a formula gets an apostrophe before it; numbers do not."""
    return HttpResponse(b"".join(_parts(headings, rows, get_language())), content_type=CSV, headers=_headers(name))


def csv_stream(name: str, headings: Sequence[object], rows: Iterable[Sequence[object]]) -> StreamingHttpResponse:
    """As `csv_answer`, sent while it is read: for tables that may be longer than anybody would keep in memory. The rows
    are made in the language of now, whenever that is."""
    return StreamingHttpResponse(_parts(headings, rows, get_language()), content_type=CSV, headers=_headers(name))


def _parts(headings: Sequence[object], rows: Iterable[Sequence[object]], language: str | None) -> Iterator[bytes]:
    source = iter(rows)
    # Spreadsheets take UTF-8 for what it is only by the mark at its beginning.
    start = "\ufeff" + _written([[str(heading) for heading in headings]])
    while True:
        # Not around a yield: between two parts the thread may do something else.
        with translation.override(language):
            some = [[_cell(value) for value in row] for row in islice(source, ROWS_AT_ONCE)]
        if start or some:
            yield (start + _written(some)).encode()
        start = ""
        if len(some) < ROWS_AT_ONCE:
            return


def _written(rows: Iterable[Sequence[str]]) -> str:
    out = io.StringIO()
    csv.writer(out, lineterminator="\r\n").writerows(rows)
    return out.getvalue()


def _headers(name: str) -> dict[str, str]:
    return {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "private, no-store"}


def plain(minor: int, currency: str) -> Decimal:
    """An amount as a number with a point, such as 24.90."""
    return to_decimal(minor, currency)


def _cell(value: object) -> str:
    if isinstance(value, (int, Decimal)):
        return str(value)
    text = "" if value is None else str(value)
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text
