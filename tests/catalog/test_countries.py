"""The list of countries that goods come from."""

from __future__ import annotations

from babel import Locale

from halles.catalog.drafts import list_countries


def test_every_country_has_a_name_in_the_languages_of_the_pages() -> None:
    for language in ("fr", "en", "ja"):
        territories = Locale(language).territories
        assert [code for code in sorted(list_countries()) if territories.get(code, code) == code] == []
