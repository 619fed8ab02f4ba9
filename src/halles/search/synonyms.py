"""Words that stand for one another, per language: data of the files beside."""

from __future__ import annotations

import tomllib
from functools import lru_cache
from pathlib import Path

from halles.search.words import cut

DATA = Path(__file__).parent / "data" / "synonyms"


def synonyms_of(word: str, language: str) -> tuple[str, ...]:
    """What else may be meant by a folded word or run in `language` (`fr`), folded; a phrase keeps its spaces."""
    return _table(language).get(word, ())


@lru_cache(maxsize=16)
def _table(language: str) -> dict[str, tuple[str, ...]]:
    path = DATA / f"{language}.toml"
    if not language.isalpha() or not path.is_file():
        return {}
    table: dict[str, tuple[str, ...]] = {}
    for group in tomllib.loads(path.read_text(encoding="utf-8"))["groups"]:
        folded = [_folded(term) for term in group]
        for term in folded:
            table[term] = (*table.get(term, ()), *(other for other in folded if other != term))
    return table


def _folded(term: str) -> str:
    return cut(term).text
