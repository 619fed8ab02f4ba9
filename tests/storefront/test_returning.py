"""Back from the bank: the way back is its buyer's alone, with a session or without, in a frame or for an app."""

from __future__ import annotations

import uuid
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.test import Client

from halles.orders.models import Order, OrderGroup
from halles.payments.models import Payment
from halles.payments.providers.sandbox.models import SandboxCharge
from halles.users.services import issue_token
from tests.orders.makers import make_card, make_saved_card, make_variant
from tests.storefront.conftest import FRENCH
from tests.storefront.test_buying import ask
from tests.users.makers import make_address, make_user

pytestmark = pytest.mark.django_db


def way_back() -> str:
    """Path and query to which the bank sends the browser."""
    address = urlsplit(Payment.objects.get().return_url)
    assert f"{address.scheme}://{address.netloc}" == "http://testserver"
    return f"{address.path}?{address.query}"


def answer_the_bank(answer: str) -> None:
    Client().post(f"/sandbox-pay/3ds/{SandboxCharge.objects.get().ref}/", {"answer": answer})


def begin_as_guest(sheet: Client) -> None:
    answer = sheet.post("/checkout/", ask(sheet, make_variant(), payment_token=make_card("challenge", "3155")))
    assert answer.status_code == 200
    assert Payment.objects.get().status == "requires_action"


def test_the_bank_sends_a_guest_back_without_a_session(sheet: Client) -> None:
    begin_as_guest(sheet)
    group = OrderGroup.objects.get()

    # A frame that comes from another site brings no cookies.
    page = Client().get(way_back())

    assert page.status_code == 200
    assert f"/checkout/receipt/{group.pk}/" in page.content.decode()
    assert page["X-Frame-Options"] == "SAMEORIGIN"


@pytest.mark.parametrize("seal", ["", "?for=", "?for=nonsense.nonsense"])
def test_who_only_knows_the_payment_learns_nothing(sheet: Client, seal: str) -> None:
    begin_as_guest(sheet)

    stranger = Client().get(urlsplit(way_back()).path + seal)

    assert stranger.status_code == 404
    assert str(OrderGroup.objects.get().pk) not in stranger.content.decode()
    assert Client().get(f"/checkout/returned/{uuid.uuid4()}/{seal}").status_code == 404


def test_the_seal_of_one_buyer_opens_no_other_purchase(sheet: Client) -> None:
    begin_as_guest(sheet)
    own = urlsplit(way_back())
    Payment.objects.update(return_url="")
    other = Client(headers={**FRENCH, "HX-Request": "true"})
    other.post("/checkout/", ask(other, make_variant(), payment_token=make_card("challenge", "3155")))
    foreign = Payment.objects.exclude(return_url="").get()

    assert Client().get(f"/checkout/returned/{foreign.pk}/?{own.query}").status_code == 404


@pytest.mark.parametrize(
    ("answer", "status", "said"),
    [("approve", "on_hold", "The payment is done"), ("refuse", "canceled", "The payment did not go through")],
)
def test_an_app_gets_a_page_that_says_how_it_went(answer: str, status: str, said: str) -> None:
    user = make_user()
    make_address(user)
    make_saved_card(user, "challenge", "3155")
    program = Client(headers={"Authorization": f"Bearer {issue_token(user, 'app')}", "Idempotency-Key": "tap-tap-tap"})
    body = {"variant_id": str(make_variant().pk)}
    bought: Any = program.post("/api/v1/orders/one-tap", body, content_type="application/json")
    assert (bought.status_code, bought.json()["status"]) == (201, "unpaid")
    assert bought.json()["next_action"]["kind"] == "redirect"

    waiting = Client().get(way_back()).content.decode()
    assert "Your bank has not answered yet" in waiting
    answer_the_bank(answer)
    page = Client().get(way_back()).content.decode()

    assert said in page
    assert "Go back to the app" in page
    assert Order.objects.get().status == status
