"""The feed over the API."""

from __future__ import annotations

import json
import uuid
from collections.abc import Mapping
from typing import Annotated, Any

from django.core.serializers.json import DjangoJSONEncoder
from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language
from ninja import Query, Router, Schema
from pydantic import Field

from halles.affiliates.shapes import SeenVideoOut, seen_video_out, video_disclosures
from halles.interactions.visits import Visit, new_visit
from halles.kit.signing import TOKEN_LENGTH_MAX
from halles.markets.market import Market
from halles.markets.queries import get_market
from halles.recommender.queries import PAGE_SIZE, PAGE_SIZE_MAX, FeedItem, next_page
from halles.recommender.reasons import sentence
from halles.users.api_auth import BearerAuth
from halles.users.models import User

router = Router(tags=["feed"])


class ReasonOut(Schema):
    """Why an item is there: a code for programs, a sentence for people."""

    code: str
    sentence: str


class FeedItemOut(Schema):
    """`source`: the signed token of this showing; send it with an order, and with what is reported to /beacon."""

    position: int
    video: SeenVideoOut
    source: str
    reasons: list[ReasonOut]
    is_liked: bool
    is_followed: bool


class FeedOut(Schema):
    """`next_cursor` is null at the end; `end`: caught_up, selling_share (only items that sell are left) or enough."""

    items: list[FeedItemOut]
    next_cursor: str | None
    end: str


class FeedIn(Schema):
    cursor: Annotated[str, Field(max_length=TOKEN_LENGTH_MAX)] | None = None
    limit: Annotated[int, Field(ge=1, le=PAGE_SIZE_MAX)] = PAGE_SIZE
    market: Annotated[str, Field(pattern=r"^[A-Z]{2}$")] | None = None


def find_caller(request: HttpRequest) -> bool:
    """Whoever asks may have the feed; who sends a token gets their own, and a wrong token is refused."""
    if "Authorization" not in request.headers:
        return True
    return BearerAuth()(request) is not None


@router.get("/feed", response=FeedOut, auth=find_caller, operation_id="get_feed")
def get_feed(request: HttpRequest, asked: Query[FeedIn]) -> HttpResponse:
    """The next items for the caller; pass `next_cursor` on for more: nothing comes twice."""
    user = request.user if isinstance(request.user, User) else None
    market: Market = get_market(asked.market) if asked.market else request.market  # type: ignore[attr-defined]
    visit: Visit = getattr(request, "visit", None) or new_visit()
    page = next_page(
        user=user,
        visit=visit,
        market=market,
        languages=[(get_language() or "en").split("-")[0]],
        cursor=asked.cursor or None,
        size=asked.limit,
    )
    # Written directly: checking a hundred objects of ours against their schema takes longer than finding them.
    language = (get_language() or "en").split("-")[0]
    disclosures = video_disclosures([item.video for item in page.items], market, language)
    items = [_item(item, disclosures) for item in page.items]
    body = {"items": items, "next_cursor": page.next_cursor, "end": page.end}
    return HttpResponse(json.dumps(body, cls=DjangoJSONEncoder), content_type="application/json")


def _item(item: FeedItem, disclosures: Mapping[uuid.UUID, dict[str, Any]]) -> dict[str, Any]:
    return {
        "position": item.position,
        "video": seen_video_out(item.video, disclosures, dict(item.anchor_sources)),
        "source": item.source,
        "reasons": [{"code": reason.code, "sentence": sentence(reason)} for reason in item.reasons],
        "is_liked": item.is_liked,
        "is_followed": item.is_followed,
    }
