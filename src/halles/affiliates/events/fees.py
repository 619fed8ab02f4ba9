"""What happened to flat fees."""

from __future__ import annotations

import uuid
from dataclasses import dataclass


@dataclass(frozen=True)
class FeeMoved:
    """A fee has come to `status` (one of Fee.Status); OFFERED when it was just promised."""

    fee_id: uuid.UUID
    status: str
