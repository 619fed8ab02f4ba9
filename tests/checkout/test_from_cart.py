"""Buying a cart when everything happens at once, and what becomes of the cart when the money does not come."""

from __future__ import annotations

import datetime as dt
import threading
import uuid
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection

from halles.carts.models import CartLine
from halles.carts.owner import Owner
from halles.carts.services import add_to_cart, merge_guest_cart, remove_line
from halles.checkout import services as checkout
from halles.checkout.models import CartAttempt
from halles.checkout.purchase import Buyer, PayWith
from halles.checkout.services import BuyCart
from halles.kit import clock, transactions
from halles.kit.errors import Refusal
from halles.markets.queries import get_market
from halles.orders.models import Order, OrderGroup
from halles.payments import services as payments
from halles.payments.errors import Declined
from halles.payments.providers.sandbox.models import SandboxCharge
from tests.carts.makers import make_guest, pieces_of, put, seen
from tests.orders.makers import make_card, make_place, make_variant, stock_of
from tests.users.makers import make_user

pytestmark = pytest.mark.django_db(transaction=True)
FRANCE = get_market("FR")


def press(owner: Owner, **changes: Any) -> BuyCart:
    """What the button of the page as it is now would send."""
    view = seen(owner)
    assert view.quote is not None
    facts: dict[str, Any] = {
        "key": f"key-{uuid.uuid4()}",
        "owner": owner,
        "buyer": Buyer(email="guest@example.org", visit_id=uuid.uuid4()),
        "market": "FR",
        "language": "en",
        "ship_to": make_place(),
        "pay_with": PayWith("card", token=make_card()),
        "version": view.version,
        "expected_total_minor": view.quote.total_minor,
        "expected_currency": "EUR",
    }
    return BuyCart(**{**facts, **changes})


def at_once(*works: Callable[[], Any]) -> list[Any]:
    """Run all of them in threads that start together; what each returned or was refused."""
    barrier, said = threading.Barrier(len(works)), [None] * len(works)

    def run(place: int, work: Callable[[], Any]) -> None:
        barrier.wait(5)
        try:
            said[place] = work()
        except Refusal as refusal:
            said[place] = refusal
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(works)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return said


def test_the_same_press_eight_times_at_once_is_one_purchase() -> None:
    owner, bowl = make_guest(), make_variant(stock=20)
    put(owner, bowl, 2)
    wanted = press(owner)

    said = at_once(*[lambda: checkout.buy_cart(wanted)] * 8)

    assert {one.group_id for one in said} == {OrderGroup.objects.get().pk}
    assert stock_of(bowl) == (20, 2)
    assert seen(owner).is_empty


def test_two_tabs_with_keys_of_their_own_charge_twice_only_when_both_saw_it_full() -> None:
    """Each press is a wish of its own: what one tab has bought, the other no longer sees in the bag."""
    owner, bowl = make_guest(), make_variant(stock=20)
    put(owner, bowl)
    first = press(owner)
    second = press(owner, buyer=first.buyer)

    checkout.buy_cart(first)
    with pytest.raises(Refusal) as refused:
        checkout.buy_cart(second)

    assert refused.value.code == "carts.nothing_to_buy"
    assert OrderGroup.objects.count() == 1


def test_two_guests_race_for_the_last_piece_and_the_loser_keeps_a_whole_bag() -> None:
    bowl, cup = make_variant(stock=1), make_variant(stock=5)
    owners = make_guest(), make_guest()
    for owner in owners:
        put(owner, bowl)
        put(owner, cup)
    presses = [press(owner) for owner in owners]

    said = at_once(*[lambda wanted=wanted: checkout.buy_cart(wanted) for wanted in presses])

    codes = sorted(one.code if isinstance(one, Refusal) else "bought" for one in said)
    assert codes[0] == "bought"
    assert codes[1] in ("checkout.price_changed", "inventory.sold_out")
    assert (stock_of(bowl), stock_of(cup)) == ((1, 1), (5, 1))
    (loser,) = [owner for owner, one in zip(owners, said, strict=True) if isinstance(one, Refusal)]
    assert pieces_of(seen(loser)) == {bowl.pk: 1, cup.pk: 1}


