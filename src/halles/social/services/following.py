"""Following creators."""

from __future__ import annotations

from halles.creators.models import Creator
from halles.interactions.models import Kind
from halles.interactions.services import record
from halles.interactions.visits import Visit
from halles.kit import clock, ids, rate_limits
from halles.social import tallies
from halles.social.blocks import is_blocked
from halles.social.errors import PersonBlocked
from halles.social.tallies import Counted
from halles.users.models import User

FOLLOWS_PER_HOUR_MAX = 200

_FOLLOW = """INSERT INTO social_follow (id, user_id, creator_id, created_at)
VALUES (%(id)s, %(user)s, %(target)s, %(at)s)"""
_UNFOLLOW = "DELETE FROM social_follow WHERE user_id = %(user)s AND creator_id = %(target)s"


def follow(user: User, creator: Creator, *, visit: Visit | None = None, market: str = "") -> bool:
    """Follow a creator; whether that is new. Following twice changes nothing. Refuses social.person_blocked."""
    if is_blocked(user, [creator.user_id]):
        raise PersonBlocked
    rate_limits.take(f"follow:{user.pk}", limit=FOLLOWS_PER_HOUR_MAX, per_seconds=3600)
    values = {"id": ids.uuid7(), "user": user.pk, "at": clock.now()}
    is_new = tallies.insert_counted(_FOLLOW, values, Counted("creator", creator.pk, "follow"))
    if is_new:
        _record(Kind.FOLLOW, user, creator, visit, market)
    return is_new


def unfollow(user: User, creator: Creator, *, visit: Visit | None = None, market: str = "") -> bool:
    """Stop following a creator; whether one did."""
    did = tallies.delete_counted(_UNFOLLOW, {"user": user.pk}, Counted("creator", creator.pk, "follow"))
    if did:
        _record(Kind.UNFOLLOW, user, creator, visit, market)
    return did


def _record(kind: Kind, user: User, creator: Creator, visit: Visit | None, market: str) -> None:
    record(
        kind,
        visit=visit,
        user_id=user.pk,
        market=market,
        content_kind="creator",
        content_id=creator.pk,
        creator_id=creator.pk,
    )
