"""Marks that languages set differently."""

from __future__ import annotations

from django import template
from django.utils.translation import gettext as _

register = template.Library()


@register.filter
def colon(words: object) -> str:
    """`{{ label|colon }} {{ value }}`: the words and a colon as the reader's language sets it, French with a space."""
    return _("%(words)s:") % {"words": words}
