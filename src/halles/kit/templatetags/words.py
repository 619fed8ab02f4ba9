"""Marks that languages set differently."""

from __future__ import annotations

from django import template
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
