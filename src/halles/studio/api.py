"""What only the studio sees together: the report of a show with its sales, and a shop's goods, orders and money."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from django.http import HttpRequest
from ninja import Router, Schema

from halles.live import queries
from halles.live.errors import NotLive
from halles.markets.requests import language_asked
from halles.studio.api_goods import router as goods
from halles.studio.api_money import router as money
from halles.studio.api_order_money import router as taking_back
from halles.studio.api_orders import router as packing
from halles.studio.api_payouts import router as payouts
from halles.studio.live_report import report_of
from halles.users.api_auth import BearerAuth
from halles.users.models import User

router = Router(tags=["live"], auth=BearerAuth())
router.add_router("", goods)
router.add_router("", packing)
router.add_router("", taking_back)
router.add_router("", money)
router.add_router("", payouts)


class SoldOut(Schema):
    """Paid orders from the show, pieces without cancelled ones, goods with tax, and less what was given back."""

    orders: int
    pieces: int
    gross_minor: int
    net_minor: int


class MinuteOut(Schema):
    """`viewers` the most at once, `watch_ms` all together, `taps` sheets opened, `sold` what was bought in it."""

    at: dt.datetime
    viewers: int
    watch_ms: int
    chats: int
    hearts: int
    taps: int
    acts: list[str]
    sold: SoldOut


class ShowProductOut(Schema):
    """`explained_ms` while it was marked so, `seen` its card over the picture, `taps` its sheet opened."""

    product_id: uuid.UUID
    title: str
    explained_ms: int
    seen: int
    taps: int
    sold: SoldOut


class ShowActOut(Schema):
    """What was bought at the price or with the coupon of an act."""

    act_id: uuid.UUID
    kind_label: str
    title: str
    opened_at: dt.datetime | None
    sold: SoldOut


class ShowReportOut(Schema):
    """Minutes and `after` (the show) add up to `total`; money in `currency`, minor units."""

    currency: str
    viewer_peak: int
    watch_ms: int
    total: SoldOut
    after: SoldOut
    minutes: list[MinuteOut]
    products: list[ShowProductOut]
    acts: list[ShowActOut]


@router.get("/live-sessions/{uuid:session_id}/report", response=ShowReportOut, operation_id="get_live_report")
def get_report(request: HttpRequest, session_id: uuid.UUID, language: str = "") -> Any:
    """Minute by minute, per product and per act, up to now; 409 live.not_live before the start. Hosts."""
    user = request.user
    assert isinstance(user, User), "the router asks for a token"
    session = queries.get_for_host(user, session_id)
    found = report_of(session, language=language_asked(language) or session.language)
    if found is None:
        raise NotLive
    return found
