from __future__ import annotations

import pytest

from halles.search.synonyms import synonyms_of
from halles.search.words import cut, pairs


@pytest.mark.parametrize(
    ("text", "words", "runs"),
    [
        ("Dés à Café, ½ prix", ("des", "a", "cafe", "1", "2", "prix"), ()),
        ("L'huile d'olive — Œuf", ("l", "huile", "d", "olive", "oeuf"), ()),
        ("STRASSE straße", ("strasse", "strasse"), ()),
        ("出刃包丁 15cm", ("15cm",), ("出刃包丁",)),
        ("ﾎｳﾁｮｳ と ホウチョウ", (), ("ほうちょう", "と", "ほうちょう")),
        ("が", (), ("が",)),
        ("  …  ", (), ()),
        ("x" * 60, ("x" * 40,), ()),
        ("a' | !b:* \\ <->", ("a", "b"), ()),
    ],
)
def test_a_text_falls_into_folded_words_and_runs(text: str, words: tuple[str, ...], runs: tuple[str, ...]) -> None:
    pieces = cut(text)
    assert (pieces.words, pieces.runs) == (words, runs)


def test_a_run_falls_into_pairs_and_its_last_character() -> None:
    assert pairs("出刃包丁") == ["出刃", "刃包", "包丁", "丁"]
    assert pairs("茶") == ["茶"]


def test_synonyms_are_of_one_language_and_folded() -> None:
    assert "tricot" in synonyms_of("pull", "fr")
    assert synonyms_of("pull", "en") == ()
    assert synonyms_of("ないふ", "ja") == ("包丁", "庖丁")
    assert synonyms_of("pull", "../fr") == ()
