"""What a creator's promotion came to, written down where those below the scores can see it."""

from __future__ import annotations

import datetime as dt
import uuid

from halles.creators.models import Creator


def set_standing(
    creator_id: uuid.UUID, *, score_hundredths: int | None, fulfilment_bps: int | None, at: dt.datetime
) -> None:
    """Keep what `scores` worked out at `at`: the promotion score (0 to 500 hundredths) and the share of samples that
    were answered with a post, each None while there is too little to go by; an older one never replaces a newer one."""
    rows = Creator.objects.filter(pk=creator_id).exclude(scored_at__gt=at)
    rows.update(score_hundredths=score_hundredths, fulfilment_bps=fulfilment_bps, scored_at=at)
