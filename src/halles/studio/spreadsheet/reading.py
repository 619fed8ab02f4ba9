"""A file as a spreadsheet saves it, cut into lines; what is wrong is kept beside its line. Writes nothing.

Comma, semicolon or tab; UTF-8 with or without mark, or Windows' Western letters: whatever the seller's program wrote.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice

from django.utils.translation import gettext as _

from halles.studio.errors import SheetRefused
from halles.studio.spreadsheet.columns import FORMULA_STARTS, NEEDED, is_known, spelled

BYTES_MAX = 5 * 1024 * 1024
LINES_MAX = 500
CELL_LENGTH_MAX = 6000
COLUMNS_MAX = 120


@dataclass
class Line:
    """One line of the file; `number` counts as the spreadsheet does, the heading being line 1."""

    number: int
    cells: Mapping[str, str]
    wrong: list[str] = field(default_factory=list)

    def get(self, name: str) -> str:
        """What stands in the column, empty when there is none."""
        return self.cells.get(name, "")


@dataclass(frozen=True)
class Sheet:
    """The lines of a file under their headings."""

    headings: Sequence[str]
    lines: Sequence[Line]


def read_sheet(content: bytes) -> Sheet:
    """The lines of a file. Refuses studio.sheet_refused with a sentence when it is no table of ours."""
    if len(content) > BYTES_MAX:
        raise SheetRefused(why=_("It is larger than 5 MB. Send it in parts."))
    rows = _filled(_text(content))
    # A file of blank lines weighs nothing on its way and a hundred times as much as a list: one more is enough to know.
    first, *filled = list(islice(rows, LINES_MAX + 2)) or [(1, [])]
    headings = [spelled(name.strip().lstrip("\ufeff")) for name in first[1]]
    _check(headings)
    if not filled:
        raise SheetRefused(why=_("There is no line below the headings."))
    if len(filled) > LINES_MAX:
        raise SheetRefused(why=_("It has more than %(count)s lines. Send it in parts.") % {"count": LINES_MAX})
    return Sheet(headings, [_line(number, headings, row) for number, row in filled])


def write_lines(headings: Sequence[str], rows: Sequence[Mapping[str, str]]) -> str:
    """The text of a file with these columns, safe to open in a spreadsheet."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(headings)
    writer.writerows([_harmless(row.get(name, "")) for name in headings] for row in rows)
    return out.getvalue()


def _text(content: bytes) -> str:
    if b"\x00" in content:
        raise SheetRefused(why=_("It is not a text table. Save it as CSV and send that."))
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace")


def _filled(text: str) -> Iterator[tuple[int, list[str]]]:
    """The lines with something in them, each with its number; the first line of the file in any case."""
    first = text.split("\n", maxsplit=1)[0]
    delimiter = max(",;\t", key=first.count)
    try:
        for number, row in enumerate(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True), 1):
            if number == 1 or any(cell.strip() for cell in row):
                yield number, row
    except csv.Error as wrong:
        raise SheetRefused(why=_("A quotation mark is opened and not closed. Save it as CSV again.")) from wrong


def _check(headings: Sequence[str]) -> None:
    missing = [name for name in NEEDED if name not in headings]
    if missing:
        raise SheetRefused(why=_("These headings are missing: %(names)s.") % {"names": ", ".join(missing)})
    unknown = [name for name in headings if name and not is_known(name)]
    if unknown:
        names = ", ".join(name[:30] for name in unknown[:6])
        raise SheetRefused(why=_("We do not know these headings: %(names)s. Mend or remove them.") % {"names": names})
    named = [name for name in headings if name]
    if len(set(named)) != len(named) or len(headings) > COLUMNS_MAX:
        raise SheetRefused(why=_("A heading stands twice, or there are too many."))


def _line(number: int, headings: Sequence[str], row: Sequence[str]) -> Line:
    cells = {name: _plain(cell) for name, cell in zip(headings, row, strict=False) if name}
    line = Line(number, cells)
    if len(row) > len(headings):
        line.wrong.append(_("There are more cells than headings. Put texts with commas in quotation marks."))
    for name, cell in cells.items():
        if len(cell) > CELL_LENGTH_MAX:
            line.wrong.append(_("The text in “%(name)s” is too long.") % {"name": name})
    for name in NEEDED:
        if not line.get(name):
            line.wrong.append(_("“%(name)s” is empty.") % {"name": name})
    return line


def _plain(cell: str) -> str:
    text = cell.strip()
    return text[1:] if text[:1] == "'" and text[1:2] in FORMULA_STARTS else text


def _harmless(text: str) -> str:
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text
