"""How programs see videos: the shapes of the API, also of the feed's."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from ninja import Schema

from halles.catalog.queries import PriceView
from halles.media.queries import Playback
from halles.videos.models import Anchor, Video
from halles.videos.queries import AnchorFacts, VideoFacts


class RungOut(Schema):
    short_edge: int
    width: int
    height: int
    url: str
    bytes: int
    bitrate_bps: int


class CaptionsOut(Schema):
    language: str
    label: str
    url: str


class PlaybackOut(Schema):
    """`sources`: faststart MP4 by byte ranges, smallest first; addresses are relative to the site."""

    poster_url: str
    blur: str
    duration_ms: int
    width: int
    height: int
    has_audio: bool
    sources: list[RungOut]
    captions: list[CaptionsOut]


class AmountOut(Schema):
    """Minor units of `currency`; on a reduction `reduced_from_minor` is the low of the days before it."""

    amount_minor: int
    currency: str
    reduced_from_minor: int | None


class AnchorOut(Schema):
    """A product from `start_ms` to `end_ms` of the clip. `source`: send it with the order (feed only)."""

    id: uuid.UUID
    product_id: uuid.UUID
    variant_id: uuid.UUID | None
    start_ms: int
    end_ms: int
    label: str
    title: str
    photo_url: str
    seller_id: uuid.UUID
    seller_name: str
    price: AmountOut | None
    is_buyable: bool
    source: str | None = None


class VideoCreatorOut(Schema):
    id: uuid.UUID
    handle: str
    name: str
    avatar_url: str | None
    is_official: bool


class VideoOut(Schema):
    """A video in one market and language. `is_own_shop`: the profile belongs to the shop that sells in it;
    `is_made_with_ai`: its creator says that a machine made pictures or voices of it."""

    id: uuid.UUID
    creator: VideoCreatorOut
    caption: str
    hashtags: list[str]
    language: str
    call_to_action: str
    playback: PlaybackOut
    anchors: list[AnchorOut]
    like_count: int
    comment_count: int
    has_comments_on: bool
    is_own_shop: bool
    is_made_with_ai: bool
    is_selling: bool
    published_at: dt.datetime | None


class OwnAnchorOut(Schema):
    id: uuid.UUID
    product_id: uuid.UUID
    variant_id: uuid.UUID | None
    start_ms: int
    end_ms: int
    label: str


class OwnVideoOut(Schema):
    """A video as its creator has it; `asset_status` says how far its clip is."""

    id: uuid.UUID
    creator_id: uuid.UUID
    status: str
    asset_status: str
    progress_percent: int
    caption: str
    language: str
    template: str
    template_parts: dict[str, str]
    call_to_action: str
    markets: list[str]
    has_comments_on: bool
    is_made_with_ai: bool
    publish_at: dt.datetime | None
    published_at: dt.datetime | None
    anchors: list[OwnAnchorOut]


def video_out(video: VideoFacts, sources: dict[uuid.UUID, str] | None = None) -> dict[str, Any]:
    """The values of VideoOut."""
    return {
        "id": video.id,
        "creator": {
            "id": video.creator.id,
            "handle": video.creator.handle,
            "name": video.creator.name,
            "avatar_url": video.creator.avatar_url,
            "is_official": video.creator.is_official,
        },
        "caption": video.caption,
        "hashtags": [part.target for part in video.caption_parts if part.kind == "hashtag"],
        "language": video.language,
        "call_to_action": video.call_to_action,
        "playback": _playback(video.playback),
        "anchors": [_anchor(anchor, (sources or {}).get(anchor.id)) for anchor in video.anchors],
        "like_count": video.like_count,
        "comment_count": video.comment_count,
        "has_comments_on": video.has_comments_on,
        "is_own_shop": video.is_own_shop,
        "is_made_with_ai": video.is_made_with_ai,
        "is_selling": video.is_selling,
        "published_at": video.published_at,
    }


def own_video_out(video: Video, anchors: list[Anchor]) -> dict[str, Any]:
    """The values of OwnVideoOut."""
    return {
        "id": video.pk,
        "creator_id": video.creator_id,
        "status": video.status,
        "asset_status": video.asset.status,
        "progress_percent": video.asset.progress_percent,
        "caption": video.caption,
        "language": video.language,
        "template": video.template,
        "template_parts": video.template_parts,
        "call_to_action": video.call_to_action,
        "markets": video.markets,
        "has_comments_on": video.has_comments_on,
        "is_made_with_ai": video.is_made_with_ai,
        "publish_at": video.publish_at,
        "published_at": video.published_at,
        "anchors": anchors,
    }


def _playback(playback: Playback) -> dict[str, Any]:
    return {
        "poster_url": playback.poster_url,
        "blur": playback.blur,
        "duration_ms": playback.duration_ms,
        "width": playback.width,
        "height": playback.height,
        "has_audio": playback.has_audio,
        "sources": [
            {
                "short_edge": rung.short_edge,
                "width": rung.width,
                "height": rung.height,
                "url": rung.url,
                "bytes": rung.bytes,
                "bitrate_bps": rung.bitrate_bps,
            }
            for rung in playback.sources
        ],
        "captions": [
            {"language": track.language, "label": track.label, "url": track.url} for track in playback.captions
        ],
    }


def _anchor(anchor: AnchorFacts, source: str | None) -> dict[str, Any]:
    return {
        "id": anchor.id,
        "product_id": anchor.product_id,
        "variant_id": anchor.variant_id,
        "start_ms": anchor.start_ms,
        "end_ms": anchor.end_ms,
        "label": anchor.label,
        "title": anchor.card.title,
        "photo_url": anchor.card.photo_url,
        "seller_id": anchor.card.seller_id,
        "seller_name": anchor.card.seller_name,
        "price": _amount(anchor.card.price),
        "is_buyable": anchor.is_buyable,
        "source": source,
    }


def _amount(price: PriceView | None) -> dict[str, Any] | None:
    if price is None:
        return None
    return {
        "amount_minor": price.amount_minor,
        "currency": price.currency,
        "reduced_from_minor": price.reduced_from_minor,
    }
