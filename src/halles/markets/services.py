"""What changes in `markets`: whether a market takes orders, and which market a person is in."""

from __future__ import annotations

import uuid

from halles.kit import clock
from halles.kit.events import emit
from halles.markets.errors import ReasonNeeded, StatusUnchanged
from halles.markets.events import MarketChosen, MarketStatusChanged
from halles.markets.models import MarketStatus
from halles.markets.queries import get_market

WHY_MAX = 500


def set_market_status(*, code: str, status: str, by: uuid.UUID | None, why: str) -> MarketStatus:
    """Open, pause or close a market; `by` is a staff member's id, None for the command line.

    Orders already placed are not touched. Refuses unknown markets, a status it has already, and an empty reason.
    """
    market = get_market(code)
    why = why.strip()
    if not why or len(why) > WHY_MAX:
        raise ReasonNeeded
    wanted = MarketStatus.Status(status)
    # The row may not exist yet: make it first, so that two deciders queue on its lock.
    MarketStatus.objects.get_or_create(code=code, defaults={"status": market.initial_status, "why": "as in its file"})
    row = MarketStatus.objects.select_for_update().get(code=code)
    if wanted not in MarketStatus.TRANSITIONS[row.status]:
        raise StatusUnchanged(market=market.name, status=row.status)
    row.status, row.why, row.changed_by_id, row.changed_at = wanted, why, by, clock.now()
    row.save()
    emit(MarketStatusChanged(code=code, status=wanted.value, by_id=by, why=why))
    return row


def remember_choice(*, user_id: uuid.UUID, market: str, language: str) -> None:
    """Tell the house that a signed-in person chose a market and a language (`users` keeps them)."""
    if market:
        get_market(market)
    emit(MarketChosen(user_id=user_id, market=market, language=language))
