"""Films that are announced before they are made."""

from __future__ import annotations

import uuid
from collections.abc import Iterable

from halles.kit import clock
from halles.media.models import PlannedFilm


def plan_films(names: Iterable[str]) -> None:
    """Announce films by the names of their files; one that was announced before is on its way again."""
    now = clock.now()
    PlannedFilm.objects.bulk_create(
        [PlannedFilm(name=name, planned_at=now) for name in names],
        update_conflicts=True,
        unique_fields=["name"],
        update_fields=["planned_at"],
    )


def begin_planned(name: str, asset_id: uuid.UUID) -> None:
    """The film of this name is being made as this asset; nothing for a film that nobody announced."""
    PlannedFilm.objects.filter(name=name).update(asset=asset_id)
