"""The packing table: what to pack, parcels, corrections, what is cancelled and given back."""

from __future__ import annotations

import datetime as dt
import re

import pytest

from halles.catalog.models import Variant
from halles.fulfillment.models import Package
from halles.kit import clock
from halles.orders.models import Order, OrderRefund
from halles.orders.services import release_due
from tests.fulfillment.makers import RELEASED_AT, make_number, make_order_to_pack, make_package
from tests.orders.makers import AT, make_bought, make_variant, stock_of
from tests.studio.shop_makers import Shop, make_shop, said

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


def order_url(shop: Shop, order: Order, page: str = "") -> str:
    return shop.url(f"orders/{order.pk}/{page}")


def stand(page: str) -> str:
    """What the form says had happened to the order when it was drawn."""
    found = re.search(r'name="stand" value="([^"]*)"', page)
    assert found is not None
    return found.group(1)


def line_field(order: Order, index: int = 0) -> str:
    return f"pieces-{order.lines.order_by('position')[index].pk}"


def refresh(order: Order) -> Order:
    return Order.objects.get(pk=order.pk)


def second_variant(shop: Shop) -> Variant:
    return make_variant(shop.seller, stock=10, prices={"FR": 1000})


def test_the_address_is_hidden_until_the_customer_can_no_longer_cancel() -> None:
    shop = make_shop()
    with clock.travel(AT):
        order = make_bought((shop.variant, 1)).order
        page = said(shop.client("packer").get(order_url(shop, order)))
        assert "12 rue des Halles" not in page
        assert "The customer can cancel freely until 2 Jun" in page.replace("Jun 2", "2 Jun")
        assert "1 order can still be cancelled" in said(shop.client("packer").get(shop.url("orders/pack/")))
    with clock.travel(RELEASED_AT):
        release_due()
        order = shop.order(1)
        assert "12 rue des Halles" in said(shop.client("packer").get(order_url(shop, order)))


def test_the_packing_table_begins_with_what_is_late() -> None:
    shop = make_shop()
    later, sooner = shop.order(1), shop.order(2)
    Order.objects.filter(pk=sooner.pk).update(dispatch_by_on=later.dispatch_by_on - 3 * DAY)
    with clock.travel(RELEASED_AT + DAY):
        page = said(shop.client("packer").get(shop.url("orders/pack/")))
        home = said(shop.client("packer").get(shop.url()))
    assert page.index(str(sooner.pk)) < page.index(str(later.pk))
    assert "late since" in page
    assert "1 order is late" in home


def test_an_order_leaves_in_two_parcels() -> None:
    shop = make_shop()
    order, client = shop.order(3), shop.client("packer")
    url, field = order_url(shop, order, "ship/"), line_field(order)
    with clock.travel(RELEASED_AT):
        form = said(client.get(url))
        assert f'name="{field}" value="3"' in form
        assert '<option value="colissimo" selected>' in form, "what the customer was promised is chosen"
        first = {field: "2", "carrier": "sandbox", "tracking_number": make_number()}
        assert client.post(url, first)["Location"] == order_url(shop, order)
        assert (refresh(order).status, stock_of(shop.variant)) == ("partially_shipping", (8, 1))
        rest = {field: "1", "carrier": "colissimo", "tracking_number": "8R 12345 678901"}
        client.post(url, rest)
        page = said(client.get(order_url(shop, order)))
    assert refresh(order).status == "awaiting_collection"
    assert list(Package.objects.order_by("position").values_list("carrier", "packed_by_id"))[1] == (
        "colissimo",
        shop.people["packer"].pk,
    )
    assert "Packed: Colissimo, 8R12345678901" in page


def test_a_mistyped_number_is_explained_beside_its_field_and_nothing_is_packed() -> None:
    shop = make_shop()
    order, client = shop.order(3), shop.client("packer")
    wrong = {line_field(order): "2", "carrier": "colissimo", "tracking_number": "8R-77"}
    with clock.travel(RELEASED_AT):
        answer = client.post(order_url(shop, order, "ship/"), wrong)
    page = said(answer)
    assert answer.status_code == 422
    assert "This is not a tracking number of Colissimo. It looks like 8R12345678901" in page
    assert 'value="8R-77"' in page
    assert f'name="{line_field(order)}" value="2"' in page
    assert (Package.objects.count(), stock_of(shop.variant)) == (0, (10, 3))


def test_a_number_is_corrected_until_the_carrier_has_seen_the_parcel() -> None:
    shop = make_shop()
    with clock.travel(RELEASED_AT):
        package = make_package(shop.order(1))
        url, client = shop.url(f"parcels/{package.pk}/"), shop.client("packer")
        right = {"carrier": "colissimo", "tracking_number": "8R12345678901"}
        client.post(url, right)
        package.refresh_from_db()
        assert (package.carrier, package.tracking_number) == ("colissimo", "8R12345678901")
        Package.objects.filter(pk=package.pk).update(status="in_transit")
        refused = client.post(url, {"carrier": "sandbox", "tracking_number": make_number()})
    assert refused.status_code == 422
    assert "The carrier already has this parcel" in said(refused)


