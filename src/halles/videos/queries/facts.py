"""Everything a page shows of a video, for many videos at once."""

from __future__ import annotations

import datetime as dt
import json
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from halles.catalog.queries import ProductCard, list_cards
from halles.inventory.queries import available
from halles.kit.statements import fetch
from halles.kit.storage import storage
from halles.media.queries import Playback, playback_many
from halles.social.queries import Counts, counts_for
from halles.videos.caption import CaptionPart, read_caption
from halles.videos.models import CallToAction

AT_ONCE_MAX = 60

_VIDEOS = """
SELECT v.id, v.number, v.status, v.asset_id, v.caption, v.language, v.call_to_action, v.template, v.template_parts,
       v.has_comments_on, v.is_made_with_ai, v.published_at, c.id, c.handle, c.name, c.seller_id, avatar.poster_key
FROM videos_video v
JOIN creators_creator c ON c.id = v.creator_id
LEFT JOIN media_asset avatar ON avatar.id = c.avatar_id
WHERE v.id = ANY(%(ids)s::uuid[]) AND (%(is_any)s OR (v.status = 'published' AND c.status = 'active'))
"""

_ANCHORS = """
SELECT a.video_id, a.id, a.product_id, a.variant_id, a.start_ms, a.end_ms, a.label,
       CASE WHEN c.seller_id IS NULL THEN EXISTS (
           SELECT 1 FROM sellers_sellerstaff place WHERE place.seller_id = p.seller_id AND place.user_id = c.user_id
       ) ELSE c.seller_id = p.seller_id END
FROM videos_anchor a
JOIN catalog_product p ON p.id = a.product_id AND p.status IN ('active', 'paused')
JOIN videos_video v ON v.id = a.video_id
JOIN creators_creator c ON c.id = v.creator_id
WHERE a.video_id = ANY(%s::uuid[]) ORDER BY a.video_id, a.position
"""


class _Row(NamedTuple):
    id: uuid.UUID
    number: int
    status: str
    asset_id: uuid.UUID
    caption: str
    language: str
    call_to_action: str
    template: str
    template_parts: str
    has_comments_on: bool
    is_made_with_ai: bool
    published_at: dt.datetime | None
    creator_id: uuid.UUID
    handle: str
    name: str
    seller_id: uuid.UUID | None
    avatar_key: str | None


@dataclass(frozen=True, slots=True)
class CreatorFace:
    """Who posted it, at a glance."""

    id: uuid.UUID
    handle: str
    name: str
    avatar_url: str | None
    seller_id: uuid.UUID | None

    @property
    def is_official(self) -> bool:
        """Whether it is a shop's own profile."""
        return self.seller_id is not None


@dataclass(frozen=True, slots=True)
class AnchorFacts:
    """A product at its moment; `is_buyable` knows price, shop and stock in the market asked for."""

    id: uuid.UUID
    product_id: uuid.UUID
    variant_id: uuid.UUID | None
    start_ms: int
    end_ms: int
    label: str
    card: ProductCard
    is_buyable: bool


@dataclass(frozen=True, slots=True)
class VideoFacts:
    """A video as the player, a page or a program needs it, in one market and language."""

    id: uuid.UUID
    number: int
    status: str
    creator: CreatorFace
    caption: str
    caption_parts: list[CaptionPart]
    language: str
    call_to_action: str
    template: str
    template_parts: Mapping[str, str]
    playback: Playback
    anchors: list[AnchorFacts]
    like_count: int
    comment_count: int
    has_comments_on: bool
    # The disclosure, derived from who posted and who sells: the profile is the shop's, or belongs to its people.
    is_own_shop: bool
    is_made_with_ai: bool
    is_selling: bool
    published_at: dt.datetime | None

    @property
    def is_unbuyable(self) -> bool:
        """Whether it shows products none of which can be bought here now."""
        return bool(self.anchors) and not any(anchor.is_buyable for anchor in self.anchors)


