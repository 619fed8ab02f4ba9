"""Videos and shows as anybody may see them over the API, with what has to be said about who is paid.

The addresses are those of the videos and the shows, whose modules know no contract: their routers get these from here.
"""

from __future__ import annotations

import uuid
from typing import Any

from django.http import HttpRequest

from halles.affiliates.shapes import (
    SeenSessionOut,
    SeenVideoOut,
    seen_sessions_out,
    seen_video_out,
    video_disclosures,
)
from halles.live import queries as live
from halles.live.api import router as live_router
from halles.markets.queries import get_market
from halles.markets.requests import language_asked, market_asked
from halles.videos import queries as videos
from halles.videos.api import MarketCode
from halles.videos.api import router as videos_router


@videos_router.get("/videos/{uuid:video_id}", response=SeenVideoOut, operation_id="get_video")
def get_video(request: HttpRequest, video_id: uuid.UUID, market: MarketCode | None = None) -> dict[str, Any]:
    """A video in view, in a market (default: the caller's)."""
    code, language = market_asked(request, market), language_asked()
    video = videos.get_public_video(video_id, market=code, language=language)
    return seen_video_out(video, video_disclosures([video], get_market(code), language))


@live_router.get("/live-sessions", response=list[SeenSessionOut], auth=None, operation_id="list_live_sessions")
def list_sessions(request: HttpRequest, market: MarketCode) -> list[dict[str, Any]]:
    """What is on air in a market, then what is coming."""
    sessions = [*live.list_live(market), *live.list_coming(market)]
    return seen_sessions_out(sessions, get_market(market), language_asked())


@live_router.get(
    "/live-sessions/{uuid:session_id}", response=SeenSessionOut, auth=None, operation_id="get_live_session"
)
def get_session(request: HttpRequest, session_id: uuid.UUID) -> dict[str, Any]:
    """A show that anybody may see; its words are those of the market it is in."""
    session = live.get_public(session_id)
    (seen,) = seen_sessions_out([session], get_market(session.market), language_asked())
    return seen
