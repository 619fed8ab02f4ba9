"""An offer from the draft to the last piece: what the market allows, who gets one, what comes back."""

from __future__ import annotations

import datetime as dt
import uuid

import pytest

from halles.catalog.models import PriceChange
from halles.inventory.errors import SoldOut
from halles.kit import clock
from halles.promotions import errors
from halles.promotions.events import WaitlistOffered
from halles.promotions.models import DealCustomer, FlashDeal, PricePromise, WaitlistPlace
from halles.promotions.services import (
    announce_deal,
    cancel_deal,
    create_deal,
    end_deal,
    give_back,
    keep_on_time,
    open_deal,
    refresh_deal,
    tell_waiting,
)
from halles.users.services import issue_token
from tests.announcements import heard
from tests.orders.makers import make_variant, stock_of
from tests.promotions.makers import claim, claim_items, let_time_pass, make_customer, make_draft, make_open_deal
from tests.users.makers import make_user

pytestmark = pytest.mark.django_db


def test_pieces_are_kept_from_the_announcement_on_and_the_database_says_when_it_opens() -> None:
    variant = make_variant(stock=5)
    deal = create_deal(make_draft(variant, quota=3, countdown_seconds=30, duration_seconds=60), by=make_user())
    assert (deal.status, deal.list_minor, deal.low_minor, deal.currency) == ("draft", 2490, 2490, "EUR")
    assert stock_of(variant) == (5, 0)

    deal = announce_deal(deal.pk)

    assert deal.status == "announced"
    assert deal.opens_at is not None
    assert deal.ends_at == deal.opens_at + dt.timedelta(seconds=60)
    assert stock_of(variant) == (5, 3)
    (early,) = claim(deal, make_customer())
    assert early["code"] == "promotions.deal_not_open"
    assert 0 < early["opens_in_ms"] <= 30_000
    let_time_pass(deal, seconds=31)
    (yes,) = claim(deal, make_customer())
    assert (yes["ok"], yes["unit_minor"], yes["quantity"], yes["currency"]) == (True, 1990, 1, "EUR")
    deal.refresh_from_db()
    assert (deal.status, deal.claimed_count) == ("open", 1)


def test_a_draft_must_fit_the_market() -> None:
    variant = make_variant(stock=5)
    refused = [
        (make_draft(variant, countdown_seconds=9), errors.OutOfRange),
        (make_draft(variant, duration_seconds=1_201), errors.OutOfRange),
        (make_draft(variant, quota=0), errors.OutOfRange),
        (make_draft(variant, quota=2, per_customer_max=3), errors.OutOfRange),
        (make_draft(variant, price_minor=2490), errors.NotLower),
        (make_draft(variant, market="DE"), errors.NotSoldHere),
        (make_draft(variant, steps=((2, 1990),)), errors.StepsWrong),
        (make_draft(variant, steps=((3, 1500),)), errors.StepsWrong),
    ]
    for draft, refusal in refused:
        with pytest.raises(refusal):
            create_deal(draft, by=make_user())
    assert not FlashDeal.objects.exists()


@pytest.mark.parametrize(("market", "currency_price"), [("FR", 1990), ("US", 1990)])
def test_the_lowest_price_of_thirty_days_is_refused_or_only_shown(market: str, currency_price: int) -> None:
    variant = make_variant(stock=5, prices={market: 2490})
    month_ago = clock.now() - dt.timedelta(days=20)
    PriceChange.objects.create(
        variant=variant,
        market=market,
        currency="EUR" if market == "FR" else "USD",
        amount_minor=1990,
        from_at=month_ago,
        to_at=month_ago + dt.timedelta(days=2),
    )
    draft = make_draft(variant, market=market, price_minor=currency_price)
    if market == "FR":
        with pytest.raises(errors.NotBelowLow) as refusal:
            create_deal(draft, by=make_user())
        assert "30" in str(refusal.value)
        assert not FlashDeal.objects.exists()
    else:
        assert create_deal(draft, by=make_user()).low_minor == 1990


def test_an_earlier_offer_counts_as_a_price_that_was_shown() -> None:
    variant = make_variant(stock=5)
    first = make_open_deal(variant, price_minor=1500)
    end_deal(first.pk)
    with pytest.raises(errors.NotBelowLow):
        create_deal(make_draft(variant, price_minor=1990), by=make_user())
    assert create_deal(make_draft(variant, price_minor=1490), by=make_user()).low_minor == 1500


