"""Facts that media announces."""

from __future__ import annotations

import uuid
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class AssetPlayable:
    """The first rung of an edition is ready: the video can be shown. Said again for each edition (a new trim)."""

    asset_id: uuid.UUID


@dataclass(frozen=True, slots=True)
class AssetReady:
    """Every rung of an edition is ready."""

    asset_id: uuid.UUID


@dataclass(frozen=True, slots=True)
class AssetRefused:
    """Nothing can be shown of this asset; `code` says why. Not said while an earlier edition still plays."""

    asset_id: uuid.UUID
    code: str
