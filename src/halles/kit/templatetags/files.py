"""Files on pages: where they are, and how large."""

from __future__ import annotations

from babel.units import format_unit
from django import template
from django.utils.translation import get_language

from halles.kit.storage import storage

register = template.Library()


@register.filter
def stored(key: str) -> str:
    """Where a browser finds the file of a storage key; empty for an empty key."""
    return storage().url(key) if key else ""


@register.filter
def file_size(size_bytes: int) -> str:
    """How large a file is, in the same units as the limits of uploads: "640 kB", "2.3 MB"."""
    unit, size = ("megabyte", 1024**2) if size_bytes >= 1024**2 else ("kilobyte", 1024)
    number = round(size_bytes / size, 1 if unit == "megabyte" else None)
    locale = (get_language() or "en").replace("-", "_")
    return str(format_unit(max(number, 1), f"digital-{unit}", length="short", locale=locale))
