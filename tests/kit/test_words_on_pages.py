"""How words are cut and places are named on pages."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django import forms
from django.template import Context, Template
from django.utils import translation

import halles
from halles.kit.templatetags.money import zone_city
from halles.kit.templatetags.words import country_name, language_names, shortened


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


@pytest.mark.parametrize(
    ("language", "country", "languages"),
    [
        ("fr", "Japon", "français, japonais"),
        ("en", "Japan", "French, Japanese"),
        ("fr-FR", "Japon", "français, japonais"),
    ],
)
def test_a_country_and_languages_are_named_in_the_readers_language(language: str, country: str, languages: str) -> None:
    with translation.override(language):
        assert country_name("JP") == country
        assert language_names(["fr", "ja"]) == languages
        assert country_name("Q9") == "Q9"


class Asked(forms.Form):
    """Fields that need not be filled in."""

    product = forms.ChoiceField(label="For", required=False, choices=[("", "The whole shop"), ("1", "Jumper")])
    country = forms.ChoiceField(label="Country", required=False, choices=[("", "—"), ("FR", "France")])
    note = forms.CharField(label="Note", required=False)
    agreed = forms.BooleanField(label="Agreed", required=False)
    name = forms.CharField(label="Name")


@pytest.mark.parametrize(
    ("name", "is_optional"), [("product", False), ("country", True), ("note", True), ("agreed", False), ("name", False)]
)
def test_only_what_can_stay_empty_is_called_optional(name: str, is_optional: bool) -> None:
    """A list whose first choice says something is answered as it stands."""
    template = Template("{% load forms %}{% field bound %}")
    drawn = template.render(Context({"bound": Asked()[name]}))
    assert ("field__optional" in drawn) is is_optional


def test_every_way_back_has_its_arrow() -> None:
    package = Path(halles.__file__).parent
    texts = {path: path.read_text(encoding="utf-8") for path in package.glob("*/templates/**/*.html")}
    bare = [
        path.relative_to(package).as_posix()
        for path, text in texts.items()
        for link in re.findall(r'class="crumb"(?:\{[%{].*?[%}]\}|[^>{])*>(.{0,7})', text)
        if not link.startswith("{% icon")
    ]
    assert bare == []
