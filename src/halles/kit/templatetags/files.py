"""Addresses of stored files."""

from __future__ import annotations

from django import template

from halles.kit.storage import storage

register = template.Library()


@register.filter
def stored(key: str) -> str:
    """Where a browser finds the file of a storage key; empty for an empty key."""
    return storage().url(key) if key else ""
