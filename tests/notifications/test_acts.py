"""Mails to a winner and to who waited."""

from __future__ import annotations

import datetime as dt

import pytest

from halles.kit import clock
from halles.notifications.telling import LETTERS
from halles.promotions.models import PricePromise
from halles.promotions.services import keep_on_time
from tests.live.acts.makers import drawn, make_stage
from tests.promotions.makers import claim, make_customer, make_open_deal

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
