"""Which live shows stand between the videos of a page: candidates of the market, without what was hidden, in order."""

from __future__ import annotations

import uuid
from collections.abc import Sequence

from halles.interactions.visits import Visit
from halles.kit.statements import fetch
from halles.live.models import LiveSession
from halles.live.queries import list_live
from halles.markets.market import Market
from halles.social.queries import followed_by, hidden_for
from halles.users.models import User

SHOWS_MAX = 2
# Behind so many videos of a first page the shows come, one each.
PLACES = (2, 6)
CANDIDATES = 12
_ANY = "SELECT 1 FROM live_livesession WHERE status = 'live' AND market = %s LIMIT 1"


def choose_shows(
    *, user: User | None, visit: Visit, market: Market, languages: Sequence[str]
) -> list[tuple[int, LiveSession]]:
    """Up to two shows on air, each with the number of videos that come before it on a first page.

    Those in a language this person reads; first, with consent, those of followed creators, then the most watched. None
    of a creator they hid.
    """
    if not fetch(_ANY, [market.code]):
        return []
    hidden = hidden_for(user, visit).creators
    found = [one for one in list_live(market.code, limit=CANDIDATES) if one.creator_id not in hidden]
    read = [one for one in found if one.language in languages]
    followed: set[uuid.UUID] = set()
    if visit.has_consent:
        followed = set(followed_by(user, [one.creator_id for one in read]))
    # Sorting keeps the order of what is equal: the most watched first.
    ranked = sorted(read, key=lambda one: one.creator_id not in followed)
    return list(zip(PLACES, ranked[:SHOWS_MAX], strict=False))
