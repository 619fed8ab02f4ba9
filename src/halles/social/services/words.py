"""What people write to each other: cleaned, and read for what has to wait."""

from __future__ import annotations

from halles.social.errors import WordsMissing, WordsTooLong


def clean_words(text: str, *, length_max: int, may_be_empty: bool = False) -> str:
    """Without NUL (which PostgreSQL cannot keep) and with at most one empty line in a row."""
    lines = [line.rstrip() for line in text.replace("\x00", "").strip().splitlines()]
    said = "\n".join(line for number, line in enumerate(lines) if line or lines[number - 1])
    if not said and not may_be_empty:
        raise WordsMissing
    if len(said) > length_max:
        raise WordsTooLong(length=len(said), length_max=length_max)
    return said
