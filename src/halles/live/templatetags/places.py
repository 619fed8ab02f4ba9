"""Places in a recording, as players write them."""

from __future__ import annotations

from django import template

register = template.Library()


@register.filter
def place(milliseconds: int) -> str:
    """Minutes and seconds, with hours where there are any: 4:05, 1:04:05."""
    minutes, seconds = divmod(milliseconds // 1000, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{seconds:02}" if hours else f"{minutes}:{seconds:02}"
