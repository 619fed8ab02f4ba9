"""Where the picture of a shared page is found."""

from __future__ import annotations

from django.urls import reverse

# What chats and networks crop least.
PREVIEW_WIDTH, PREVIEW_HEIGHT = 1200, 630


def preview_url(kind: str, key: str, locale: str) -> str:
    """The path of the picture for a page: `kind` hall, product, shop, creator or category, `key` its id or name,
    `locale` language and market such as `fr-FR`."""
    return reverse("storefront:preview", args=[kind, key or "-", locale])
