"""The report of a show: its sums are those of the orders, and every figure says what it counts."""

from __future__ import annotations

import csv
import datetime as dt
import io
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from halles.kit import clock
from halles.live.models import Figure, LiveSession, ShowAct
from halles.orders.models import Order, OrderLine
from halles.orders.sales import sales_in
from halles.studio.live_chart import chart_of
from halles.studio.live_report import Report, Sold, report_of
from tests.live.makers import make_session
from tests.live.recordings import make_recorded, tell
from tests.orders.makers import make_variant
from tests.reviews.makers import make_delivered
from tests.users.makers import make_user

pytestmark = pytest.mark.django_db
START = dt.datetime(2026, 6, 10, 18, 0, 20, tzinfo=dt.UTC)
END = START + dt.timedelta(minutes=5)


def make_show(**changes: Any) -> LiveSession:
    return make_session(status="ended", started_at=START, ended_at=END, scheduled_at=START, **changes)


def buy(session: LiveSession, *variants: Any, after: dt.timedelta, **changes: Any) -> Order:
    """A paid order from the show, so long after its start."""
    order = make_delivered(*variants)
    source = {"content_kind": "live", "content_id": str(session.pk)}
    OrderLine.objects.filter(order=order).update(source=source, **changes)
    Order.objects.filter(pk=order.pk).update(placed_at=START + after)
    return order


def found_of(session: LiveSession) -> Report:
    with clock.travel(END + dt.timedelta(days=3)):
        found = report_of(session, language="fr")
    assert found is not None
    return found


def test_minutes_and_the_time_after_add_up_to_the_orders() -> None:
    session = make_show()
    bowl = make_variant()
    cup = make_variant(bowl.seller)
    buy(session, bowl, after=dt.timedelta(seconds=10))
    buy(session, bowl, cup, after=dt.timedelta(seconds=70))
    buy(session, cup, after=dt.timedelta(seconds=80))
    late = buy(session, cup, after=dt.timedelta(days=1))
    buy(make_show(), cup, after=dt.timedelta(seconds=80))
    OrderLine.objects.filter(order=late).update(refunded_minor=490)
    found = found_of(session)
    whole = sales_in("live", session.pk, since=START, until=END + dt.timedelta(days=3))
    assert [(one.order_count, one.piece_count, one.gross_minor, one.net_minor) for one in whole] == [
        (4, 5, 12_450, 11_960)
    ]
    assert found.total == Sold(4, 5, 12_450, 11_960)
    assert found.after == Sold(1, 1, 2_490, 2_000)
    assert [(row.at.minute, row.sold.orders, row.sold.gross_minor) for row in found.minutes if row.sold.orders] == [
        (0, 1, 2_490),
        (1, 2, 7_470),
    ]
    summed = found.after
    for row in found.minutes:
        summed = summed.plus(row.sold)
    assert summed == found.total
    assert sum(row.sold.gross_minor for row in found.products) == found.total.gross_minor
    assert sum(row.sold.pieces for row in found.products) == found.total.pieces
    assert {row.product_id: row.sold.orders for row in found.products} == {bowl.product_id: 2, cup.product_id: 3}
    assert len(found.minutes) == 6