def test_two_tabs_add_change_and_remove_at_once_and_nothing_is_lost() -> None:
    owner, bowl, cup = make_guest(), make_variant(stock=50), make_variant(stock=50)
    gone = put(owner, cup)

    def add() -> None:
        transactions.run(lambda: add_to_cart(owner, market=FRANCE, variant_id=bowl.pk))

    said = at_once(*[add] * 6, lambda: transactions.run(lambda: remove_line(owner, gone.pk)))

    assert said == [None] * 7
    assert pieces_of(seen(owner)) == {bowl.pk: 6}


def test_a_first_thing_from_two_tabs_makes_one_bag_and_two_sign_ins_move_it_once() -> None:
    owner, bowl = make_guest(), make_variant(stock=50)
    person = make_user()

    def add() -> None:
        transactions.run(lambda: add_to_cart(owner, market=FRANCE, variant_id=bowl.pk))

    at_once(add, add, add)
    at_once(*[lambda: transactions.run(lambda: merge_guest_cart(person.pk, owner.token))] * 3)

    assert pieces_of(seen(Owner(user_id=person.pk))) == {bowl.pk: 3}
    assert CartLine.objects.count() == 1


def test_what_is_added_while_the_bank_thinks_stays_in_the_bag() -> None:
    owner, bowl, cup = make_guest(), make_variant(), make_variant()
    put(owner, bowl)
    placed = checkout.buy_cart(press(owner, pay_with=PayWith("card", token=make_card("challenge", "3155"))))
    assert placed.next_action is not None
    assert pieces_of(seen(owner)) == {bowl.pk: 1}, "at the bank's page one may still turn round"
    put(owner, cup)
    put(owner, bowl)
    # The bank says yes, and the browser never comes back: the job finds out.
    SandboxCharge.objects.update(status="authorized")
    payments.refresh(checkout.payment_of(placed.group_id).pk)
    with clock.travel(clock.now() + dt.timedelta(minutes=1)):
        checkout.settle_carts()

    assert pieces_of(seen(owner)) == {bowl.pk: 1, cup.pk: 1}, "one of two bowls was bought"
    assert not CartAttempt.objects.exists()


def test_a_transfer_that_never_comes_brings_the_goods_back_into_the_bag() -> None:
    owner, bowl = make_guest(), make_variant(stock=3)
    put(owner, bowl, 2, source="token")
    checkout.buy_cart(press(owner, pay_with=PayWith("transfer")))
    assert seen(owner).is_empty, "the order stands and waits for its money"

    with clock.travel(clock.now() + dt.timedelta(days=30)):
        checkout.expire_unpaid()
        checkout.settle_carts()
    assert [order.status for order in Order.objects.all()] == [Order.Status.CANCELED]
    assert pieces_of(seen(owner)) == {bowl.pk: 2}
    assert CartLine.objects.get().source == "token"
    assert stock_of(bowl) == (3, 0)


def test_a_press_that_was_refused_leaves_nothing_to_settle() -> None:
    owner, bowl = make_guest(), make_variant(stock=3)
    put(owner, bowl)
    with pytest.raises(Declined):
        checkout.buy_cart(press(owner, pay_with=PayWith("card", token=make_card("declined", "9995"))))
    assert pieces_of(seen(owner)) == {bowl.pk: 1}
    with clock.travel(clock.now() + dt.timedelta(minutes=15)):
        checkout.settle_carts()
    assert not CartAttempt.objects.exists()
    assert pieces_of(seen(owner)) == {bowl.pk: 1}


def test_who_signs_in_while_the_bank_thinks_does_not_find_what_they_bought_in_the_bag() -> None:
    person, owner, bowl = make_user(), make_guest(), make_variant()
    put(owner, bowl)
    placed = checkout.buy_cart(press(owner, pay_with=PayWith("card", token=make_card("challenge", "3155"))))
    transactions.run(lambda: merge_guest_cart(person.pk, owner.token))
    assert pieces_of(seen(Owner(user_id=person.pk))) == {bowl.pk: 1}
    SandboxCharge.objects.update(status="authorized")
    payments.refresh(checkout.payment_of(placed.group_id).pk)
    checkout.settle_cart(placed.group_id)
    assert seen(Owner(user_id=person.pk)).is_empty
