"""Bundles that Vite built: names with a content hash, so browsers may keep them for ever."""

from __future__ import annotations

import json
from functools import lru_cache
from pathlib import Path
from typing import Any

from django import template
from django.conf import settings
from django.utils.html import format_html
from django.utils.safestring import SafeString

register = template.Library()


@lru_cache(maxsize=1)
def _manifest() -> dict[str, Any]:
    path = Path(settings.HALLES_STATIC_BUILT) / "manifest.json"
    found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return found


def _styles(entry: str, seen: set[str]) -> list[str]:
    part = _manifest()[entry]
    sheets: list[str] = []
    for other in part.get("imports", []):
        if other not in seen:
            seen.add(other)
            sheets += _styles(other, seen)
    return sheets + [sheet for sheet in part.get("css", []) if sheet not in sheets]


@register.simple_tag
def bundle(name: str) -> SafeString:
    """The style sheets and the module script of `frontend/src/<name>.ts`."""
    entry = f"src/{name}.ts"
    tags = [
        format_html('<link rel="stylesheet" href="{}{}">', settings.STATIC_URL, sheet)
        for sheet in _styles(entry, {entry})
    ]
    tags.append(
        format_html('<script type="module" src="{}{}"></script>', settings.STATIC_URL, _manifest()[entry]["file"])
    )
    return SafeString("\n".join(tags))
