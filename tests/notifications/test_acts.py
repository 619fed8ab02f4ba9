"""Mails to a winner and to who waited."""

from __future__ import annotations

import datetime as dt
import uuid

import pytest

from halles.checkout.services import OneTap, place_one_tap
from halles.kit import clock
from halles.live.models import ActRecord
from halles.notifications.telling import LETTERS
from halles.promotions.models import PricePromise
from halles.promotions.services import keep_on_time
from tests.live.acts.makers import claim as claim_in_show
from tests.live.acts.makers import drawn, make_offer, make_stage
from tests.orders.makers import make_saved_card
from tests.promotions.makers import claim, make_customer, make_open_deal
from tests.users.makers import make_address

pytestmark = pytest.mark.django_db


def test_a_winner_reads_what_and_until_when() -> None:
    drawn(make_stage(), entrants=1)
    promise = PricePromise.objects.get()
    (letter,) = LETTERS["giveaway_won"](str(promise.pk))
    words = letter.words()
    assert (letter.to, letter.key) == (promise.user.email, f"giveaway_won:{promise.pk}")
    assert promise.variant.product.title in words.subject
    assert words.door is not None
    assert words.door[1].endswith(f"/p/{promise.variant.product_id}/?claim={promise.pk}")
    PricePromise.objects.update(status="expired")
    assert LETTERS["giveaway_won"](str(promise.pk)) == []


def test_whoever_waited_reads_the_price() -> None:
    deal = make_open_deal(quota=1)
    claim(deal, make_customer(), make_customer())
    PricePromise.objects.update(until=clock.now() - dt.timedelta(seconds=1))
    keep_on_time()
    promise = PricePromise.objects.get(status="open")
    (letter,) = LETTERS["waitlist_offered"](str(promise.pk))
    assert "19.90" in letter.words().paragraphs[0]


def test_the_receipt_keeps_the_head_of_the_shows_record() -> None:
    stage = make_stage()
    deal, person = make_offer(stage), make_customer()
    make_address(person)
    make_saved_card(person)
    (yes,) = claim_in_show(stage, deal, person)
    tap = OneTap(stage.variant.pk, claim_id=uuid.UUID(yes["promise"]))
    placed = place_one_tap(person, tap, key="key-of-a-test", language="en")
    (letter, *_shops) = LETTERS["order_paid"](str(placed.group_id))
    head = ActRecord.objects.order_by("number").last()
    assert head is not None
    assert any(f"line {head.number}: {head.hash}." in line for line in letter.words().after)
