"""Facts that `markets` announces."""

from __future__ import annotations

import uuid
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class MarketStatusChanged:
    """Staff opened, paused or closed a market."""

    code: str
    status: str
    by_id: uuid.UUID | None
    why: str


@dataclass(frozen=True, slots=True)
class MarketChosen:
    """A signed-in person chose market and language; empty where they left one as it was."""

    user_id: uuid.UUID
    market: str
    language: str
