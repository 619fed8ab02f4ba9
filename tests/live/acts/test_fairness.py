"""How fairly an offer was given out: counted from what is kept, told on the card of the room and in the report."""

from __future__ import annotations

import datetime as dt
import json

import pytest
from django.test import Client

from halles.live.acts import offers
from halles.live.acts.queries import get_state
from halles.live.models import RoomEvent
from halles.promotions import services as promotions
from halles.promotions.fairness import Fairness, fairness_of
from halles.promotions.models import FlashDeal, PricePromise, WaitlistPlace
from tests.live.acts.makers import Stage, claim, make_offer, make_stage
from tests.promotions.makers import make_customer

pytestmark = pytest.mark.django_db


def make_rush() -> tuple[Stage, FlashDeal]:
    """Two pieces, five people; the third comes two seconds after the first, and gets what one gives back."""
    stage = make_stage()
    deal = make_offer(stage, title="Bowls")
    people = [make_customer() for _ in range(5)]
    answers = claim(stage, deal, *people)
    assert [answer["ok"] for answer in answers] == [True, True, False, False, False]
    first = PricePromise.objects.order_by("created_at").first()
    assert first is not None
    begun = first.created_at
    for seconds, place in enumerate(WaitlistPlace.objects.order_by("id"), start=2):
        place.joined_at = begun + dt.timedelta(seconds=seconds)
        place.save(update_fields=["joined_at"])
    promotions.give_back(PricePromise.objects.get(user=people[1]).pk, user_id=people[1].pk)
    got = PricePromise.objects.get(user=people[2])
    PricePromise.objects.filter(pk=got.pk).update(created_at=begun + dt.timedelta(seconds=12))
    return stage, deal


def test_the_counts_are_those_of_the_claims() -> None:
    _stage, deal = make_rush()
    assert fairness_of([deal.pk]) == {
        deal.pk: Fairness(
            claims=5, people=5, got=3, bought=0, waited=3, from_line=1, overtaken=0, gone_ms=2000, line_ms=10000
        )
    }
    # Somebody who reached into the line by hand is seen.
    last = WaitlistPlace.objects.order_by("-id").first()
    taken = PricePromise.objects.filter(status="released").first()
    assert last is not None
    WaitlistPlace.objects.filter(pk=last.pk).update(promise=taken)
    assert fairness_of([deal.pk])[deal.pk].overtaken == 1


def test_an_offer_nobody_came_for_and_one_that_was_not_gone() -> None:
    stage = make_stage()
    deal = make_offer(stage, quota=5)
    nothing = Fairness(claims=0, people=0, got=0, bought=0, waited=0, from_line=0, overtaken=0)
    assert fairness_of([deal.pk]) == {deal.pk: nothing}
    claim(stage, deal, make_customer())
    found = fairness_of([deal.pk])[deal.pk]
    assert (found.claims, found.got, found.gone_ms, found.line_ms) == (1, 1, None, None)


def test_the_room_is_told_at_the_end_and_the_host_reads_it_in_the_report() -> None:
    stage, deal = make_rush()
    assert "fair" not in get_state(deal.pk)
    offers.end_offer(stage.session, deal.pk)
    told = RoomEvent.objects.filter(session=stage.session, kind="act", body__status="ended").last()
    assert told is not None
    fair = told.body["fair"]
    assert (fair["claims"], fair["people"], fair["got"], fair["overtaken"], fair["gone_ms"]) == (5, 5, 3, 0, 2000)
    assert "user" not in json.dumps(fair)
    client = Client(headers={"Accept-Language": "en"})
    client.force_login(stage.host)
    page = client.get(f"/studio/live/{stage.session.pk}/report/").content.decode()
    for words in (
        "Claims: 5, from 5 people; 3 of them got one.",
        "Nothing was left 2.0 s after the first claim.",
        "In line: 3; 1 of them got one that came back.",
        "Half of them waited no longer than 10.0 s.",
        "Overtaken in the line: 0.",
    ):
        assert words in page