def test_figures_stand_at_their_minute() -> None:
    session = make_show()
    product = make_variant().product
    minute = START.replace(second=0)
    Figure.objects.create(
        session=session, minute_at=minute, viewer_max=7, watch_ms=300_000, chat_count=4, heart_count=9
    )
    Figure.objects.create(session=session, minute_at=minute + dt.timedelta(minutes=2), viewer_max=12, watch_ms=60_000)
    tell(session, "explain", {"product": str(product.pk)}, 30)
    tell(session, "explain", {"product": None}, 75)
    act = ShowAct.objects.create(
        id=product.pk, session=session, kind="flash_deal", status="ended", title="Bol à -30 %",
        created_by=session.created_by,
    )  # fmt: skip
    tell(session, "act", {"act": str(act.pk), "kind": "flash_deal", "status": "open"}, 100)
    discount = {"kind": "flash_deal", "reference_id": str(act.pk), "amount_minor": 500, "funder": "seller"}
    buy(session, product.variants.get(), after=dt.timedelta(seconds=110), discounts=[discount])
    buy(session, product.variants.get(), after=dt.timedelta(seconds=115))
    found = found_of(session)
    first, second = found.minutes[0], found.minutes[2]
    assert (first.viewers, first.watch_ms, first.chats, first.hearts) == (7, 300_000, 4, 9)
    assert (second.viewers, second.acts) == (
        12,
        ["Bol à -30 %"] if second.at.minute == 2 and START.second + 100 >= 120 else [],
    )
    assert (found.viewer_peak, found.watch_ms) == (12, 360_000)
    assert [row.explained_ms for row in found.products] == [45_000]
    (row,) = found.acts
    assert (row.title, row.opened_at, row.sold.orders) == ("Bol à -30 %", START + dt.timedelta(seconds=100), 1)
    chart = chart_of(found.minutes)
    assert (chart.peak, chart.order_max, len(chart.bars), len(chart.marks)) == (12, 2, 1, 1)
    assert len(chart.line.split()) == 6


def test_taps_count_by_minute_and_product() -> None:
    session = make_show()
    variant = make_variant()
    with connection.cursor() as cursor:
        for seconds, kind in ((5, "sheet_opened"), (65, "sheet_opened"), (66, "sheet_opened"), (66, "chip_seen")):
            at = START + dt.timedelta(seconds=seconds)
            cursor.execute(
                "INSERT INTO interactions_interaction (at, received_at, kind, visit_id, has_consent, market, language,"
                " surface, content_kind, content_id, product_id, reasons, candidate_source, model_version, referrer)"
                " VALUES (%s, %s, %s, gen_random_uuid(), false, 'FR', 'fr', 'live', 'live', %s, %s, '{}', '',"
                " '', '')",
                [at, at, kind, session.pk, variant.product_id],
            )
    found = found_of(session)
    assert [row.taps for row in found.minutes] == [1, 2, 0, 0, 0, 0]
    (row,) = found.products
    assert (row.taps, row.seen, row.ctr_bps) == (3, 1, 30_000)


def test_the_page_the_file_and_the_api_say_the_same(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path / "media"
    session = make_recorded()
    variant = make_variant()
    assert session.started_at is not None
    order = make_delivered(variant)
    source = {"content_kind": "live", "content_id": str(session.pk)}
    OrderLine.objects.filter(order=order).update(source=source)
    Order.objects.filter(pk=order.pk).update(placed_at=session.started_at + dt.timedelta(seconds=3))
    client = Client()
    client.force_login(session.creator.user)
    path = f"/studio/live/{session.pk}/report/"
    page = client.get(path, headers={"Accept-Language": "en"}).content.decode()
    assert "€24.90" in page
    assert "Take the replay away" in page
    rows = list(csv.reader(io.StringIO(client.get(f"{path}minutes.csv").content.decode("utf-8-sig"))))
    assert rows[0][-2:] == ["sold", "sold_net"]
    assert rows[-1] == ["all", *[""] * 6, "1", "1", "EUR", "24.90", "24.90"]
    assert sum(float(row[10]) for row in rows[1:-1]) == 24.9
    client.post(f"/studio/live/{session.pk}/replay/hide/")
    assert "Take the replay away" not in client.get(path, headers={"Accept-Language": "en"}).content.decode()


def test_only_hosts_read_it_and_only_of_a_show_that_began() -> None:
    session, planned = make_show(), make_session()
    stranger, host = Client(), Client()
    stranger.force_login(make_user())
    assert stranger.get(f"/studio/live/{session.pk}/report/").status_code == 404
    assert stranger.get(f"/studio/live/{session.pk}/report/minutes.csv").status_code == 404
    assert stranger.post(f"/studio/live/{session.pk}/replay/hide/").status_code == 404
    host.force_login(planned.creator.user)
    assert host.get(f"/studio/live/{planned.pk}/report/").status_code == 302
