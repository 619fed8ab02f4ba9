"""Everything a page shows of a video, for many videos in a constant number of queries."""

from __future__ import annotations

import datetime as dt
import uuid
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from halles.catalog.queries import ProductCard, list_cards
from halles.inventory.queries import available
from halles.kit.storage import storage
from halles.media.queries import Playback, playback_many
from halles.sellers.models import SellerStaff
from halles.social.queries import Counts, counts_for
from halles.videos.caption import CaptionPart, read_caption
from halles.videos.models import Anchor, CallToAction, Video

AT_ONCE_MAX = 60


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

    Products that customers may not see (drafts, archived) are left out of the anchors. The number of queries does not
    depend on the number of videos.
    """
    assert len(video_ids) <= AT_ONCE_MAX, "ask for a page of videos"
    videos = Video.objects.filter(pk__in=list(video_ids)).select_related("creator__avatar")
    if only_published:
        videos = videos.filter(status=Video.Status.PUBLISHED, creator__status="active")
    found = {video.pk: video for video in videos}
    playbacks = playback_many([video.asset_id for video in found.values()])
    counts = counts_for("video", list(found))
    anchors = _anchors(list(found), market=market, language=language)
    own_shops = _own_shops(found.values(), anchors)
    return {
        video_id: _facts(
            found[video_id],
            playbacks[found[video_id].asset_id],
            counts[video_id],
            anchors.get(video_id, []),
            is_own_shop=video_id in own_shops,
        )
        for video_id in video_ids
        if video_id in found and found[video_id].asset_id in playbacks
    }


def unbuyable_among(video_ids: Sequence[uuid.UUID], *, market: str) -> set[uuid.UUID]:
    """Which of these videos show products none of which can be bought in the market now. Three queries."""
    anchors = _anchors(list(video_ids), market=market, language="")
    return {video_id for video_id, several in anchors.items() if not any(anchor.is_buyable for anchor in several)}


def is_selling(call_to_action: str, template_parts: Mapping[str, str]) -> bool:
    """Whether a video asks to buy: its call to action says so, or its story ends with an offer.

    A product that can be tapped does not make a video a selling one by itself.
    """
    return call_to_action == CallToAction.BUY or bool(template_parts.get("offer"))


def _facts(
    video: Video, playback: Playback, counts: Counts, anchors: list[AnchorFacts], *, is_own_shop: bool
) -> VideoFacts:
    creator = video.creator
    avatar = creator.avatar
    return VideoFacts(
        id=video.pk,
        number=video.number,
        status=video.status,
        creator=CreatorFace(
            id=creator.pk,
            handle=creator.handle,
            name=creator.name,
            avatar_url=storage().url(avatar.poster_key) if avatar and avatar.poster_key else None,
            seller_id=creator.seller_id,
        ),
        caption=video.caption,
        caption_parts=read_caption(video.caption),
        language=video.language,
        call_to_action=video.call_to_action,
        template=video.template,
        template_parts=video.template_parts,
        playback=playback,
        anchors=anchors,
        like_count=counts.like_count,
        comment_count=counts.comment_count,
        has_comments_on=video.has_comments_on,
        is_own_shop=is_own_shop,
        is_selling=is_selling(video.call_to_action, video.template_parts),
        published_at=video.published_at,
    )


def _anchors(video_ids: list[uuid.UUID], *, market: str, language: str) -> dict[uuid.UUID, list[AnchorFacts]]:
    rows = list(
        Anchor.objects.filter(video__in=video_ids, product__status__in=["active", "paused"])
        .order_by("video", "position")
        .values_list("video_id", "id", "product_id", "variant_id", "start_ms", "end_ms", "label")
    )
    cards = list_cards(list({row[2] for row in rows}), market=market, language=language)
    stock = available({variant for card in cards.values() for variant in card.variant_ids}) if cards else {}
    found: dict[uuid.UUID, list[AnchorFacts]] = defaultdict(list)
    for video_id, anchor_id, product_id, variant_id, start_ms, end_ms, label in rows:
        card = cards.get(product_id)
        if card is not None:
            is_buyable = card.is_buyable and _in_stock(card, variant_id, stock)
            found[video_id].append(
                AnchorFacts(anchor_id, product_id, variant_id, start_ms, end_ms, label, card, is_buyable)
            )
    return found


def _in_stock(card: ProductCard, variant_id: uuid.UUID | None, stock: Mapping[uuid.UUID, int]) -> bool:
    wanted = [variant_id] if variant_id else card.variant_ids
    return any(stock.get(variant, 0) > 0 for variant in wanted if variant in card.variant_ids)


def _own_shops(videos: Iterable[Video], anchors: Mapping[uuid.UUID, list[AnchorFacts]]) -> set[uuid.UUID]:
    """The videos whose profile belongs to a shop that sells in them, or to somebody who works there."""
    sellers = {video_id: {anchor.card.seller_id for anchor in several} for video_id, several in anchors.items()}
    own = set()
    asked: list[Video] = []
    for video in videos:
        if video.creator.seller_id in sellers.get(video.pk, ()):
            own.add(video.pk)
        elif video.creator.seller_id is None and sellers.get(video.pk):
            asked.append(video)
    if asked:
        places = set(
            SellerStaff.objects.filter(
                user__in={video.creator.user_id for video in asked},
                seller__in=set().union(*(sellers[video.pk] for video in asked)),
            ).values_list("user_id", "seller_id")
        )
        for video in asked:
            if any((video.creator.user_id, seller_id) in places for seller_id in sellers[video.pk]):
                own.add(video.pk)
    return own
