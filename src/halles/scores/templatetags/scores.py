"""Scores as people read them."""

from __future__ import annotations

from decimal import Decimal

from babel.numbers import format_decimal
from django import template
from django.utils.translation import get_language

from halles.scores import words

register = template.Library()


@register.filter
def points(hundredths: int | None) -> str:
    """437 → 4,37; nothing for None."""
    if hundredths is None:
        return ""
    locale = (get_language() or "en").replace("-", "_")
    return str(format_decimal(Decimal(hundredths) / 100, "0.00", locale=locale.split("_")[0]))


@register.filter
def why(code: str) -> str:
    """What a line says of itself."""
    return words.why_words(code)


@register.filter
def span(minutes: int) -> str:
    """A time such as "1 day"."""
    return words.span(minutes)