def test_more_than_the_shelf_holds_cannot_be_announced() -> None:
    variant = make_variant(stock=2)
    deal = create_deal(make_draft(variant, quota=3), by=make_user())
    with pytest.raises(SoldOut):
        announce_deal(deal.pk)
    assert stock_of(variant) == (2, 0)


def test_a_variant_has_one_offer_at_a_time() -> None:
    variant = make_variant(stock=9)
    make_open_deal(variant)
    second = create_deal(make_draft(variant, price_minor=1000), by=make_user())
    with pytest.raises(errors.AlreadyRunning):
        announce_deal(second.pk)
    assert stock_of(variant) == (9, 2)


def test_the_quota_is_exact_and_the_rest_waits_in_order() -> None:
    variant = make_variant(stock=5)
    deal = make_open_deal(variant, quota=2)
    people = [make_customer() for _ in range(4)]
    answers = claim(deal, *people)
    assert [answer["ok"] for answer in answers] == [True, True, False, False]
    assert [answer.get("code") for answer in answers[2:]] == ["promotions.sold_out"] * 2
    assert [answer["place"] for answer in answers[2:]] == [1, 2]
    (again,) = claim(deal, people[3])
    assert (again["code"], again["place"]) == ("promotions.sold_out", 2)
    deal.refresh_from_db()
    assert deal.claimed_count == 2
    assert PricePromise.objects.count() == 2


def test_the_same_key_is_the_same_claim() -> None:
    deal = make_open_deal(quota=2)
    person, stranger = make_customer(), make_customer()
    item = {"n": 1, "u": str(person.pk), "quantity": 1, "key": "one-and-only", "device": ""}
    first, second = claim_items(deal.pk, [item, item])
    assert first == second
    assert claim_items(deal.pk, [item])[0]["promise"] == first["promise"]
    assert claim_items(deal.pk, [{**item, "u": str(stranger.pk)}])[0]["promise"] != first["promise"]
    assert PricePromise.objects.count() == 2


def test_a_person_gets_no_more_than_the_limit() -> None:
    deal = make_open_deal(quota=2)
    person = make_customer()
    answers = claim(deal, person, person)
    assert [answer.get("code") for answer in answers] == [None, "promotions.limit_reached"]
    (many,) = claim(deal, make_customer(), quantity=2)
    assert many == {"ok": False, "code": "promotions.limit_reached", "limit": 1}
    assert DealCustomer.objects.get(user=person).taken_count == 1


def test_strangers_new_accounts_and_crowded_devices_get_nothing() -> None:
    deal = make_open_deal(quota=2)
    new = make_user()
    nobody = {"n": 1, "u": None, "quantity": 1, "key": "some-key-1", "device": ""}
    assert claim_items(deal.pk, [nobody])[0]["code"] == "promotions.sign_in"
    assert claim(deal, new)[0]["code"] == "promotions.account_too_new"
    first, second, third = (make_customer() for _ in range(3))
    answers = claim(make_open_deal(quota=2), first, second, third, device="d" * 64)
    assert [answer.get("code") for answer in answers] == [None, None, "promotions.device_limit"]
    assert claim(deal, first, key="short")[0]["code"] == "promotions.key_invalid"
    assert claim(deal, first, quantity="x")[0]["code"] == "promotions.limit_reached"
    assert PricePromise.objects.filter(deal=deal).count() == 0


def test_a_bearer_is_the_person_it_belongs_to() -> None:
    from halles.users.queries import hash_token

    deal = make_open_deal()
    person = make_customer()
    raw = issue_token(person, "test")
    item = {"n": 1, "u": None, "bearer": hash_token(raw), "quantity": 1, "key": "some-key-1"}
    assert claim_items(deal.pk, [item])[0]["ok"]
    assert PricePromise.objects.get().user == person
    assert claim_items(deal.pk, [{**item, "bearer": "0" * 64}])[0]["code"] == "promotions.sign_in"


