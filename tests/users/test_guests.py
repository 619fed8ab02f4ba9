"""What was bought without a sign-in under the address of somebody who goes, and what is forgotten of every guest."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from halles.checkout.purchase import Buyer
from halles.kit import clock
from halles.markets.queries import get_market
from halles.orders import personal as orders_personal
from halles.orders.models import Order, OrderGroup
from halles.returns import personal as returns_personal
from halles.returns.models import ReturnRequest
from halles.users import personal
from tests.orders.makers import make_bought, make_variant
from tests.returns.makers import DAY, DELIVERED_AT, make_two_lines, withdraw
from tests.users.leaving import EMAIL, NAME, STREET, erase_now, find_words, make_zoe

pytestmark = pytest.mark.django_db
PLACE = {"name": NAME, "line1": STREET, "phone": "+33142360000"}


def buy_as_guest(email: str, status: str, **changes: Any) -> OrderGroup:
    group = make_bought((make_variant(), 1), buyer=Buyer(email=email), place=PLACE).group
    Order.objects.filter(group=group).update(status=status)
    OrderGroup.objects.filter(pk=group.pk).update(**changes)
    return group


def test_what_is_closed_loses_the_address_and_nothing_of_it_hinders() -> None:
    zoe = make_zoe()
    closed, under_way = buy_as_guest("Zoe.Quillfeather@Example.org", "completed"), buy_as_guest(EMAIL, "in_transit")
    arrived, of_others = buy_as_guest(EMAIL, "delivered"), buy_as_guest("guest@example.org", "completed")
    assert personal.list_hindrances(zoe) == []
    erase_now(zoe)
    erased = f"{zoe.pk.hex}@erased.invalid"
    found = {one.pk: one for one in OrderGroup.objects.all()}
    assert {pk: one.email for pk, one in found.items()} == {
        closed.pk: erased, under_way.pk: EMAIL, arrived.pk: EMAIL, of_others.pk: "guest@example.org",
    }  # fmt: skip
    assert (found[closed.pk].ship_to["name"], found[closed.pk].ship_to["phone"]) == (NAME, "")
    assert found[of_others.pk].ship_to["phone"] == "+33142360000"


def test_an_address_that_is_not_verified_reaches_nobodys_purchases() -> None:
    zoe = make_zoe()
    group = buy_as_guest(EMAIL, "completed")
    zoe.emailaddress_set.update(verified=False)
    assert orders_personal.tell(zoe)["purchases"] == []
    erase_now(zoe)
    group.refresh_from_db()
    assert group.email == EMAIL


def test_a_return_of_a_guest_that_is_over_loses_the_address() -> None:
    zoe = make_zoe()
    sent_back = send_back()
    assert [row["name"] for row in returns_personal.tell(zoe)["returns"]] == [NAME]
    Order.objects.update(status="completed")
    returns_personal.erase(zoe)
    sent_back.refresh_from_db()
    assert sent_back.email == EMAIL, "somebody waits for it"
    ReturnRequest.objects.update(status="refunded")
    returns_personal.erase(zoe)
    sent_back.refresh_from_db()
    assert (sent_back.email, sent_back.name) == (f"{zoe.pk.hex}@erased.invalid", NAME)


def send_back() -> ReturnRequest:
    order, line, _ = make_two_lines()
    OrderGroup.objects.update(email=EMAIL, ship_to={**order.group.ship_to, **PLACE})
    with clock.travel(DELIVERED_AT + DAY):
        return withdraw(order, {line.pk: 1}, name=NAME, email=EMAIL)


def test_a_copy_holds_what_was_bought_as_a_guest_since_the_account_began() -> None:
    zoe = make_zoe()
    mine = buy_as_guest(EMAIL, "completed")
    buy_as_guest(EMAIL, "completed", placed_at=zoe.created_at - dt.timedelta(days=1))
    buy_as_guest("guest@example.org", "completed")
    told = orders_personal.tell(zoe)
    assert [row["number"] for row in told["purchases"]] == [mine.number]
    assert [row["order__group__number"] for row in told["lines"]] == [mine.number]


def test_guests_are_forgotten_when_the_law_wants_their_records_no_more() -> None:
    send_back()
    group = OrderGroup.objects.get()
    ship_to, total_minor, placed_at = group.ship_to, group.total_minor, group.placed_at
    years = get_market("FR").privacy.records_years
    with clock.travel(dt.datetime(placed_at.year + years, 12, 31, tzinfo=dt.UTC)):
        assert (orders_personal.forget_old_purchases(), returns_personal.forget_old_returns()) == (0, 0)
    assert OrderGroup.objects.get().ship_to == ship_to
    with clock.travel(dt.datetime(placed_at.year + years + 1, 1, 2, tzinfo=dt.UTC)):
        assert (orders_personal.forget_old_purchases(), returns_personal.forget_old_returns()) == (1, 1)
        assert (orders_personal.forget_old_purchases(), returns_personal.forget_old_returns()) == (0, 0)
    group.refresh_from_db()
    assert (group.ship_to, group.email) == ({"country": "FR"}, f"{group.pk.hex}@erased.invalid")
    assert (group.access_token_hash, group.total_minor) == (None, total_minor)
    assert find_words(EMAIL, NAME, "wunderlich") == set()