def test_pieces_of_a_line_are_cancelled_with_a_reason_and_only_once() -> None:
    shop = make_shop()
    order, client = shop.order(3), shop.client("manager")
    url = order_url(shop, order, "cancel/")
    with clock.travel(RELEASED_AT):
        sent = {line_field(order): "1", "reason": "damaged", "note": "Cracked", "stand": stand(said(client.get(url)))}
        no_reason = client.post(url, {**sent, "reason": ""})
        assert (no_reason.status_code, refresh(order).refunded_minor) == (422, 0)
        assert client.post(url, sent).status_code == 302
        again = client.post(url, sent)
    assert again.status_code == 422
    assert "Something happened to this order since you opened the page." in said(again)
    line = order.lines.get()
    assert (line.canceled_quantity, refresh(order).refunded_minor) == (1, 2490)
    assert stock_of(shop.variant) == (10, 2)


def test_all_pieces_cancelled_one_by_one_are_one_cancelled_order() -> None:
    shop = make_shop()
    order = make_order_to_pack((shop.variant, 1), (second_variant(shop), 2))
    client, url = shop.client(), order_url(shop, order, "cancel/")
    with clock.travel(RELEASED_AT):
        pieces = {line_field(order, 0): "1", line_field(order, 1): "2"}
        client.post(url, {**pieces, "reason": "out_of_stock", "stand": stand(said(client.get(url)))})
        kinds = list(order.events.order_by("pk").values_list("kind", flat=True))
    assert refresh(order).status == "canceled"
    assert kinds[-2:] == ["refunded", "canceled"]
    assert refresh(order).refunded_minor == order.total_minor


def test_what_was_not_packed_in_time_is_cancelled_whole() -> None:
    shop = make_shop()
    order, client = shop.order(3), shop.client()
    with clock.travel(RELEASED_AT):
        make_package(order, pieces={shop.variant.sku: 1})
        url = order_url(shop, order, "cancel/")
        page = said(client.get(url))
        assert "Cancel everything not packed yet" in page
        client.post(url, {"whole": "1", "reason": "out_of_stock", "stand": stand(page)})
    line = order.lines.get()
    assert (line.canceled_quantity, line.shipped_quantity, refresh(order).status) == (2, 1, "awaiting_collection")


@pytest.mark.parametrize(
    ("sent", "refunded_minor"),
    [
        ({"what": "pieces", "pieces": "2"}, 4980),
        ({"what": "amount", "amount": "12.34", "pieces": "1"}, 1234),
        ({"what": "all", "pieces": "1"}, 7470 + 490),
    ],
)
def test_money_goes_back_for_pieces_an_amount_or_everything(sent: dict[str, str], refunded_minor: int) -> None:
    shop = make_shop()
    order, client = shop.order(3), shop.client()
    with clock.travel(RELEASED_AT):
        make_package(order)
        url = order_url(shop, order, "refund/")
        facts = {"reason": "arrived_damaged", "note": "Two chips", "stand": stand(said(client.get(url)))}
        given = {**sent, **facts, line_field(order): sent["pieces"]}
        assert client.post(url, given).status_code == 302
        assert client.post(url, given).status_code == 422, "a second press gives nothing back"
    refund = OrderRefund.objects.get()
    assert (refund.amount_minor, refund.reason, refund.note, refund.by_id) == (
        refunded_minor,
        "arrived_damaged",
        "Two chips",
        shop.seller.owner_id,
    )


def test_more_than_is_left_is_refused_beside_the_amount() -> None:
    shop = make_shop()
    order, client = shop.order(1), shop.client()
    with clock.travel(RELEASED_AT):
        make_package(order)
        url = order_url(shop, order, "refund/")
        page = said(client.get(url))
        assert "Up to €29.80 can still go back." in page
        facts = {"what": "amount", "reason": "goodwill", "stand": stand(page)}
        too_much = client.post(url, {**facts, "amount": "29.81"})
        unreadable = client.post(url, {**facts, "amount": "lots"})
    assert (too_much.status_code, unreadable.status_code) == (422, 422)
    assert "At most €29.80 can still be refunded." in said(too_much)
    assert 'value="29.81"' in said(too_much)
    assert "Write an amount in EUR." in said(unreadable)
    assert OrderRefund.objects.count() == 0


def test_the_orders_page_says_what_the_shop_earns() -> None:
    shop = make_shop()
    with clock.travel(RELEASED_AT):
        order = shop.order(1)
        page = said(shop.client().get(order_url(shop, order)))
        line = order.lines.get()
    assert line.platform_fee_minor > 0
    earned = order.total_minor - line.platform_fee_minor
    assert f"<dd>€{earned / 100:.2f}</dd>" in page
    assert "Pending until the parcel has arrived" in page


def test_another_shops_order_is_not_there() -> None:
    mine, theirs = make_shop(), make_shop()
    order = theirs.order(1)
    with clock.travel(RELEASED_AT):
        package = make_package(order)
        for page in ("", "ship/", "cancel/", "refund/", "print/"):
            assert mine.client().get(order_url(mine, order, page)).status_code == 404
        assert mine.client().get(mine.url(f"parcels/{package.pk}/")).status_code == 404
        assert mine.client().post(order_url(mine, order, "refund/"), {"what": "all"}).status_code == 404
    assert OrderRefund.objects.count() == 0
