"""Videos as anyone may see them."""

from __future__ import annotations

import datetime as dt
import uuid

from django.db.models import Max, Q, QuerySet

from halles.kit.pages import Page, page_by_id
from halles.videos.caption import normalise_tag
from halles.videos.errors import VideoNotFound
from halles.videos.models import Anchor, Video
from halles.videos.queries.facts import VideoFacts, feed_facts

PAGE_SIZE = 24


def get_public_video(video_id: uuid.UUID, *, market: str, language: str) -> VideoFacts:
    """A video in view in the market; refuses videos.not_found for all others."""
    found = find_public_video(video_id, market=market, language=language)
    if found is None:
        raise VideoNotFound
    return found


def find_public_video(video_id: uuid.UUID, *, market: str, language: str) -> VideoFacts | None:
    """A video in view in the market, or None."""
    if not public_videos(market).filter(pk=video_id).exists():
        return None
    return feed_facts([video_id], market=market, language=language).get(video_id)


def list_public_videos_of(
    creator_id: uuid.UUID, *, market: str, language: str, cursor: str | None = None
) -> Page[VideoFacts]:
    """A page of what a creator has in view, latest upload first."""
    return _page(public_videos(market).filter(creator=creator_id), cursor, market=market, language=language)


def list_videos_with_product(
    product_id: uuid.UUID, *, market: str, language: str, cursor: str | None = None
) -> Page[VideoFacts]:
    """A page of the videos in view that show a product."""
    videos = public_videos(market).filter(pk__in=Video.objects.filter(anchors__product=product_id).values("pk"))
    return _page(videos, cursor, market=market, language=language)


def list_products_shown(creator_id: uuid.UUID, *, market: str, limit: int) -> list[uuid.UUID]:
    """The products in a creator's videos in view, those shown last first. One query."""
    shown = Anchor.objects.filter(video__in=public_videos(market).filter(creator=creator_id))
    latest = shown.values("product").annotate(last=Max("video__published_at")).order_by("-last", "product")
    return list(latest.values_list("product", flat=True)[:limit])


def list_videos_with_tag(tag: str, *, market: str, language: str, cursor: str | None = None) -> Page[VideoFacts]:
    """A page of the videos in view whose caption carries a hashtag, written in any way."""
    videos = public_videos(market).filter(hashtags__hashtag__tag=normalise_tag(tag))
    return _page(videos, cursor, market=market, language=language)


def public_videos(market: str) -> QuerySet[Video]:
    """What may be watched in a market."""
    return Video.objects.filter(in_market(market), status=Video.Status.PUBLISHED, creator__status="active")


def in_market(market: str) -> Q:
    """Videos for everywhere, or for this market among others."""
    return Q(markets=[]) | Q(markets__contains=[market])


def _page(videos: QuerySet[Video], cursor: str | None, *, market: str, language: str) -> Page[VideoFacts]:
    page = page_by_id(videos.only("pk"), cursor, size=PAGE_SIZE)
    facts = feed_facts([video.pk for video in page.rows], market=market, language=language)
    return Page(list(facts.values()), page.next_cursor)


def find_shown_with(creator_id: uuid.UUID, product_id: uuid.UUID, *, since: dt.datetime) -> uuid.UUID | None:
    """The first video of a creator that is shown now, was published since then and has the product placed, or None."""
    shown = Video.objects.filter(creator=creator_id, status=Video.Status.PUBLISHED, published_at__gte=since)
    placed = shown.filter(anchors__product=product_id).order_by("published_at", "pk")
    return placed.values_list("pk", flat=True).first()
