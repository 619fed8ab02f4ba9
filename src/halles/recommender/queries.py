"""The feed, a page at a time."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from halles.interactions.queries import list_recently_played
from halles.interactions.sources import new_source, sign_source
from halles.interactions.visits import Visit
from halles.kit import clock
from halles.markets.market import Market
from halles.recommender import weights
from halles.recommender.mixer import Pick
from halles.recommender.models import FeedChoice
from halles.recommender.pages import Chosen, choose
from halles.recommender.reasons import Reason, reasons_for
from halles.recommender.request import FeedRequest
from halles.recommender.session import Session, new_session, read_cursor, write_cursor
from halles.social.queries import followed_by, hidden_for, liked_by
from halles.users.models import User
from halles.videos.queries import VideoFacts

PAGE_SIZE = 8
PAGE_SIZE_MAX = 20


@dataclass(frozen=True)
class FeedItem:
    """A video in its place in the feed, with its reasons and the signed tokens that say it was met here.

    Of its products only those are in it that can be bought in the market now.
    """

    video: VideoFacts
    position: int
    reasons: list[Reason]
    source: str
    anchor_sources: Mapping[uuid.UUID, str]
    is_liked: bool
    is_followed: bool


@dataclass(frozen=True)
class FeedPage:
    """Some items and the cursor of the next ones; None at the end, and `end` says which end it is.

    "caught_up": all was shown. "selling_share": only selling items are left, and enough were shown. "enough": the
    sitting is as long as a cursor can carry.
    """

    items: list[FeedItem]
    next_cursor: str | None
    end: Literal["", "caught_up", "selling_share", "enough"]


def next_page(
    *,
    user: User | None,
    visit: Visit,
    market: Market,
    languages: Sequence[str],
    cursor: str | None = None,
    size: int = PAGE_SIZE,
    selling_share_bps: int | None = None,
) -> FeedPage:
    """The next items for this person (or visit) in a market; while nothing changes a `cursor` gives the same page.

    `languages`: two-letter codes, the one for texts first. Without consent to profiling only what was posted lately,
    what is popular and what is new is chosen from, and every item says so. A cursor that is not ours, or is older than
    12 hours, is refused (recommender.cursor_refused). The number of queries does not depend on the page size.
    """
    now = clock.now()
    session = read_cursor(cursor, now) if cursor else new_session(now)
    share = selling_share_bps if selling_share_bps is not None else selling_share(user, market)
    request = FeedRequest(
        market=market,
        languages=tuple(languages),
        session=session,
        selling_share_bps=share,
        size=max(1, min(size, PAGE_SIZE_MAX)),
        now=now,
        is_personal=visit.has_consent,
        followed=frozenset(followed_by(user)) if user and visit.has_consent else frozenset(),
        hidden=hidden_for(user, visit),
        played=frozenset(list_recently_played(visit, user.pk if user else None)),
    )
    chosen = choose(request, language=languages[0] if languages else "en")
    return _page(request, chosen, user)


def selling_share(user: User | None, market: Market) -> int:
    """How many of 10,000 items may sell: what the person chose, else the market's share."""
    if user is not None:
        chosen = FeedChoice.objects.filter(pk=user.pk).values_list("selling_share_bps", flat=True).first()
        if chosen is not None:
            return chosen
    return market.selling_share_bps


def _page(request: FeedRequest, chosen: Chosen, user: User | None) -> FeedPage:
    liked = liked_by(user, "video", [video.id for _pick, video in chosen.picks])
    followed = followed_by(user, {video.creator.id for _pick, video in chosen.picks}) if user else set()
    items = [
        _item(request, pick, video, is_liked=video.id in liked, is_followed=video.creator.id in followed)
        for pick, video in chosen.picks
    ]
    end = _end(request.session, chosen)
    return FeedPage(items, None if end else write_cursor(chosen.mix.session), end)


def _end(before: Session, chosen: Chosen) -> Literal["", "caught_up", "selling_share", "enough"]:
    mixed = chosen.mix
    served_now = {pick.pooled.candidate.number for pick, _video in chosen.picks}
    # A short page in which something was sold out says nothing: the next look may find more.
    if mixed.short_of and mixed.session.served == before.served | served_now:
        return "selling_share" if mixed.short_of == "selling_share" else "caught_up"
    return "enough" if mixed.session.is_full else ""


def _item(request: FeedRequest, pick: Pick, video: VideoFacts, *, is_liked: bool, is_followed: bool) -> FeedItem:
    reasons = reasons_for(request, pick, video)
    source = new_source(
        content_kind="video",
        content_id=video.id,
        creator_id=video.creator.id,
        position=pick.position,
        surface="feed",
        reasons=[reason.code for reason in reasons],
        candidate_source="new" if pick.lane == "new" else max(pick.pooled.sources, key=pick.pooled.sources.__getitem__),
        model_version=weights.MODEL_VERSION,
    )
    return FeedItem(
        video=video,
        position=pick.position,
        reasons=reasons,
        source=sign_source(source),
        anchor_sources={anchor.id: sign_source(source, anchor_id=anchor.id) for anchor in video.anchors},
        is_liked=is_liked,
        is_followed=is_followed,
    )
