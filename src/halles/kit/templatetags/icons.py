"""Icons of lucide, inline, so that they take the colour of their text and need no request of their own."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from django import template
from django.conf import settings
from django.utils.safestring import SafeString, mark_safe

register = template.Library()


@lru_cache(maxsize=256)
def _drawing(name: str) -> str:
    drawing = Path(settings.HALLES_STATIC_BUILT) / "icons" / f"{name}.svg"
    text = drawing.read_text(encoding="utf-8")
    return text[text.index("<svg") + 4 :]


@register.simple_tag
def icon(name: str, size: int = 24) -> SafeString:
    """The icon `name` of lucide, hidden from screen readers (its control carries the words)."""
    body = _drawing(name).replace('width="24"', f'width="{size}"').replace('height="24"', f'height="{size}"')
    return mark_safe(f'<svg aria-hidden="true" focusable="false"{body}')  # noqa: S308 - files of our own build
