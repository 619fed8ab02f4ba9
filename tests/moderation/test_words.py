"""Spam and scams wait for a person; ordinary talk about goods does not."""

from __future__ import annotations

import time

import pytest

from halles.moderation.services import check_text
from halles.moderation.words import RULE_NAMES, find_rules


@pytest.mark.parametrize(
    ("text", "language", "rules"),
    [
        ("Look at www.cheap-bags.shop now", "en", ["link"]),
        ("ｈｔｔｐｓ：／／ｅｖｉｌ", "en", ["link"]),
        ("Write to me: a.b@example.org", "en", ["link", "email"]),
        ("call 06 12 34 56 78 90", "en", ["phone"]),
        ("What\u200bsApp me", "en", ["messenger"]),
        ("Double your money today", "en", ["easy_money"]),
        ("Guaranteed profit!!!", "fr", ["easy_money"]),
        ("Gagnez 500 € par jour, argent facile", "fr", ["easy_money"]),
        ("Retour de l’être aimé en 3 jours", "fr", ["marabout"]),
        ("Abonne-toi à ma page", "fr", ["self_promotion"]),
        ("必ず儲かる副業を紹介", "ja", ["easy_money"]),
        ("LINE追加してください", "ja", ["self_promotion"]),
        ("スーパーコピー時計", "ja", ["counterfeit"]),
        ("!!!!!!!!!!!!!!!!", "de", ["gibberish"]),
    ],
)
def test_what_is_held(text: str, language: str, rules: list[str]) -> None:
    assert find_rules(text, language) == rules
    assert check_text(text, language) == "held"


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Is the size 42 true to size? My order came on 2026-05-04, 3 pieces.", "en"),
        ("Reçu en 2 jours, 24,90 € bien dépensés. Merci @atelier.yport ! #tricot", "fr"),
        ("Je gagne du temps avec ce couteau, 100 % satisfait", "fr"),
        ("とても軽くて、父も気に入りました。#今治タオル", "ja"),
        ("Kostet das mit Versand 1.299,00 EUR? Lieferung 12-14 Tage", "de"),
        ("Node.js or vue?", "en"),
        ("", "en"),
        ("hello", "../../etc"),
    ],
)
def test_what_is_not(text: str, language: str) -> None:
    assert find_rules(text, language) == []
    assert check_text(text, language) == "ok"


def test_no_rule_takes_long_on_any_text() -> None:
    """Patterns that backtrack would let one comment stop a worker."""
    for text in ("1 " * 2500, "a" * 5000, "www" * 1600, "a." * 2500, "(" * 5000, "a@" * 2500, "0x" + "a" * 4998):
        for language in ("en", "fr", "de", "ja"):
            begun = time.process_time()
            find_rules(text, language)
            assert time.process_time() - begun < 0.25


def test_every_rule_has_words() -> None:
    import tomllib
    from importlib.resources import files

    named = {
        rule["name"]
        for source in files("halles.moderation").joinpath("data", "held").iterdir()
        for rule in tomllib.loads(source.read_text(encoding="utf-8"))["rules"]
    }
    assert named == set(RULE_NAMES)
