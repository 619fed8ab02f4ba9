"""Statements drawn as a PDF, A4."""

from __future__ import annotations

import io

from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

from halles.studio.slips.lettering import broken, write, write_to
from halles.studio.statements.content import Line, Paper

WIDTH, HEIGHT = A4
MARGIN = 48
LEFT, RIGHT, TOP, BOTTOM = MARGIN, WIDTH - MARGIN, HEIGHT - MARGIN, MARGIN + 18
TEXT, SMALL, LARGE = 10, 8.5, 17
ROW, MORE = 17, 12
WHAT, AMOUNT = LEFT + 92, RIGHT - 96


def draw_statement(paper: Paper) -> bytes:
    """The statement as a file; the same statement gives the same bytes."""
    file = io.BytesIO()
    canvas = Canvas(file, pagesize=A4, invariant=1)
    canvas.setTitle(f"{paper.title} – {paper.payee}")
    canvas.setAuthor("Halles")
    y = _columns(canvas, paper, _head(canvas, paper))
    number = 1
    for line in paper.lines:
        if y < BOTTOM + ROW + MORE:
            number = _next_page(canvas, number)
            y = _columns(canvas, paper, TOP - TEXT)
        y = _line(canvas, line, y)
    write_to(canvas, RIGHT, MARGIN - 12, str(number), SMALL)
    canvas.showPage()
    canvas.save()
    return file.getvalue()


def _head(canvas: Canvas, paper: Paper) -> float:
    y = TOP - LARGE
    for text in broken(paper.title, LARGE, RIGHT - LEFT, is_bold=True)[:2]:
        write(canvas, LEFT, y, text, LARGE, is_bold=True)
        y -= LARGE * 1.35
    told = [(paper.payee, True), *((text, False) for text in (*paper.parties, paper.span, *paper.notes))]
    for text, is_bold in told:
        for piece in broken(text, TEXT, RIGHT - LEFT, is_bold=is_bold) if text else ():
            write(canvas, LEFT, y, piece, TEXT, is_bold=is_bold)
            y -= TEXT * 1.5
    y -= 10
    for words, amount in paper.sums:
        write(canvas, LEFT, y, words, TEXT)
        write_to(canvas, LEFT + 300, y, amount, TEXT, is_bold=True)
        y -= ROW
    return float(y - 16)


def _columns(canvas: Canvas, paper: Paper, y: float) -> float:
    day, what, amount, balance = paper.columns
    write(canvas, LEFT, y, day, SMALL)
    write(canvas, WHAT, y, what, SMALL)
    write_to(canvas, AMOUNT, y, amount, SMALL)
    write_to(canvas, RIGHT, y, balance, SMALL)
    canvas.setLineWidth(0.8)
    canvas.line(LEFT, y - 5, RIGHT, y - 5)
    return y - ROW - 2


def _line(canvas: Canvas, line: Line, y: float) -> float:
    write(canvas, LEFT, y, line.on, SMALL)
    words = f"{line.what} · {line.about}" if line.about else line.what
    write(canvas, WHAT, y, broken(words, TEXT, AMOUNT - WHAT - 74)[0], TEXT)
    write_to(canvas, AMOUNT, y, line.amount, TEXT)
    write_to(canvas, RIGHT, y, line.balance, TEXT)
    if line.more:
        y -= MORE
        write(canvas, WHAT, y, broken(line.more, SMALL, RIGHT - WHAT)[0], SMALL)
    canvas.setLineWidth(0.25)
    canvas.line(LEFT, y - 5, RIGHT, y - 5)
    return y - ROW


def _next_page(canvas: Canvas, number: int) -> int:
    write_to(canvas, RIGHT, MARGIN - 12, str(number), SMALL)
    canvas.showPage()
    return number + 1
