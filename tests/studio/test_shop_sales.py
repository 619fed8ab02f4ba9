"""What sold from which video: to the cent, and nothing twice."""

from __future__ import annotations

import csv
import datetime as dt
import io

import pytest

from halles.creators.models import Creator
from halles.interactions.sources import issue_source, read_source
from halles.kit import clock
from halles.orders import sales, story
from halles.orders import services as ordering
from halles.orders.models import Order
from halles.studio.sales_desk import sales_of_profile, sales_of_shop, span_of
from halles.videos.models import Video
from tests.creators.makers import make_creator
from tests.fulfillment.makers import RELEASED_AT
from tests.orders.makers import SOMEBODY
from tests.studio.shop_makers import Shop, browser, make_shop, said
from tests.videos.makers import make_video

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


def bought_from(shop: Shop, video: Video | None, quantity: int) -> Order:
    """An order of the shop's variant that was met in a video, or in none."""
    order = shop.order(quantity)
    if video is not None:
        token = issue_source(content_kind="video", content_id=video.pk, creator_id=video.creator_id)
        source = read_source(token)
        assert source is not None
        order.lines.update(source=source.as_json())
    return order


def make_world() -> tuple[Shop, Creator, Video, Video]:
    """A clip of the shop, a clip of somebody else: 2 pieces from the first, 1 and 3 from the second, 4 from nowhere."""
    shop = make_shop()
    stranger = make_creator()
    own = make_video(make_creator(user=shop.seller.owner), shows=shop.variant)
    theirs = make_video(stranger, shows=shop.variant)
    bought_from(shop, own, 2)
    bought_from(shop, theirs, 1)
    bought_from(shop, theirs, 3)
    bought_from(shop, None, 4)
    return shop, stranger, own, theirs


def test_videos_and_what_came_otherwise_sum_to_all_orders_after_a_refund_and_a_cancel() -> None:
    with clock.travel(RELEASED_AT):
        shop, stranger, own, theirs = make_world()
        by = story.seller(SOMEBODY)
        refunded, canceled = Order.objects.filter(lines__source__content_id=str(theirs.pk)).order_by("lines__quantity")
        ordering.refund_amount(refunded.pk, 150, by=by, reason="goodwill")
        ordering.cancel_line(canceled.lines.get().pk, 2, by=by, reason="out_of_stock")
    with clock.travel(RELEASED_AT + DAY):
        span = span_of("7")
        table = sales_of_shop(shop.seller, span, "")
        profile = sales_of_profile(stranger, span, "")
    by_video = {row.video.pk if row.video else None: row.sales for row in table.rows}
    assert {key: (one.order_count, one.piece_count) for key, one in by_video.items()} == {
        own.pk: (1, 2),
        theirs.pk: (2, 2),
    }
    assert (table.elsewhere.order_count, table.elsewhere.piece_count) == (1, 4)
    net = sum(
        line.total_minor - line.canceled_minor - line.refunded_minor
        for order in Order.objects.all()
        for line in order.lines.all()
    )
    assert sum(one.net_minor for one in by_video.values()) + table.elsewhere.net_minor == table.total.net_minor == net
    gross = sum(line.total_minor for order in Order.objects.all() for line in order.lines.all())
    assert sum(one.gross_minor for one in by_video.values()) + table.elsewhere.gross_minor == gross
    assert table.total.piece_count == 8
    assert table.total.order_count == 4
    assert [row.sales for row in profile.rows] == [by_video[theirs.pk]]
    assert profile.total.net_minor == by_video[theirs.pk].net_minor


def test_an_order_of_another_time_or_never_paid_does_not_count() -> None:
    with clock.travel(RELEASED_AT):
        shop, _stranger, _own, _theirs = make_world()
    until = RELEASED_AT + 40 * DAY
    assert sales.sales_of_seller(shop.seller.pk, since=until - 7 * DAY, until=until) == []
    Order.objects.update(paid_at=None)
    assert sales.total_of_seller(shop.seller.pk, since=until - 90 * DAY, until=until) == []


def test_the_page_and_its_file_are_for_those_whose_they_are() -> None:
    with clock.travel(RELEASED_AT):
        shop, stranger, own, theirs = make_world()
    with clock.travel(RELEASED_AT + DAY):
        page = said(shop.client().get(shop.url("sales/")))
        file = shop.client().get(shop.url("sales/videos.csv?days=7"))
        mine = browser(stranger.user)
        address = f"/studio/profiles/{stranger.pk}/sales/"
        own_page, own_file = said(mine.get(address)), mine.get(f"{address}videos.csv")
        assert shop.client("packer").get(shop.url("sales/")).status_code == 403
        assert shop.client().get(address).status_code == 404
        assert shop.client().get(shop.url(f"sales/?days={'9' * 5000}")).status_code == 200
    assert "Share of your sales that came from videos" in page
    assert "60%" in page
    assert str(own.pk) in page
    assert str(theirs.pk) in own_page
    assert str(own.pk) not in own_page
    rows = list(csv.DictReader(io.StringIO(file.content.decode("utf-8-sig"))))
    assert sum(int(row["pieces"]) for row in rows) == 10
    assert rows[-1]["words"] == "not from a video"
    assert [row["pieces"] for row in csv.DictReader(io.StringIO(own_file.content.decode("utf-8-sig")))] == ["4"]