def feed_facts(
    video_ids: Sequence[uuid.UUID], *, market: str, language: str, only_published: bool = True
) -> dict[uuid.UUID, VideoFacts]:
    """The facts of up to 60 videos by id, in the order asked; those that cannot be watched are left out.

    Products that customers may not see (drafts, archived) are left out of the anchors. Six queries, in plain SQL and
    without model objects: the feed has 10 ms for everything.
    """
    assert len(video_ids) <= AT_ONCE_MAX, "ask for a page of videos"
    found = fetch(_VIDEOS, {"ids": list(video_ids), "is_any": not only_published})
    rows = {row.id: row for row in map(_Row._make, found)}
    playbacks = playback_many([row.asset_id for row in rows.values()])
    counts = counts_for("video", list(rows))
    anchors = _anchors(list(rows), market=market, language=language)
    return {
        video_id: _facts(
            rows[video_id], playbacks[rows[video_id].asset_id], counts[video_id], anchors.get(video_id, ((), False))
        )
        for video_id in video_ids
        if video_id in rows and rows[video_id].asset_id in playbacks
    }


def unbuyable_among(video_ids: Sequence[uuid.UUID], *, market: str) -> set[uuid.UUID]:
    """Which of these videos show products none of which can be bought in the market now. Three queries."""
    anchors = _anchors(list(video_ids), market=market, language="")
    return {video_id for video_id, (several, _own) in anchors.items() if not any(one.is_buyable for one in several)}


def is_selling(call_to_action: str, template_parts: Mapping[str, str]) -> bool:
    """Whether a video asks to buy: its call to action says so, or its story ends with an offer.

    A product that can be tapped does not make a video a selling one by itself.
    """
    return call_to_action == CallToAction.BUY or bool(template_parts.get("offer"))


def _facts(row: _Row, playback: Playback, counts: Counts, anchors: tuple[Sequence[AnchorFacts], bool]) -> VideoFacts:
    parts = json.loads(row.template_parts)
    return VideoFacts(
        id=row.id,
        number=row.number,
        status=row.status,
        creator=CreatorFace(
            id=row.creator_id,
            handle=row.handle,
            name=row.name,
            avatar_url=storage().url(row.avatar_key) if row.avatar_key else None,
            seller_id=row.seller_id,
        ),
        caption=row.caption,
        caption_parts=read_caption(row.caption),
        language=row.language,
        call_to_action=row.call_to_action,
        template=row.template,
        template_parts=parts,
        playback=playback,
        anchors=list(anchors[0]),
        like_count=counts.like_count,
        comment_count=counts.comment_count,
        has_comments_on=row.has_comments_on,
        is_own_shop=anchors[1],
        is_made_with_ai=row.is_made_with_ai,
        is_selling=is_selling(row.call_to_action, parts),
        published_at=row.published_at,
    )


def _anchors(
    video_ids: list[uuid.UUID], *, market: str, language: str
) -> dict[uuid.UUID, tuple[list[AnchorFacts], bool]]:
    """The products of each video, and whether its profile is one of their shops' or of somebody working there."""
    rows = fetch(_ANCHORS, [video_ids])
    if not rows:
        return {}
    cards = list_cards(list({row[2] for row in rows}), market=market, language=language)
    stock = available({variant for card in cards.values() for variant in card.variant_ids})
    found: dict[uuid.UUID, tuple[list[AnchorFacts], bool]] = {}
    for video_id, anchor_id, product_id, variant_id, start_ms, end_ms, label, is_own_shop in rows:
        card = cards[product_id]
        is_buyable = card.is_buyable and _in_stock(card, variant_id, stock)
        anchor = AnchorFacts(anchor_id, product_id, variant_id, start_ms, end_ms, label, card, is_buyable)
        several, was_own = found.get(video_id, ([], False))
        found[video_id] = ([*several, anchor], was_own or is_own_shop)
    return found


def _in_stock(card: ProductCard, variant_id: uuid.UUID | None, stock: Mapping[uuid.UUID, int]) -> bool:
    wanted = [variant_id] if variant_id else card.variant_ids
    return any(stock.get(variant, 0) > 0 for variant in wanted if variant in card.variant_ids)
