"""How programs read what labels and sheets say about a content: who is paid, for what, and whether it was held."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from typing import Any, Literal

from ninja import Schema

from halles.affiliates.queries.disclosures import (
    OWN_SHOP,
    Content,
    ContentDisclosure,
    Disclosure,
    disclosures_of,
    label_words,
)
from halles.live.models import LiveSession
from halles.live.queries import list_bags
from halles.live.shapes import SessionOut, session_out
from halles.markets.market import Market
from halles.videos.queries import VideoFacts
from halles.videos.shapes import VideoOut, video_out

Kind = Literal["", "paid", "commission", "gift", "own_shop"]


class ProductDisclosureOut(Schema):
    """`holding`: whether the creator has had it in their hands. `share_bps` is roughly the part of the price that a
    sale pays them, one of seven steps, 0 for nothing; the rate itself only its shop and its creator read."""

    product_id: uuid.UUID
    kind: Literal["", "paid", "commission", "gift"]
    holding: Literal["bought", "received", "not_held"]
    share_bps: int


class ContentDisclosureOut(Schema):
    """What a label has to say. `kind` is the strongest there is, "" for nothing; `words` are the law's of the market.

    `own_shop`: the goods are of a shop the creator belongs to. Where the content itself is paid for, `fee_about_minor`
    of `fee_currency` is roughly how much.
    """

    kind: Kind
    words: str
    fee_about_minor: int | None
    fee_currency: str | None
    products: list[ProductDisclosureOut]


class SeenVideoOut(VideoOut):
    """A video with what has to be said about who is paid."""

    disclosure: ContentDisclosureOut


class SeenSessionOut(SessionOut):
    """A show with what has to be said about who is paid."""

    disclosure: ContentDisclosureOut


def video_disclosures(shown: Sequence[VideoFacts], market: Market, language: str) -> dict[uuid.UUID, dict[str, Any]]:
    """The values of a ContentDisclosureOut by video. Two statements."""
    contents = {
        one.id: Content(one.id, one.creator.id, list(dict.fromkeys(anchor.product_id for anchor in one.anchors)))
        for one in shown
    }
    told = disclosures_of([contents[one.id] for one in shown if not one.is_own_shop], content_kind="video")
    return {key: _disclosure(one, told.get(key), market, language) for key, one in contents.items()}


def seen_video_out(
    video: VideoFacts, disclosures: Mapping[uuid.UUID, dict[str, Any]], sources: dict[uuid.UUID, str] | None = None
) -> dict[str, Any]:
    """The values of SeenVideoOut."""
    return {**video_out(video, sources), "disclosure": disclosures[video.id]}


def seen_sessions_out(sessions: Sequence[LiveSession], market: Market, language: str) -> list[dict[str, Any]]:
    """The values of SeenSessionOut, in order. Three statements."""
    bags = list_bags([one.pk for one in sessions])
    contents = {one.pk: Content(one.pk, one.creator_id, bags[one.pk]) for one in sessions}
    told = disclosures_of([contents[one.pk] for one in sessions if one.creator.seller_id is None], content_kind="live")
    return [
        {**session_out(one), "disclosure": _disclosure(contents[one.pk], told.get(one.pk), market, language)}
        for one in sessions
    ]


def _disclosure(content: Content, told: ContentDisclosure | None, market: Market, language: str) -> dict[str, Any]:
    """`told` None: the profile is a shop's own."""
    by_product = told.by_product if told else {}
    is_own = bool(content.product_ids) and len(by_product) < len(set(content.product_ids))
    kind = (told.kind if told else "") or ("own_shop" if is_own else "")
    work = told.work if told else None
    return {
        "kind": kind,
        "words": str(OWN_SHOP) if kind == "own_shop" else label_words(kind, market, language),
        "fee_about_minor": work.about_minor if work else None,
        "fee_currency": work.currency if work else None,
        "products": [_of_product(one) for one in by_product.values()],
    }


def _of_product(one: Disclosure) -> dict[str, Any]:
    return {"product_id": one.product_id, "kind": one.kind, "holding": one.holding, "share_bps": one.share_bps}