def test_what_lapses_goes_to_the_first_who_waits_who_is_told_once() -> None:
    variant = make_variant(stock=2)
    deal = make_open_deal(variant, quota=1, duration_seconds=1_200)
    first, second, third = (make_customer() for _ in range(3))
    claim(deal, first, second, third)
    PricePromise.objects.update(until=clock.now() - dt.timedelta(seconds=1))

    assert keep_on_time() == 1

    deal.refresh_from_db()
    assert deal.claimed_count == 1
    offered = PricePromise.objects.get(status="open")
    assert offered.user == second
    assert WaitlistPlace.objects.get(user=third).promise is None
    with heard(WaitlistOffered) as events:
        assert tell_waiting() == 1
        assert tell_waiting() == 0
    assert [(event.user_id, event.promise_id) for event in events] == [(second.pk, offered.pk)]
    assert stock_of(variant) == (2, 1)


def test_whoever_lets_two_lapse_is_not_served_again() -> None:
    deal = make_open_deal(quota=2)
    person = make_customer()
    for _ in range(2):
        assert claim(deal, person)[0]["ok"]
        PricePromise.objects.filter(status="open").update(until=clock.now() - dt.timedelta(seconds=1))
    assert claim(deal, person)[0]["code"] == "promotions.lapsed_too_often"


def test_the_end_returns_what_nobody_claimed_and_keeps_what_was_promised() -> None:
    variant = make_variant(stock=5)
    deal = make_open_deal(variant, quota=3)
    claim(deal, make_customer())
    assert stock_of(variant) == (5, 3)

    deal = end_deal(deal.pk)

    assert (deal.status, deal.settled_at) == ("ended", None)
    assert stock_of(variant) == (5, 1)
    assert claim(deal, make_customer())[0]["code"] == "promotions.deal_over"
    assert end_deal(deal.pk).status == "ended"
    PricePromise.objects.update(until=clock.now() - dt.timedelta(seconds=1))
    keep_on_time()
    deal.refresh_from_db()
    assert stock_of(variant) == (5, 0)
    assert deal.settled_at is not None
    assert keep_on_time() == 0


def test_the_clock_ends_it_without_anybody() -> None:
    variant = make_variant(stock=5)
    deal = make_open_deal(variant, duration_seconds=60)
    let_time_pass(deal, seconds=61)
    keep_on_time()
    deal.refresh_from_db()
    assert deal.status == "ended"
    assert stock_of(variant) == (5, 0)


def test_called_off_before_it_opened() -> None:
    variant = make_variant(stock=5)
    deal = announce_deal(create_deal(make_draft(variant), by=make_user()).pk)
    assert cancel_deal(deal.pk).status == "canceled"
    assert stock_of(variant) == (5, 0)
    with pytest.raises(errors.DealMoved):
        open_deal(deal.pk)
    running = make_open_deal(variant)
    with pytest.raises(errors.DealMoved):
        cancel_deal(running.pk)
    assert stock_of(variant) == (5, 2)


def test_given_back_before_its_time() -> None:
    deal = make_open_deal(quota=1)
    first, second = make_customer(), make_customer()
    (yes, _) = claim(deal, first, second)
    give_back(uuid.UUID(yes["promise"]), user_id=first.pk)
    deal.refresh_from_db()
    assert deal.claimed_count == 1
    assert PricePromise.objects.get(status="open").user == second
    with pytest.raises(errors.ClaimUnknown):
        give_back(uuid.UUID(yes["promise"]), user_id=second.pk)


def test_a_price_drop_falls_for_all_and_is_paid_at_the_end() -> None:
    variant = make_variant(stock=9)
    deal = make_open_deal(variant, price_minor=2000, quota=4, steps=((2, 1800), (3, 1500)))
    assert deal.kind == "drop"
    (first,) = claim(deal, make_customer())
    assert (first["unit_minor"], first["usable_from"] is not None) == (2000, True)
    claim(deal, make_customer(), make_customer())
    deal.refresh_from_db()
    assert deal.price_minor == 1500
    end_deal(deal.pk)
    assert set(PricePromise.objects.values_list("unit_minor", flat=True)) == {1500}
    promise = PricePromise.objects.get(pk=first["promise"])
    assert promise.usable_from is not None
    assert promise.until == promise.usable_from + dt.timedelta(minutes=10)
    assert stock_of(variant) == (9, 3)
    assert refresh_deal(deal.pk).price_minor == 1500
