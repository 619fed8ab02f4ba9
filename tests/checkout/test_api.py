"""One tap over HTTP, as the issue writes it: status codes, problem documents, keys."""

from __future__ import annotations

import uuid
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client

from halles.catalog.models import Variant
from halles.orders.models import Order, OrderGroup
from halles.users.models import User
from halles.users.services import issue_token
from tests.orders.makers import make_saved_card, make_variant, stock_of
from tests.users.makers import make_address, make_user

pytestmark = pytest.mark.django_db
ONE_TAP = "/api/v1/orders/one-tap"


@pytest.fixture
def person() -> User:
    user = make_user()
    make_address(user)
    make_saved_card(user)
    return user


@pytest.fixture
def api(person: User) -> Client:
    return Client(headers={"Authorization": f"Bearer {issue_token(person, 'test')}"})


def tap(api: Client, variant: Variant, *, key: str | None = "a-key-of-mine", **body: Any) -> HttpResponse:
    headers = {} if key is None else {"Idempotency-Key": key}
    content = {"variant_id": str(variant.pk), **body}
    return api.post(ONE_TAP, content, content_type="application/json", headers=headers)  # type: ignore[return-value]


def problem(answer: Any, status: int) -> dict[str, Any]:
    assert answer.status_code == status, answer.content
    assert answer["Content-Type"] == "application/problem+json"
    document: dict[str, Any] = answer.json()
    assert document["status"] == status
    return document


def test_one_call_buys(api: Client, person: User) -> None:
    variant = make_variant(stock=2)

    answer: Any = tap(api, variant, quantity=2, expected_total_minor=5470, currency="EUR")

    assert answer.status_code == 201
    bought = answer.json()
    group = OrderGroup.objects.get()
    assert (bought["id"], bought["number"]) == (str(group.pk), group.number)
    assert (bought["status"], bought["total_minor"], bought["currency"]) == ("paid", 5470, "EUR")
    assert bought["next_action"] is None
    (order,) = bought["orders"]
    assert (order["status"], order["tax_minor"], order["lines"][0]["quantity"]) == ("on_hold", 912, 2)
    assert (group.user_id, group.email) == (person.pk, person.email)
    assert stock_of(variant) == (2, 2)


def test_the_same_key_gives_the_same_answer(api: Client) -> None:
    variant = make_variant(stock=2)

    first: Any = tap(api, variant)
    second: Any = tap(api, variant)

    assert (first.status_code, second.status_code) == (201, 201)
    assert first.json() == second.json()
    assert OrderGroup.objects.count() == 1


def test_the_same_key_for_another_body_is_refused(api: Client) -> None:
    variant = make_variant(stock=5)
    tap(api, variant)

    assert problem(tap(api, variant, quantity=2), 422)["code"] == "checkout.key_reused"
    assert stock_of(variant) == (5, 1)


def test_no_key_is_a_bad_request(api: Client) -> None:
    variant = make_variant(stock=2)

    assert problem(tap(api, variant, key=None), 400)["code"] == "checkout.key_invalid"
    assert problem(tap(api, variant, key="short"), 400)["code"] == "checkout.key_invalid"
    assert not OrderGroup.objects.exists()


def test_sold_out(api: Client) -> None:
    variant = make_variant(stock=1)

    refused = problem(tap(api, variant, quantity=2), 409)

    assert (refused["code"], refused["data"]) == ("inventory.sold_out", {"left": {str(variant.pk): 1}})
    assert refused["title"] == "There are not enough pieces left. Choose fewer; you have not been charged."
    assert not OrderGroup.objects.exists()


def test_price_changed(api: Client) -> None:
    refused = problem(tap(api, make_variant(), expected_total_minor=2970, currency="EUR"), 409)

    assert (refused["code"], refused["data"]) == ("checkout.price_changed", {"total_minor": 2980, "currency": "EUR"})
    assert not OrderGroup.objects.exists()


def test_declined_releases_the_stock() -> None:
    user, variant = make_user(), make_variant(stock=1)
    make_address(user)
    make_saved_card(user, "declined", "9995")
    api = Client(headers={"Authorization": f"Bearer {issue_token(user, 'test')}"})

    assert problem(tap(api, variant), 402)["code"] == "payment.declined"
    assert stock_of(variant) == (1, 0)
    assert Order.objects.get().status == "canceled"


def test_three_d_secure_is_unpaid_with_the_next_action() -> None:
    user, variant = make_user(), make_variant(stock=1)
    make_address(user)
    make_saved_card(user, "challenge", "3155")
    api = Client(headers={"Authorization": f"Bearer {issue_token(user, 'test')}"})

    answer: Any = tap(api, variant)

    assert answer.status_code == 201
    bought = answer.json()
    assert (bought["status"], bought["next_action"]["kind"]) == ("unpaid", "redirect")


def test_what_one_tap_needs() -> None:
    user, variant = make_user(), make_variant()
    api = Client(headers={"Authorization": f"Bearer {issue_token(user, 'test')}"})
    assert problem(tap(api, variant), 422)["code"] == "checkout.address_missing"
    make_address(user)
    assert problem(tap(api, variant), 422)["code"] == "checkout.card_missing"
    make_saved_card(user)
    assert problem(tap(api, variant, claim_id=str(uuid.uuid4())), 409)["code"] == "checkout.claim_unknown"
    assert problem(tap(api, variant, quantity=0), 422)["code"] == "api.shape"
    assert problem(tap(api, variant, quantity="many"), 422)["code"] == "api.shape"
    assert problem(tap(api, variant, expected_total_minor=2980), 422)["code"] == "api.shape"
    assert problem(api.post(ONE_TAP, "{", content_type="application/json"), 400)["status"] == 400
    assert problem(tap(Client(), variant), 401)["code"] == "api.unauthenticated"
    assert not OrderGroup.objects.exists()


def test_my_purchases_are_mine(api: Client) -> None:
    variant = make_variant(stock=9)
    numbers = [tap(api, variant, key=f"key-number-{one}").json()["number"] for one in range(3)]  # type: ignore[attr-defined]
    stranger = Client(headers={"Authorization": f"Bearer {issue_token(make_user(), 'test')}"})

    listed = api.get("/api/v1/orders").json()
    one = listed["purchases"][0]

    assert [purchase["number"] for purchase in listed["purchases"]] == numbers[::-1]
    assert api.get(f"/api/v1/orders/{one['id']}").json() == one
    assert problem(stranger.get(f"/api/v1/orders/{one['id']}"), 404)["code"] == "orders.not_found"
    assert stranger.get("/api/v1/orders").json() == {"purchases": [], "next_cursor": None}


def test_cancel_within_the_window(api: Client) -> None:
    variant = make_variant(stock=1)
    bought: Any = tap(api, variant)
    address = f"/api/v1/orders/{bought.json()['id']}/cancel"

    canceled: Any = api.post(address, {"reason": "mistake"}, content_type="application/json")

    assert (canceled.status_code, canceled.json()["status"]) == (200, "canceled")
    assert stock_of(variant) == (1, 0)
    again = api.post(address, {}, content_type="application/json")
    assert problem(again, 409)["code"] == "orders.already_canceled"


def test_the_purchase_runs_outside_the_requests_transaction() -> None:
    """With ATOMIC_REQUESTS the provider would be called inside a transaction; the route says otherwise."""
    from django.urls import resolve

    from halles.config.urls import api as mounted

    assert mounted is not None
    callback: Any = resolve(ONE_TAP).func
    assert callback._non_atomic_requests == {"default"}
    assert not hasattr(resolve("/api/v1/orders").func, "_non_atomic_requests")
