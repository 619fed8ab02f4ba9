"""Planted fraud is found, honest people beside it are not, and a person decides what becomes of a signal."""

from __future__ import annotations

import datetime as dt
import uuid

import pytest
from django.utils import translation

from bench.fraud_world import plant
from halles.kit import clock
from halles.markets.queries import get_market
from halles.moderation.models import StaffAction
from halles.payouts.models import PayeeHold
from halles.scores import services
from halles.scores.errors import HoldWithoutPayee, SignalDecided, SignalNotFound, WhyMissing
from halles.scores.models import Signal
from halles.scores.signals import (
    Asked,
    find_click_farms,
    find_cookie_stuffing,
    find_refund_rings,
    find_self_buying,
)
from halles.scores.signals.words import INNOCENT, sentences
from tests.creators.makers import make_creator
from tests.moderation.makers import make_staff
from tests.scores.makers import DAY, NOW, earn, make_order, make_shop
from tests.users.makers import make_address, make_user

pytestmark = pytest.mark.django_db
ASKED = Asked(get_market("FR"), NOW)
FINDERS = {
    "self_buying": find_self_buying,
    "click_farm": find_click_farms,
    "cookie_stuffing": find_cookie_stuffing,
    "refund_ring": find_refund_rings,
}


def test_each_planted_fraud_is_found_and_nobody_else() -> None:
    planted = plant(creators=48, orders=700, now=NOW)

    for kind, find in FINDERS.items():
        wanted: set[uuid.UUID] = getattr(planted, kind)
        found = {finding.subject_id for finding in find(ASKED)}
        assert len(wanted) == 3
        assert found == wanted, kind


def test_a_creators_other_accounts_are_tied_by_door_and_mailbox() -> None:
    creator, variant = make_creator(), make_shop()
    make_address(creator.user, line1="12 rue des Halles", postal_code="75001", city="Paris")
    door = {"name": "Q", "line1": "12, RUE des halles", "postal_code": "75001", "city": "Paris", "country": "FR"}
    name, host = creator.user.email.split("@")
    for _ in range(2):
        earn(make_order(variant, user=make_user(), ship_to=door), creator)
    earn(make_order(variant, user=make_user(email=f"{name}+shop@{host}")), creator)
    for _ in range(5):
        earn(make_order(variant, user=make_user()), creator)

    (found,) = find_self_buying(ASKED)

    assert found.subject_id == creator.pk
    assert found.facts == {
        "tied": 3,
        "sold": 8,
        "share_bps": 3_750,
        "ties": {"browser": 0, "door": 2, "card": 0, "mailbox": 1},
    }
    assert [row["ties"] for row in found.evidence].count(["door"]) == 2
    with translation.override("en"):
        assert sentences(found.kind, found.facts) == [
            "3 of 8 orders that earned this creator something lead back to the creator (37.5%).",
            "same address: 2 orders",
            "same mailbox: 1 order",
        ]


def test_two_orders_of_a_household_are_nothing() -> None:
    creator, variant = make_creator(), make_shop()
    make_address(creator.user, line1="12 rue des Halles", postal_code="75001", city="Paris")
    door = {"name": "Q", "line1": "12 rue des Halles", "postal_code": "75001", "city": "Paris", "country": "FR"}
    for _ in range(2):
        earn(make_order(variant, user=make_user(), ship_to=door), creator)

    assert find_self_buying(ASKED) == []


def make_signal(**changes: object) -> Signal:
    facts: dict[str, object] = {
        "kind": "self_buying",
        "market": "FR",
        "subject_kind": "creator",
        "subject_id": make_creator().pk,
        "strength": 60,
        "facts": {"tied": 3, "sold": 8, "share_bps": 3_750, "ties": {"door": 3}},
        "evidence": [],
        "found_at": NOW,
        "seen_at": NOW,
    }
    return Signal.objects.create(**{**facts, **changes})


def plant_self_buyer(count: int, *, days: float, creator: object = None) -> object:
    creator = creator or make_creator()
    if not creator.user.addresses.exists():  # type: ignore[attr-defined]
        make_address(creator.user, line1="12 rue des Halles", postal_code="75001", city="Paris")  # type: ignore[attr-defined]
    door = {"name": "Q", "line1": "12 rue des Halles", "postal_code": "75001", "city": "Paris", "country": "FR"}
    variant = make_shop()
    for _ in range(count):
        order = make_order(variant, user=make_user(), ship_to=door, placed_at=NOW - days * DAY, delivered=None)
        earn(order, creator)  # type: ignore[arg-type]
    return creator


