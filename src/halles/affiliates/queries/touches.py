"""Reads of touches."""

from __future__ import annotations

import uuid

from halles.kit.statements import fetch_one

_HAS = "SELECT EXISTS (SELECT 1 FROM affiliates_touch t WHERE t.user_id = %s)"


def has_touches(user_id: uuid.UUID) -> bool:
    """Whether this person clicked on anything of a creator that is still known. One look at an index."""
    row = fetch_one(_HAS, [user_id])
    return bool(row and row[0])
