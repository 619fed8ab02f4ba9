"""What a shop's score came to, written down where those below the scores can see it."""

from __future__ import annotations

import datetime as dt
import uuid

from halles.sellers.models import Seller


def set_standing(seller_id: uuid.UUID, *, score_hundredths: int | None, at: dt.datetime) -> None:
    """Keep the score worked out at `at` (0 to 500 hundredths, None while there is too little to go by); an older one
    never replaces a newer one."""
    rows = Seller.objects.filter(pk=seller_id).exclude(scored_at__gt=at)
    rows.update(score_hundredths=score_hundredths, scored_at=at)
