"""What people call themselves and say, without what is not to be seen."""

from __future__ import annotations

import unicodedata

LENGTH_READ_MAX = 800
# Kept in a name or a text they would turn the direction of what stands around them.
_TURNING = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")

_UNSEEN = frozenset({"Cf", "Mn", "Me", "Zs"})


def clean(text: object) -> str:
    """Words without control characters, turned directions, spaces around and in rows; "" where nothing can be seen."""
    if not isinstance(text, str):
        return ""
    kept = "".join(
        " " if unicodedata.category(sign) in {"Cc", "Zl", "Zp"} else sign
        for sign in text[:LENGTH_READ_MAX]
        if sign not in _TURNING and not "\ud800" <= sign <= "\udfff"
    )
    is_seen = any(unicodedata.category(sign) not in _UNSEEN for sign in kept)
    return " ".join(kept.split()) if is_seen else ""
