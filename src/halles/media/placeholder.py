"""The blurred placeholder shown while a picture is on its way."""

from __future__ import annotations

import base64
import io

from PIL import Image

LONG_EDGE = 20
LENGTH_MAX = 400


def blur_of(picture: Image.Image) -> str:
    """A data URI (WebP, at most 400 characters) that the browser stretches and blurs."""
    tiny = picture.convert("RGB")
    tiny.thumbnail((LONG_EDGE, LONG_EDGE))
    for quality in (40, 20, 5, 0):
        buffer = io.BytesIO()
        tiny.save(buffer, "WEBP", quality=quality, method=6)
        uri = "data:image/webp;base64," + base64.b64encode(buffer.getvalue()).decode()
        if len(uri) <= LENGTH_MAX:
            break
    return uri
