"""How words are cut and places are named on pages."""

from __future__ import annotations

import pytest
from django.utils import translation

from halles.kit.templatetags.money import zone_city
from halles.kit.templatetags.words import shortened


@pytest.mark.parametrize(
    ("text", "length_max", "shown"),
    [
        ("Court.", 20, "Court."),
        ("Un atelier de grès, à Quimper", 22, "Un atelier de grès, à…"),
        ("Un atelier de grès, à Quimper", 25, "Un atelier de grès, à…"),
        ("Un atelier de grès, à Quimper", 20, "Un atelier de grès…"),
        ("堺の刃物職人が一本ずつ鍛える包丁です", 10, "堺の刃物職人が一本…"),
    ],
)
def test_a_text_is_cut_between_words_or_characters(text: str, length_max: int, shown: str) -> None:
    assert shortened(text, length_max) == shown


@pytest.mark.parametrize(
    ("zone", "language", "city"),
    [("Europe/Paris", "fr", "Paris"), ("Europe/London", "fr", "Londres"), ("America/New_York", "en", "New York")],
)
def test_a_zone_is_named_by_its_city(zone: str, language: str, city: str) -> None:
    with translation.override(language):
        assert zone_city(zone) == city
