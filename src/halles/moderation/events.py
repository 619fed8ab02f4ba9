"""What moderation announces."""

from __future__ import annotations

import uuid
from dataclasses import dataclass


@dataclass(frozen=True)
class ReportDecided:
    """The staff has decided what was reported about a target; every open report about it is closed by that."""

    kind: str
    target_id: uuid.UUID
    is_upheld: bool
    reason: str
    why: str
    by_id: uuid.UUID
    reporter_ids: tuple[uuid.UUID, ...]
