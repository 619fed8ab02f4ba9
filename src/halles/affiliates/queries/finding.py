"""Creators a shop may want: found by what it asks for, or suggested for reasons that are told."""

from __future__ import annotations

import base64
import binascii
import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field

from halles.catalog.categories import codes_under
from halles.kit import clock
from halles.kit.pages import PAGE_SIZE, Page
from halles.kit.statements import fetch
from halles.sellers.models import Seller

RESULTS_DAYS = 90
SUGGESTED_MAX = 12
# Below this many, how often followers bought would say something about single people.
FOLLOWERS_MIN = 3

SIMILAR, FOLLOWERS, PLACE, SOLD_FOR_YOU, FROM_THERE = "similar", "followers", "place", "sold_for_you", "from_there"


@dataclass(frozen=True)
class Asked:
    """What a shop asks for; every part given narrows it."""

    text: str = ""
    category: str = ""
    market: str = ""
    language: str = ""
    country: str = ""
    # A region or a town, or the beginning of one.
    place: str = ""
    pieces_min: int = 0


@dataclass(frozen=True)
class Found:
    """A creator with past results: pieces sold in 90 days in all shops, their followers, videos published since."""

    creator_id: uuid.UUID
    handle: str
    name: str
    market: str
    languages: Sequence[str]
    avatar_key: str
    piece_count: int
    follower_count: int
    video_count: int
    origin_country: str = ""
    origin_region: str = ""
    origin_place: str = ""


@dataclass(frozen=True)
class Suggestion:
    """A creator and why: reasons with their number, the strongest first."""

    found: Found
    reasons: tuple[tuple[str, int], ...] = field(default=())


# Profiles that may sell other shops' goods, without the shop's own people.
_FACES = """
SELECT creator.id, creator.handle, creator.name, creator.market, creator.languages::text,
       COALESCE(avatar.poster_key, ''), COALESCE(sold.pieces, 0) AS pieces,
       (SELECT count(*) FROM social_follow follow WHERE follow.creator_id = creator.id),
       (SELECT count(*) FROM videos_video video WHERE video.creator_id = creator.id AND video.status = 'published'
           AND video.published_at >= %(since)s),
       creator.origin_country, creator.origin_region, creator.origin_place
FROM creators_creator creator
JOIN creators_creatorselling selling ON selling.creator_id = creator.id AND selling.status IN ('pilot', 'full')
LEFT JOIN media_asset avatar ON avatar.id = creator.avatar_id
LEFT JOIN (
    SELECT earned.creator_id, sum(line.quantity - line.canceled_quantity) AS pieces
    FROM affiliates_commission earned JOIN orders_orderline line ON line.id = earned.line_id
    WHERE earned.sold_at >= %(since)s GROUP BY 1
) sold ON sold.creator_id = creator.id
WHERE creator.status = 'active' AND creator.seller_id IS NULL
  AND NOT EXISTS (SELECT 1 FROM sellers_sellerstaff place
      WHERE place.seller_id = %(seller)s AND place.user_id = creator.user_id)
"""
_SEARCH = f"""{_FACES}
  AND (%(market)s = '' OR creator.market = %(market)s)
  AND (%(language)s = '' OR creator.languages ? %(language)s::text)
  AND (%(country)s = '' OR creator.origin_country = %(country)s)
  AND (%(place)s = '' OR lower(creator.origin_region) LIKE %(from)s OR lower(creator.origin_place) LIKE %(from)s)
  AND (%(text)s = '' OR creator.handle LIKE %(like)s OR lower(creator.name) LIKE %(like)s)
  AND (%(categories)s::text[] IS NULL OR EXISTS (
      SELECT 1 FROM videos_video video JOIN videos_anchor anchor ON anchor.video_id = video.id
      JOIN catalog_product product ON product.id = anchor.product_id
      WHERE video.creator_id = creator.id AND video.status = 'published'
        AND product.category = ANY(%(categories)s::text[])))
  AND COALESCE(sold.pieces, 0) >= %(pieces)s
  AND (%(after)s::bigint IS NULL OR (COALESCE(sold.pieces, 0), creator.id) < (%(after)s::bigint, %(after_id)s::uuid))
ORDER BY pieces DESC, creator.id DESC LIMIT %(limit)s
"""  # noqa: S608 - our own words
_REASONS = """
WITH goods AS (
    SELECT DISTINCT category, NULLIF(origin_region, '') AS region, origin_country, lower(origin_place) AS place
    FROM catalog_product
    WHERE seller_id = %(seller)s AND status = 'active'
), shown AS (
    SELECT DISTINCT video.creator_id, video.id, product.category, product.origin_region
    FROM videos_video video JOIN videos_anchor anchor ON anchor.video_id = video.id
    JOIN catalog_product product ON product.id = anchor.product_id AND product.seller_id <> %(seller)s
    WHERE video.status = 'published' AND video.published_at >= %(since)s
)
SELECT 'similar', creator_id, count(DISTINCT id) FROM shown
WHERE category IN (SELECT category FROM goods) GROUP BY 2
UNION ALL
SELECT 'place', creator_id, count(DISTINCT id) FROM shown
WHERE origin_region IN (SELECT region FROM goods) GROUP BY 2
UNION ALL
SELECT 'from_there', creator.id, 1 FROM creators_creator creator
WHERE creator.origin_country <> '' AND EXISTS (
    SELECT 1 FROM goods WHERE goods.origin_country = creator.origin_country AND (
        lower(goods.region) = lower(creator.origin_region)
        OR goods.place = lower(creator.origin_place) AND goods.place <> ''
    )
)
UNION ALL
SELECT 'followers', follow.creator_id, count(DISTINCT purchase.user_id)
FROM orders_order ordered JOIN orders_ordergroup purchase ON purchase.id = ordered.group_id
JOIN social_follow follow ON follow.user_id = purchase.user_id
WHERE ordered.seller_id = %(seller)s AND ordered.paid_at IS NOT NULL AND ordered.placed_at >= %(year)s
GROUP BY 2 HAVING count(DISTINCT purchase.user_id) >= %(followers)s
UNION ALL
SELECT 'sold_for_you', creator_id, count(DISTINCT order_id) FROM affiliates_commission
WHERE seller_id = %(seller)s AND sold_at >= %(since)s AND status <> 'void' GROUP BY 2
"""
# How much a reason weighs beside the others; within one, more is more but never alone decides.
_WEIGHTS = {SOLD_FOR_YOU: 4, FOLLOWERS: 3, SIMILAR: 2, PLACE: 1, FROM_THERE: 1}
_COUNTED_MAX = 20


