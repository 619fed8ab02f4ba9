"""Marks that languages set differently, and names they give to countries and languages."""

from __future__ import annotations

from collections.abc import Iterable

from babel import Locale
from django import template
from django.utils.translation import get_language
from django.utils.translation import gettext as _

register = template.Library()


@register.filter
def shortened(text: str, length_max: int) -> str:
    """The beginning of a text, cut between words; a writing without spaces is cut between characters."""
    if len(text) <= length_max:
        return text
    begun = text[: length_max - 1]
    place = begun.rfind(" ")
    kept = begun[:place] if place > length_max // 2 and text[length_max - 1] != " " else begun
    return f"{kept.rstrip(' ,;:.–—')}…"


@register.filter
def colon(words: object) -> str:
    """`{{ label|colon }} {{ value }}`: the words and a colon as the reader's language sets it, French with a space."""
    return _("%(words)s:") % {"words": words}


@register.filter
def country_name(code: str) -> str:
    """A country, or the market of that name, in the reader's language: `FR` is France; the code if it has none."""
    return str(_reader().territories.get(code, code))


@register.filter
def language_names(codes: Iterable[str]) -> str:
    """Languages in the reader's own: `["fr", "en"]` is “français, anglais”."""
    return ", ".join(str(_reader().languages.get(code, code)) for code in codes)


def _reader() -> Locale:
    return Locale.parse((get_language() or "en").replace("-", "_"))
