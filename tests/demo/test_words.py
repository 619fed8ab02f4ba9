"""The words of the demo world are set as each language sets them."""

from __future__ import annotations

import ast
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import halles.demo
from halles.demo.art.letters import width_of
from tools.messages import is_spaced, spaced

DEMO = Path(halles.demo.__file__).parent
FRENCH = {"voices/fr.toml", "live/FR.toml"}


def texts(value: Any) -> Iterator[str]:
    """Every text in a file's data."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for one in value.values():
            yield from texts(one)
    elif isinstance(value, list):
        for one in value:
            yield from texts(one)


def constants(source: str) -> Iterator[str]:
    """Every text a program holds."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value


@pytest.mark.parametrize("path", sorted(DEMO.rglob("*.toml")), ids=lambda path: path.name)
def test_no_sign_of_two_parts_can_begin_a_line(path: Path) -> None:
    found = list(texts(tomllib.loads(path.read_text(encoding="utf-8"))))
    assert [text for text in found if spaced(text) != text] == []
    if path.relative_to(DEMO / "world").as_posix() in FRENCH:
        assert [text for text in found if not is_spaced(text)] == []


def test_nor_in_the_words_that_programs_of_the_demo_hold() -> None:
    held = [text for path in sorted(DEMO.rglob("*.py")) for text in constants(path.read_text(encoding="utf-8"))]
    assert [text for text in held if spaced(text) != text] == []


def test_no_break_spaces_are_drawn_as_spaces() -> None:
    """The faces have no glyph for U+202F: an empty box would stand in the film."""
    assert width_of("Plus de courant\u202f?", 40) == width_of("Plus de courant ?", 40)
