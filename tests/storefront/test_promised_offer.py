"""The sheet and the page of a product with a promised price: what they show, and that one tap buys just that."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from django.test import Client

from halles.kit import clock
from halles.live.models import ActRecord
from halles.orders.models import OrderGroup, OrderLine
from halles.promotions.models import PricePromise
from tests.live.acts.makers import claim as claim_in_show
from tests.live.acts.makers import make_offer, make_stage
from tests.orders.makers import make_saved_card, make_variant
from tests.promotions.makers import claim, make_customer, make_open_deal
from tests.users.makers import make_address

pytestmark = pytest.mark.django_db


def facts_of(page: str) -> dict[str, str]:
    form = page[page.index('action="/checkout/one-tap') :] if 'action="/checkout/one-tap' in page else page
    return dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', form))


def test_the_sheet_shows_the_promised_price_and_one_tap_pays_it() -> None:
    variant = make_variant(stock=1)
    person = make_customer()
    make_address(person)
    make_saved_card(person)
    (yes,) = claim(make_open_deal(variant, quota=1), person)
    client = Client()
    client.force_login(person)
    address = f"/p/{variant.product_id}/"
    assert "Sold out" in client.get(address, headers={"Accept-Language": "en"}, follow=True).content.decode()

    page = client.get(address, {"claim": yes["promise"]}, headers={"Accept-Language": "en"}, follow=True)
    sheet = client.get(
        f"/sheet{address}", {"claim": yes["promise"]}, headers={"Accept-Language": "en", "HX-Request": "true"}
    ).content.decode()

    assert page.status_code == 200
    assert "Kept for you until" in sheet
    assert "€24.90" in sheet
    assert "€19.90" in sheet
    facts = facts_of(sheet)
    assert (facts["claim"], facts["expected_total_minor"]) == (yes["promise"], "2480")
    told = client.post("/checkout/one-tap/", facts, headers={"HX-Request": "true"})
    assert told.status_code == 200
    assert OrderGroup.objects.get().total_minor == 2480
    assert OrderLine.objects.get().discount_minor == 500


def test_a_promise_that_is_over_never_becomes_a_purchase_at_another_price() -> None:
    variant = make_variant(stock=5)
    person = make_customer()
    make_address(person)
    make_saved_card(person)
    (yes,) = claim(make_open_deal(variant, quota=1), person)
    client = Client()
    client.force_login(person)
    sheet = client.get(
        f"/sheet/p/{variant.product_id}/", {"claim": yes["promise"]}, headers={"HX-Request": "true"}
    ).content.decode()
    PricePromise.objects.update(until=clock.now() - dt.timedelta(seconds=1))
    told = client.post("/checkout/one-tap/", facts_of(sheet), headers={"HX-Request": "true", "Accept-Language": "en"})
    assert told.status_code == 409
    assert not OrderGroup.objects.exists()
    fresh = facts_of(told.content.decode())
    assert "claim" not in fresh
    assert fresh["expected_total_minor"] == "2980"


def test_the_receipt_names_the_head_of_the_shows_chain() -> None:
    stage = make_stage()
    person = make_customer()
    make_address(person)
    make_saved_card(person)
    (yes,) = claim_in_show(stage, make_offer(stage), person)
    client = Client()
    client.force_login(person)
    product = stage.variant.product_id
    asked = {"claim": yes["promise"]}
    sheet = client.get(f"/sheet/p/{product}/", asked, headers={"HX-Request": "true"}).content.decode()
    told = client.post("/checkout/one-tap/", facts_of(sheet), headers={"HX-Request": "true"}).content.decode()
    head = ActRecord.objects.latest("number").hash
    assert head in told
    assert f"/live/{stage.session.pk}/record/" in told
