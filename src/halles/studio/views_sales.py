"""What sold from which video, for a shop and for a creator, on the page and as a file."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from halles.creators import queries as creators
from halles.studio.access import signed_in
from halles.studio.csv_file import csv_answer, plain
from halles.studio.sales_desk import DAYS, SalesRow, SalesTable, sales_of_profile, sales_of_shop, span_of
from halles.studio.shop_access import Desk, Role, shop_desk, show
from halles.users.models import User

COLUMNS = (
    "video",
    "creator",
    "words",
    "impressions",
    "plays",
    "watched_seconds",
    "product_taps",
    "sheet_opens",
    "orders",
    "pieces",
    "currency",
    "sold",
    "sold_net",
)


@require_safe
@shop_desk(Role.MANAGER)
def shop_sales(request: HttpRequest, desk: Desk) -> HttpResponse:
    """What each video sold of this shop's goods, what came otherwise, and the share of videos in all of it."""
    return show(request, desk, "sales/shop.html", {"section": "sales", **_context(_of_shop(request, desk))})


@require_safe
@shop_desk(Role.MANAGER)
def shop_sales_out(request: HttpRequest, desk: Desk) -> HttpResponse:
    """The same as a file; a last line for what did not come from a video."""
    table = _of_shop(request, desk)
    rows = [*table.rows, SalesRow(None, None, table.elsewhere)]
    return csv_answer(f"{desk.seller.slug}-videos-{table.span.days}-days.csv", COLUMNS, _lines(rows, table))


@require_safe
@signed_in
def profile_sales(request: HttpRequest, person: User, creator_id: uuid.UUID) -> HttpResponse:
    """What each video of a profile reached and sold, in whichever shop."""
    creator = creators.get_creator_for_user(person, creator_id)
    table = sales_of_profile(creator, *_asked(request))
    return render(request, "studio/sales/profile.html", {"creator": creator, **_context(table)})


@require_safe
@signed_in
def profile_sales_out(request: HttpRequest, person: User, creator_id: uuid.UUID) -> HttpResponse:
    """The same as a file."""
    creator = creators.get_creator_for_user(person, creator_id)
    table = sales_of_profile(creator, *_asked(request))
    return csv_answer(f"{creator.handle}-videos-{table.span.days}-days.csv", COLUMNS, _lines(table.rows, table))


def _of_shop(request: HttpRequest, desk: Desk) -> SalesTable:
    return sales_of_shop(desk.seller, *_asked(request))


def _asked(request: HttpRequest) -> tuple[Any, str]:
    return span_of(request.GET.get("days", "")), request.GET.get("currency", "")


def _context(table: SalesTable) -> dict[str, Any]:
    return {"table": table, "spans": DAYS}


def _lines(rows: list[SalesRow] | Any, table: SalesTable) -> Iterator[list[object]]:
    for row in rows:
        video, stats, sold = row.video, row.stats, row.sales
        reach = (
            [
                stats.impression_count,
                stats.view_count,
                stats.watch_time_ms // 1000,
                stats.chip_opened_count,
                stats.sheet_opened_count,
            ]
            if stats
            else [None] * 5
        )
        yield [
            settings.BASE_URL + reverse("storefront:video", args=[video.pk]) if video else "",
            f"@{video.creator.handle}" if video else "",
            video.caption if video else ("further videos" if row.more_count else "not from a video"),
            *reach,
            sold.order_count,
            sold.piece_count,
            table.currency,
            plain(sold.gross_minor, table.currency) if table.currency else "",
            plain(sold.net_minor, table.currency) if table.currency else "",
        ]