def find_creators(seller: Seller, asked: Asked, *, cursor: str | None = None, size: int = PAGE_SIZE) -> Page[Found]:
    """Creators who may promote for others, those who sold most in 90 days first. Refuses catalog.unknown_category."""
    after, after_id = _read(cursor)
    values = {
        **_span(seller),
        "market": asked.market,
        "language": asked.language,
        "country": asked.country,
        "place": asked.place.strip(),
        "from": _like(asked.place.strip().lower())[1:],
        "text": asked.text.strip(),
        "like": _like(asked.text.strip().lower().removeprefix("@")),
        "categories": codes_under(asked.category) if asked.category else None,
        "pieces": asked.pieces_min,
        "after": after,
        "after_id": after_id,
        "limit": size + 1,
    }
    rows = [_found(row) for row in fetch(_SEARCH, values)]
    more, rows = len(rows) > size, rows[:size]
    return Page(rows, _write(rows[-1]) if more else None)


def suggest_creators(seller: Seller) -> list[Suggestion]:
    """Up to 12 creators with the true reasons: they showed similar goods or goods of the same place, come from there,
    people who follow them bought here (three at least), or they sold for the shop already. Whom nobody follows and who
    has shown nothing lately is suggested to nobody."""
    span = _span(seller)
    reasons: dict[uuid.UUID, dict[str, int]] = {}
    year = clock.now() - dt.timedelta(days=365)
    for reason, creator_id, count in fetch(_REASONS, {**span, "year": year, "followers": FOLLOWERS_MIN}):
        reasons.setdefault(creator_id, {})[reason] = int(count)
    ranked = sorted(reasons, key=lambda key: (-_weight(reasons[key]), key.hex))[: SUGGESTED_MAX * 4]
    faces = {row[0]: _found(row) for row in fetch(f"{_FACES} AND creator.id = ANY(%(ids)s)", {**span, "ids": ranked})}
    known = [key for key in ranked if key in faces and (faces[key].video_count or faces[key].follower_count)]
    return [Suggestion(faces[key], _ordered(reasons[key])) for key in known[:SUGGESTED_MAX]]


def list_found(seller: Seller, creator_ids: Sequence[uuid.UUID]) -> list[Found]:
    """These creators as a search shows them, in their order; those who may not promote for the shop are left out."""
    rows = fetch(f"{_FACES} AND creator.id = ANY(%(ids)s)", {**_span(seller), "ids": list(creator_ids)[:100]})
    found = {row[0]: _found(row) for row in rows}
    return [found[key] for key in creator_ids if key in found]


def _ordered(reasons: dict[str, int]) -> tuple[tuple[str, int], ...]:
    return tuple(sorted(reasons.items(), key=lambda one: -_WEIGHTS[one[0]]))


def _weight(reasons: dict[str, int]) -> int:
    return sum(_WEIGHTS[reason] * (_COUNTED_MAX + min(count, _COUNTED_MAX)) for reason, count in reasons.items())


def _span(seller: Seller) -> dict[str, object]:
    return {"seller": seller.pk, "since": clock.now() - dt.timedelta(days=RESULTS_DAYS)}


def _found(row: Sequence[object]) -> Found:
    key, handle, name, market, languages, avatar, pieces, followers, videos, country, region, place = row
    assert isinstance(key, uuid.UUID)
    told = [part.strip(' "') for part in str(languages).strip("[]").split(",")]
    return Found(
        key,
        str(handle),
        str(name),
        str(market),
        [one for one in told if one],
        str(avatar),
        int(str(pieces)),
        int(str(followers)),
        int(str(videos)),
        str(country),
        str(region),
        str(place),
    )


def _like(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    return f"%{escaped}%"


def _write(last: Found) -> str:
    return base64.urlsafe_b64encode(last.creator_id.bytes + last.piece_count.to_bytes(8, "big")).decode().rstrip("=")


def _read(cursor: str | None) -> tuple[int | None, uuid.UUID | None]:
    try:
        told = base64.urlsafe_b64decode((cursor or "")[:60] + "==")
    except (ValueError, binascii.Error):
        return None, None
    # A number that no cursor of ours has is none the database could compare with.
    if len(told) != 24 or told[16] > 0x7F:
        return None, None
    return int.from_bytes(told[16:], "big"), uuid.UUID(bytes=told[:16])
