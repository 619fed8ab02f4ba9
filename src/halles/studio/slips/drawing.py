"""Slips drawn as a PDF, A4, each parcel on a page of its own (or more, when it holds more than a page)."""

from __future__ import annotations

import io
from collections.abc import Sequence

from reportlab.graphics import renderPDF
from reportlab.graphics.barcode.code128 import Code128
from reportlab.graphics.barcode.qr import QrCodeWidget
from reportlab.graphics.shapes import Drawing
from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

from halles.studio.slips.content import Row, Slip
from halles.studio.slips.lettering import broken, write, write_to

WIDTH, HEIGHT = A4
MARGIN = 48
LEFT, RIGHT, TOP, BOTTOM = MARGIN, WIDTH - MARGIN, HEIGHT - MARGIN, MARGIN + 18
TEXT, SMALL, LARGE = 10.5, 8.5, 17
LEADING = 1.35
QR_SIZE = 68
TICK = 10
COUNT_WIDTH, PRICE_WIDTH = 54, 78


def draw_slips(slips: Sequence[Slip]) -> bytes:
    """The slips one after the other as a file; a page that says so when there is none."""
    file = io.BytesIO()
    # The library compresses by itself; the same slips give the same bytes.
    canvas = Canvas(file, pagesize=A4, invariant=1)
    canvas.setTitle(", ".join(slip.number for slip in slips[:3]) + (" …" if len(slips) > 3 else ""))
    canvas.setAuthor(slips[0].shop if slips else "")
    for slip in slips:
        _draw(canvas, slip)
    canvas.save()
    return file.getvalue()


def _draw(canvas: Canvas, slip: Slip) -> None:
    y = _address(canvas, slip, _head(canvas, slip))
    y = _columns(canvas, slip, y)
    has_prices = any(row.price for row in slip.rows)
    for row in slip.rows:
        height = _row_height(row, has_prices=has_prices)
        if y - height < BOTTOM + 24:
            canvas.showPage()
            write(canvas, LEFT, TOP - TEXT, slip.shop, TEXT, is_bold=True)
            write_to(canvas, RIGHT, TOP - TEXT, slip.number, TEXT, is_bold=True)
            y = _columns(canvas, slip, TOP - 40)
        y = _row(canvas, row, y, has_prices=has_prices)
    write(canvas, LEFT, y - 16, slip.due, SMALL)
    write_to(canvas, RIGHT, y - 16, str(slip.count), TEXT, is_bold=True)
    canvas.showPage()


def _head(canvas: Canvas, slip: Slip) -> float:
    """Who sends it and its number; returns where the head ends."""
    y = TOP - LARGE
    for line in broken(slip.shop, LARGE, RIGHT - LEFT - 210, is_bold=True)[:2]:
        write(canvas, LEFT, y, line, LARGE, is_bold=True)
        y -= LARGE * LEADING
    write(canvas, LEFT, y + 6, slip.place, SMALL)
    write(canvas, LEFT, y - 10, f"{slip.heading} · {slip.ordered}", SMALL)
    code = QrCodeWidget(slip.address, barLevel="M", barBorder=0)
    x0, y0, x1, y1 = code.getBounds()
    scale = QR_SIZE / max(x1 - x0, y1 - y0)
    drawing = Drawing(QR_SIZE, QR_SIZE, transform=[scale, 0, 0, scale, -x0 * scale, -y0 * scale])
    drawing.add(code)
    renderPDF.draw(drawing, canvas, RIGHT - QR_SIZE, TOP - QR_SIZE)
    beside = RIGHT - QR_SIZE - 14
    bars = Code128(slip.scanned, barHeight=30, barWidth=0.9, quiet=0)
    bars.drawOn(canvas, beside - bars.width, TOP - 30)
    write_to(canvas, beside, TOP - 46, slip.number, 12, is_bold=True)
    write_to(canvas, beside, TOP - 60, slip.parcel, SMALL)
    return float(min(y - 10, TOP - QR_SIZE) - 26)


def _address(canvas: Canvas, slip: Slip, y: float) -> float:
    """Where it goes, where the window of an envelope shows it."""
    write(canvas, LEFT, y, slip.to_title, SMALL)
    y -= 20
    for line in broken(slip.to, 13, RIGHT - LEFT):
        write(canvas, LEFT, y, line, 13)
        y -= 13 * LEADING
    if slip.phone:
        write(canvas, LEFT, y, slip.phone, SMALL)
        y -= SMALL * LEADING
    return y - 26


def _columns(canvas: Canvas, slip: Slip, y: float) -> float:
    article, pieces = slip.columns
    write(canvas, LEFT + 26, y, article, SMALL)
    write_to(canvas, RIGHT, y, pieces, SMALL)
    canvas.setLineWidth(0.8)
    canvas.line(LEFT, y - 6, RIGHT, y - 6)
    return y - 6


def _title_width(*, has_prices: bool) -> float:
    return float(RIGHT - LEFT - 26 - COUNT_WIDTH - (PRICE_WIDTH if has_prices else 0))


def _row_height(row: Row, *, has_prices: bool) -> float:
    width = _title_width(has_prices=has_prices)
    titles = len(broken(row.title, TEXT, width, is_bold=True))
    belows = len(broken(row.below, SMALL, width))
    return 16 + titles * TEXT * LEADING + belows * SMALL * LEADING


def _row(canvas: Canvas, row: Row, y: float, *, has_prices: bool) -> float:
    """A line with a box to tick; returns where it ends."""
    width = _title_width(has_prices=has_prices)
    first = y - 10 - TEXT
    canvas.setLineWidth(0.8)
    canvas.rect(LEFT, first - 1, TICK, TICK)
    write_to(canvas, RIGHT, first, str(row.count), TEXT + 2, is_bold=True)
    if row.price:
        write_to(canvas, RIGHT - COUNT_WIDTH, first, row.price, TEXT)
    at = first
    for line in broken(row.title, TEXT, width, is_bold=True):
        write(canvas, LEFT + 26, at, line, TEXT, is_bold=True)
        at -= TEXT * LEADING
    for line in broken(row.below, SMALL, width):
        write(canvas, LEFT + 26, at, line, SMALL)
        at -= SMALL * LEADING
    bottom = y - _row_height(row, has_prices=has_prices)
    canvas.setLineWidth(0.25)
    canvas.line(LEFT, bottom, RIGHT, bottom)
    return bottom
