"""What people write in and under reviews: cleaned, and read for what has to wait."""

from __future__ import annotations

from halles.moderation.words import find_rules
from halles.reviews.errors import TextMissing, TextTooLong
from halles.reviews.models import REMARK_LENGTH_MAX, TEXT_LENGTH_MAX, Status


def clean_text(text: str, *, length_max: int = TEXT_LENGTH_MAX) -> str:
    """Without NUL (which PostgreSQL cannot keep) and with at most one empty line in a row; TextTooLong."""
    lines = [line.rstrip() for line in text.replace("\x00", "").strip().splitlines()]
    said = "\n".join(line for number, line in enumerate(lines) if line or lines[number - 1])
    if len(said) > length_max:
        raise TextTooLong(length=len(said), length_max=length_max)
    return said


def clean_remark(text: str) -> str:
    """As clean_text, and not empty."""
    said = clean_text(text, length_max=REMARK_LENGTH_MAX)
    if not said:
        raise TextMissing
    return said


def status_for(text: str, language: str) -> tuple[Status, list[str]]:
    """Shown at once, or held with the rules that it met."""
    rules = find_rules(text, language)
    return (Status.HELD if rules else Status.SHOWN), rules
