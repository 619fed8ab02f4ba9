"""Stars and averages as the reader's language writes them."""

from __future__ import annotations

from decimal import Decimal

from babel.numbers import format_decimal
from django import template
from django.utils.translation import get_language

register = template.Library()


@register.filter
def rating(average: Decimal) -> str:
    """An average to one decimal: 4.3, in French 4,3."""
    return str(format_decimal(average, format="0.0", locale=(get_language() or "en").replace("-", "_")))


@register.inclusion_tag("reviews/_stars.html")
def stars(number: Decimal | int) -> dict[str, object]:
    """Five stars of which `number` (rounded to halves) are filled, with the words for those who hear them."""
    halves = round(float(number) * 2)
    kinds = ["full" if halves >= 2 * place else "half" if halves == 2 * place - 1 else "none" for place in range(1, 6)]
    return {"number": number, "kinds": kinds}