def test_looking_again_brings_todays_numbers_and_no_second_signal() -> None:
    creator = plant_self_buyer(3, days=4)
    with clock.travel(NOW - DAY):
        assert services.look_for_signals("FR") == 1
    plant_self_buyer(2, days=0.5, creator=creator)
    with clock.travel(NOW):
        assert services.look_for_signals("FR") == 0

    signal = Signal.objects.get()
    assert (signal.facts["tied"], signal.found_at, signal.seen_at) == (5, NOW - DAY, NOW)


def test_what_was_dismissed_comes_back_only_by_what_happened_since() -> None:
    creator, staff = plant_self_buyer(3, days=4), make_staff()
    with clock.travel(NOW - 2 * DAY):
        services.look_for_signals("FR")
        services.dismiss_signal(Signal.objects.get().pk, by=staff, why="Their grandmother's house.")
    plant_self_buyer(2, days=1, creator=creator)
    with clock.travel(NOW):
        assert services.look_for_signals("FR") == 0
    plant_self_buyer(1, days=0.5, creator=creator)
    with clock.travel(NOW):
        assert services.look_for_signals("FR") == 1

    assert sorted(Signal.objects.values_list("status", flat=True)) == ["dismissed", "open"]


@pytest.mark.parametrize("decide", ["hold", "note"])
def test_what_was_held_or_kept_in_mind_is_found_again_by_what_happens_since(decide: str) -> None:
    creator, staff = plant_self_buyer(3, days=4), make_staff()
    with clock.travel(NOW - 2 * DAY):
        services.look_for_signals("FR")
        first = Signal.objects.get()
        if decide == "hold":
            services.hold_for_signal(first.pk, by=staff, why="Your own door.", until=NOW + DAY)
        else:
            services.note_signal(first.pk, by=staff, why="To be watched.")
        assert services.look_for_signals("FR") == 0, "the same rows are known"
    plant_self_buyer(3, days=1, creator=creator)
    with clock.travel(NOW):
        assert services.look_for_signals("FR") == 1

    again = Signal.objects.exclude(pk=first.pk).get()
    first.refresh_from_db()
    assert (again.status, again.facts["tied"], first.status) == ("open", 3, "held" if decide == "hold" else "noted")


def test_a_hold_stops_payouts_with_a_reason_and_a_day_and_may_be_dismissed_later() -> None:
    signal, staff = make_signal(), make_staff()
    with clock.travel(NOW):
        services.hold_for_signal(signal.pk, by=staff, why="Orders go to your own door.", until=NOW + 7 * DAY)

        hold = PayeeHold.objects.get()
        assert (hold.payee_id, hold.reason, hold.words, hold.until) == (
            signal.subject_id,
            "suspicion",
            "Orders go to your own door.",
            NOW + 7 * DAY,
        )
        services.dismiss_signal(signal.pk, by=staff, why="Explained.")
    signal.refresh_from_db()
    assert (signal.status, signal.why) == ("dismissed", "Explained.")
    assert set(StaffAction.objects.values_list("verb", flat=True)) == {
        "hold_for_signal",
        "hold_payee",
        "dismiss_signal",
    }


def test_nothing_is_held_of_customers() -> None:
    signal = make_signal(kind="refund_ring", subject_kind="customer", subject_id=uuid.uuid4(), facts={})

    with pytest.raises(HoldWithoutPayee):
        services.hold_for_signal(signal.pk, by=make_staff(), why="A ring.", until=NOW + DAY)

    signal.refresh_from_db()
    assert signal.status == "open"
    assert not PayeeHold.objects.exists()
    services.note_signal(signal.pk, by=make_staff(), why="To be watched.")
    signal.refresh_from_db()
    assert signal.status == "noted"


def test_a_decision_needs_a_reason_and_an_open_signal() -> None:
    signal, staff = make_signal(), make_staff()

    with pytest.raises(WhyMissing):
        services.dismiss_signal(signal.pk, by=staff, why="  ")
    with pytest.raises(SignalNotFound):
        services.dismiss_signal(uuid.uuid4(), by=staff, why="x")
    assert not StaffAction.objects.exists()
    services.dismiss_signal(signal.pk, by=staff, why="x")
    with pytest.raises(SignalDecided):
        services.note_signal(signal.pk, by=staff, why="y")
    assert StaffAction.objects.count() == 1


def test_each_kind_says_what_else_may_lie_behind_it() -> None:
    assert set(INNOCENT) == set(FINDERS)
    assert dt.timedelta(days=ASKED.market.signals.days) == 14 * DAY
