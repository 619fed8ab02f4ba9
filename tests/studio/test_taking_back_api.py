"""What a shop takes back over the API: pieces it will not ship, money it gives back without a return."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from halles.kit import clock
from halles.orders.models import Order, OrderLine, OrderRefund
from halles.users.services import issue_token
from tests.fulfillment.makers import RELEASED_AT, make_order_to_pack
from tests.studio.shop_makers import Shop, make_shop

pytestmark = pytest.mark.django_db


def program(shop: Shop, who: str = "manager") -> Client:
    key = issue_token(shop.people[who], "test")
    return Client(headers={"Authorization": f"Bearer {key}", "Accept-Language": "en"})


def send(client: Client, shop: Shop, order: Order, verb: str, **said: Any) -> Any:
    path = f"/api/v1/shops/{shop.seller.slug}/orders/{order.pk}"
    body = {"stand": client.get(path).json().get("stand", "x"), **said}
    return client.post(f"{path}/{verb}", body, content_type="application/json")


def test_pieces_are_cancelled_once_and_then_the_rest() -> None:
    shop = make_shop()
    order = shop.order(3)
    line = order.lines.get()
    with clock.travel(RELEASED_AT):
        client = program(shop)
        one = [{"line_id": str(line.pk), "quantity": 1}]
        before = client.get(f"/api/v1/shops/{shop.seller.slug}/orders/{order.pk}").json()
        first = send(client, shop, order, "cancel", reason="damaged", lines=one)
        assert first.status_code == 200, first.content
        told = first.json()
        assert (told["lines"][0]["canceled_quantity"], told["refunded_minor"]) == (1, 2490)
        assert told["refundable_minor"] == before["refundable_minor"] - 2490
        again = send(client, shop, order, "cancel", reason="damaged", lines=one, stand=before["stand"])
        assert (again.status_code, again.json()["code"]) == (409, "studio.order_moved")
        many = send(client, shop, order, "cancel", reason="damaged", lines=[{**one[0], "quantity": 3}])
        assert (many.status_code, many.json()["code"]) == (409, "orders.too_many_pieces")
        assert OrderLine.objects.get().canceled_quantity == 1
        rest = send(client, shop, order, "cancel", reason="out_of_stock").json()
    assert (rest["status"], rest["refundable_minor"], rest["refunded_minor"]) == ("canceled", 0, order.total_minor)


@pytest.mark.parametrize(
    ("said", "refunded_minor"),
    [
        ({"what": "pieces", "lines": 1}, 2490),
        ({"what": "amount", "amount_minor": 777}, 777),
        ({"what": "all"}, None),
    ],
)
def test_money_goes_back_for_pieces_an_amount_or_everything(said: dict[str, Any], refunded_minor: int | None) -> None:
    shop = make_shop()
    order = shop.order(2)
    if "lines" in said:
        said = {**said, "lines": [{"line_id": str(order.lines.get().pk), "quantity": said["lines"]}]}
    with clock.travel(RELEASED_AT):
        told = send(program(shop), shop, order, "refund", reason="goodwill", note="Sorry", **said)
    assert told.status_code == 200, told.content
    expected = order.total_minor if refunded_minor is None else refunded_minor
    assert (told.json()["refunded_minor"], told.json()["refundable_minor"]) == (expected, order.total_minor - expected)
    refund = OrderRefund.objects.get()
    assert (refund.amount_minor, refund.reason, refund.note) == (expected, "goodwill", "Sorry")
    assert refund.by_id == shop.people["manager"].pk


def test_nothing_is_taken_back_by_those_who_may_not_or_with_other_peoples_lines() -> None:
    shop, rival = make_shop(), make_shop()
    order, other = shop.order(2), make_order_to_pack((rival.variant, 1))
    piece = {"line_id": str(other.lines.get().pk), "quantity": 1}
    with clock.travel(RELEASED_AT):
        for who, status in (("packer", 403), ("stranger", 404)):
            assert send(program(shop, who), shop, order, "refund", reason="goodwill", what="all").status_code == status
            assert send(program(shop, who), shop, order, "cancel", reason="damaged").status_code == status
        client = program(shop)
        assert send(program(rival), rival, order, "refund", reason="goodwill", what="all").status_code == 404
        foreign = send(client, shop, order, "refund", reason="goodwill", what="pieces", lines=[piece])
        assert (foreign.status_code, foreign.json()["code"]) == (404, "orders.line_not_found")
        assert send(client, shop, order, "cancel", reason="damaged", lines=[piece]).status_code == 404
        too_much = send(client, shop, order, "refund", reason="goodwill", what="amount", amount_minor=10**9)
        assert (too_much.status_code, too_much.json()["code"]) == (409, "orders.refund_too_large")
        for said in ({"what": "amount"}, {"what": "all", "amount_minor": 5}, {"what": "pieces"}, {"what": "none"}):
            assert send(client, shop, order, "refund", reason="goodwill", **said).status_code in (400, 422)
        assert send(client, shop, order, "refund", reason="none-such", what="all").status_code in (400, 422)
    assert (OrderRefund.objects.count(), OrderLine.objects.filter(canceled_quantity__gt=0).count()) == (0, 0)
