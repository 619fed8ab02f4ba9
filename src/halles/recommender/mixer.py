"""Puts the best candidates into an order worth watching. Pure: no database, no clock."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from halles.recommender import weights
from halles.recommender.request import Pooled
from halles.recommender.session import WHOLE_BPS, Session, short_creator


@dataclass(frozen=True)
class Pick:
    """A candidate in its place; `lane` says whether it came for its score or as a new video to be tried."""

    pooled: Pooled
    position: int
    lane: Literal["score", "new"]


@dataclass(frozen=True)
class Mix:
    """The order, the sitting after it, and why it is shorter than asked ("" when it is not)."""

    picks: list[Pick]
    session: Session
    short_of: Literal["", "candidates", "selling_share", "creators"]


def mix(
    ranked: Sequence[Pooled],
    session: Session,
    *,
    size: int,
    selling_share_bps: int,
    may_repeat_creator: bool = False,
) -> Mix:
    """Up to `size` of the candidates (best first), in order.

    Never two of one creator in a row (with `may_repeat_creator`: unless no other is left); in any 10,000 / share items
    at most one that sells, across pages too; one in eight a new video while there are any.
    """
    left = list(ranked)
    picks: list[Pick] = []
    short_of: Literal["", "candidates", "selling_share", "creators"] = ""
    session = _capped(session, selling_share_bps)
    while len(picks) < size:
        found = _choose(left, session, may_repeat_creator=may_repeat_creator)
        if found is None:
            short_of = _why_short(left, session)
            break
        left.remove(found[0])
        picks.append(Pick(found[0], session.position, found[1]))
        session = _after(session, found[0], found[1], selling_share_bps)
    return Mix(picks, session, short_of)


def _choose(
    left: Sequence[Pooled], session: Session, *, may_repeat_creator: bool
) -> tuple[Pooled, Literal["score", "new"]] | None:
    if session.new_credit >= WHOLE_BPS:
        tried = next((pooled for pooled in left if "new" in pooled.sources and _fits(pooled, session)), None)
        if tried is not None:
            return tried, "new"
    found = next((pooled for pooled in left if _fits(pooled, session)), None)
    if found is None and may_repeat_creator:
        found = next((pooled for pooled in left if _may_sell(pooled, session)), None)
    return (found, "score") if found else None


def _fits(pooled: Pooled, session: Session) -> bool:
    return _may_sell(pooled, session) and short_creator(pooled.candidate.creator_id) != session.last_creator


def _may_sell(pooled: Pooled, session: Session) -> bool:
    return not pooled.candidate.is_selling or session.selling_credit >= WHOLE_BPS


def _after(session: Session, pooled: Pooled, lane: str, selling_share_bps: int) -> Session:
    """Selling is paid from a credit that each item refills by the share, and that holds hardly more than one payment:
    items that did not sell cannot be saved up for a block of those that do."""
    candidate = pooled.candidate
    selling = session.selling_credit - (WHOLE_BPS if candidate.is_selling else 0) + selling_share_bps
    new = session.new_credit - (WHOLE_BPS if lane == "new" else 0) + weights.NEW_SHARE_BPS
    after = replace(
        session,
        position=min(session.position + 1, 0xFFFF),
        selling_credit=selling,
        new_credit=min(new, 2 * WHOLE_BPS - 1),
        last_creator=short_creator(candidate.creator_id),
        served=session.served | {candidate.number},
    )
    return _capped(after, selling_share_bps)


def _capped(session: Session, selling_share_bps: int) -> Session:
    most = WHOLE_BPS + selling_share_bps - 1 if selling_share_bps else 0
    return replace(session, selling_credit=min(session.selling_credit, most))


def _why_short(left: Sequence[Pooled], session: Session) -> Literal["candidates", "selling_share", "creators"]:
    if not left:
        return "candidates"
    return "creators" if any(_may_sell(pooled, session) for pooled in left) else "selling_share"
