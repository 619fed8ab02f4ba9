"""The cart over the API: add, change, choose, quote, buy; OpenAPI is checked with the whole API."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.test import Client

from halles.carts.models import CartLine
from halles.orders.models import OrderGroup
from halles.users.models import Address
from halles.users.services import issue_token
from tests.orders.makers import make_saved_card, make_shipping, make_variant
from tests.users.makers import make_address, make_user

pytestmark = pytest.mark.django_db(transaction=True)


class Program:
    """A program of a person in Paris with a saved card."""

    def __init__(self) -> None:
        self.person = make_user()
        make_address(self.person)
        Address.objects.filter(user=self.person).update(is_default=True)
        make_saved_card(self.person)
        self.client = Client(
            headers={"Authorization": f"Bearer {issue_token(self.person, 'test')}", "Accept-Language": "fr-FR"}
        )

    def __call__(self, method: str, path: str, body: Any = None, status: int = 200, **headers: str) -> Any:
        answer = self.client.generic(
            method,
            f"/api/v1{path}",
            json.dumps(body) if body is not None else "",
            content_type="application/json",
            headers=headers,
        )
        assert answer.status_code == status, answer.content.decode()
        return answer.json()


def test_two_shops_from_adding_to_paid_over_the_api() -> None:
    ask = Program()
    bowl, tea = make_variant(), make_variant(prices={"FR": 1200})
    relay = make_shipping(bowl.seller, method="relay", carrier="Mondial Relay", price_minor=350)
    ask("POST", "/cart/lines?market=FR", {"variant_id": str(bowl.pk)})
    told = ask("POST", "/cart/lines?market=FR", {"variant_id": str(tea.pk), "quantity": 3})
    line = next(one for shop in told["shops"] for one in shop["lines"] if one["variant_id"] == str(tea.pk))
    ask("PATCH", f"/cart/lines/{line['id']}?market=FR", {"quantity": 2})
    told = ask(
        "PUT", f"/cart/deliveries/{bowl.seller_id}?market=FR", {"rate_id": str(relay.pk), "postal_code": "75011"}
    )
    assert told["total_minor"] == 2490 + 350 + 2400 + 490
    (chosen,) = [one for one in told["shops"][0]["deliveries"] if one["rate_id"] == str(relay.pk)]
    assert chosen["point"]["code"] == "FR-75011-1"

    body = {
        "market": "FR",
        "version": told["version"],
        "expected_total_minor": told["total_minor"],
        "currency": told["currency"],
    }
    ask("POST", "/cart/checkout", body, 400)
    first = ask("POST", "/cart/checkout", body, 201, **{"Idempotency-Key": "once-and-only"})
    again = ask("POST", "/cart/checkout", body, 201, **{"Idempotency-Key": "once-and-only"})

    assert first["id"] == again["id"]
    assert (first["status"], len(first["orders"])) == ("paid", 2)
    assert OrderGroup.objects.count() == 1
    assert ask("GET", "/cart?market=FR")["shops"] == []


def test_a_cart_that_changed_is_not_bought() -> None:
    ask = Program()
    bowl = make_variant()
    told = ask("POST", "/cart/lines?market=FR", {"variant_id": str(bowl.pk)})
    body = {"market": "FR", "version": told["version"], "expected_total_minor": 2980, "currency": "EUR"}
    bowl.prices.update(amount_minor=2590)
    key = {"Idempotency-Key": "once-and-only"}
    refused = ask("POST", "/cart/checkout", body, 409, **key)
    assert (refused["code"], refused["data"]["total_minor"]) == ("checkout.price_changed", 3080)
    refused = ask("POST", "/cart/checkout", {**body, "expected_total_minor": 3080}, 409, **key)
    assert refused["code"] == "carts.changed"
    (shop,) = ask("GET", "/cart?market=FR")["shops"]
    assert shop["lines"][0]["changes"] == [{"kind": "price_up", "before": 2490, "now": 2590}]
    assert not OrderGroup.objects.exists()


def test_strangers_and_other_peoples_lines() -> None:
    ask, other = Program(), Program()
    ask("POST", "/cart/lines?market=FR", {"variant_id": str(make_variant().pk)})
    line = CartLine.objects.get()
    assert other("PATCH", f"/cart/lines/{line.pk}", {"quantity": 2}, 404)["code"] == "carts.line_not_found"
    other("DELETE", f"/cart/lines/{line.pk}")
    assert CartLine.objects.count() == 1
    assert Client().get("/api/v1/cart").status_code == 401
    ask("DELETE", f"/cart/lines/{line.pk}")
    assert not CartLine.objects.exists()


def test_relay_points_are_public_and_bounded() -> None:
    answer = Client().get("/api/v1/relay-points", {"country": "FR", "postal_code": "69002"}).json()
    assert {point["city"] for point in answer} == {"Lyon"}
