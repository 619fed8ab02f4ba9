"""One page of the feed: candidates → filters → scorer → mixer → loading, again without what cannot be bought."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, replace

from halles.recommender import candidates, filters, scorer
from halles.recommender.mixer import Mix, Pick, mix
from halles.recommender.request import FeedRequest, Pooled
from halles.videos.queries import VideoFacts, feed_facts

# After the page itself, each round loads more at once, so that a row of sold-out clips is passed in a few steps.
NEXT_ROUNDS = (3, 6, 6, 6)
LOADED_MAX = 60


@dataclass(frozen=True)
class Chosen:
    """The picks of a page with what is shown of them, and the mix they come from."""

    picks: list[tuple[Pick, VideoFacts]]
    mix: Mix


def choose(request: FeedRequest, *, language: str) -> Chosen:
    """The next page for a request; what was found unbuyable counts as served, so that it is not looked at again."""
    pool = filters.allowed(request, candidates.gather(request))
    ranked = scorer.score(request, pool)
    page = _mix(request, ranked)
    if page.short_of in ("selling_share", "creators"):
        pool = pool | filters.allowed(request, candidates.deeper(request, {*request.session.served, *pool}))
        ranked = scorer.score(request, pool)
        page = _mix(request, ranked)
    return _load(request, ranked, page, language)


def _mix(request: FeedRequest, ranked: list[Pooled], *, size: int | None = None) -> Mix:
    strict = mix(ranked, request.session, size=size or request.size, selling_share_bps=request.selling_share_bps)
    if strict.short_of != "creators":
        return strict
    return mix(
        ranked,
        request.session,
        size=size or request.size,
        selling_share_bps=request.selling_share_bps,
        may_repeat_creator=True,
    )


def _load(request: FeedRequest, ranked: list[Pooled], page: Mix, language: str) -> Chosen:
    """Load what the mix names, drop what cannot be bought here, mix again; the last mix takes only what is loaded."""
    facts: dict[uuid.UUID, VideoFacts] = {}
    dropped: set[int] = set()
    wanted = page
    for factor in NEXT_ROUNDS:
        missing = [pick.pooled.candidate.id for pick in wanted.picks if pick.pooled.candidate.id not in facts]
        facts |= feed_facts(missing, market=request.market.code, language=language) if missing else {}
        found = {pick.pooled.candidate.number for pick in wanted.picks if not _may_be_shown(request, pick, facts)}
        if found:
            dropped |= found
            ranked = [pooled for pooled in ranked if pooled.candidate.number not in found]
            page = _mix(request, ranked)
        if all(pick.pooled.candidate.id in facts for pick in page.picks):
            break
        wanted = _mix(request, ranked, size=min(factor * request.size, LOADED_MAX))
    else:
        page = _mix(request, [pooled for pooled in ranked if pooled.candidate.id in facts])
    session = replace(page.session, served=page.session.served | dropped)
    picks = [(pick, _with_buyable_anchors(request, facts[pick.pooled.candidate.id])) for pick in page.picks]
    return Chosen(picks, replace(page, session=session))


def _may_be_shown(request: FeedRequest, pick: Pick, facts: Mapping[uuid.UUID, VideoFacts]) -> bool:
    video = facts.get(pick.pooled.candidate.id)
    return video is not None and not video.is_unbuyable and not _is_all_hidden(request, video)


def _is_all_hidden(request: FeedRequest, video: VideoFacts) -> bool:
    """Whether it shows products and the person hid every one of them."""
    hidden = request.hidden.products
    return bool(hidden and video.anchors) and all(anchor.product_id in hidden for anchor in video.anchors)


def _with_buyable_anchors(request: FeedRequest, video: VideoFacts) -> VideoFacts:
    """The feed shows no product that cannot be bought here now, and none that the person hid."""
    kept = [
        anchor for anchor in video.anchors if anchor.is_buyable and anchor.product_id not in request.hidden.products
    ]
    return video if len(kept) == len(video.anchors) else replace(video, anchors=kept)
