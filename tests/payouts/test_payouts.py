"""What a seller earned waits, is released once, and is explained to the cent."""

from __future__ import annotations

import datetime as dt
import threading
import uuid
from collections.abc import Iterator
from functools import partial
from typing import Any

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from halles import wiring
from halles.kit import clock, transactions
from halles.kit import events as kit_events
from halles.kit.ids import uuid7
from halles.ledger import queries as books
from halles.ledger.accounts import seller_available, seller_pending, seller_reserve
from halles.ledger.services import Reference, post
from halles.payouts import postings as payout_postings
from halles.payouts import queries, services
from halles.payouts.errors import HoldNotFound, HoldTooSmall
from halles.payouts.events import HoldsReleased
from halles.payouts.models import Hold, Settlement
from tests.payouts.makers import make_refund_taken, make_shipping_earned, make_sold
from tests.sellers.makers import make_seller

DAY = dt.timedelta(days=1)
MONDAY = dt.datetime(2026, 11, 23, 9, tzinfo=dt.UTC)


@pytest.fixture(autouse=True)
def released() -> Iterator[list[Any]]:
    heard: list[Any] = []
    kit_events.connect({HoldsReleased: (heard.append,)})
    yield heard
    kit_events.connect(wiring.EVENTS)


@pytest.fixture
def seller_id() -> uuid.UUID:
    return make_seller().id


@pytest.mark.django_db
def test_money_waits_for_the_delivery_and_the_settlement_days(seller_id: uuid.UUID, released: list[Any]) -> None:
    with clock.travel(MONDAY):
        order = make_sold(seller_id, goods_minor=4606, carriage_minor=490)
        assert services.release_due() == 0
        (balance,) = queries.seller_balance(seller_id)
        assert (balance.held_minor, balance.shipping_minor, balance.available_minor) == (5096, 490, 0)
        assert (balance.next_at, balance.next_minor) == (None, 0)
        make_shipping_earned(seller_id, order, 490)
        services.start_hold_clock(order, MONDAY + 7 * DAY)
        services.start_hold_clock(order, MONDAY + 70 * DAY)
        (balance,) = queries.seller_balance(seller_id)
        assert (balance.held_minor, balance.shipping_minor) == (5096, 0)
        assert (balance.next_at, balance.next_minor) == (MONDAY + 7 * DAY, 5096)
        assert queries.list_upcoming(seller_id) == [queries.Release(dt.date(2026, 11, 30), "EUR", 5096)]
    with clock.travel(MONDAY + 7 * DAY - dt.timedelta(seconds=1)):
        assert services.release_due() == 0
    with clock.travel(MONDAY + 7 * DAY):
        assert services.release_due() == 1
        assert services.release_due() == 0
    (balance,) = queries.seller_balance(seller_id)
    assert (balance.held_minor, balance.available_minor, balance.next_at) == (0, 5096, None)
    (told,) = released
    assert (told.order_count, told.at) == (1, MONDAY + 7 * DAY)
    assert list(queries.released_order_ids(told.run_id)) == [[order]]
    assert queries.check_holds() == []
    assert books.check_books().problems == ()


@pytest.mark.django_db
def test_a_refund_comes_out_of_what_waits_and_after_the_release_out_of_what_is_free(seller_id: uuid.UUID) -> None:
    order = make_sold(seller_id, goods_minor=5000)
    with pytest.raises(HoldTooSmall):
        services.take_back(order, 5001)
    assert make_refund_taken(seller_id, order, 2000) == seller_pending(seller_id, "EUR")
    services.start_hold_clock(order, clock.now())
    services.release_due()
    assert make_refund_taken(seller_id, order, 3500) == seller_available(seller_id, "EUR")
    (balance,) = queries.seller_balance(seller_id)
    assert (balance.held_minor, balance.available_minor) == (0, -500)
    with pytest.raises(HoldNotFound):
        services.take_back(uuid7(), 1)
    assert queries.check_holds() == []


@pytest.mark.django_db
def test_an_order_refunded_whole_is_released_without_an_entry(seller_id: uuid.UUID, released: list[Any]) -> None:
    order = make_sold(seller_id, goods_minor=5000)
    make_refund_taken(seller_id, order, 5000)
    services.start_hold_clock(order, clock.now())
    assert services.release_due() == 1
    assert Hold.objects.released().count() == 1
    assert [list(queries.released_order_ids(event.run_id)) for event in released] == [[[order]]]
    assert not books.list_transactions(reference_kind="order", reference_id=order)[2:]


@pytest.mark.django_db
def test_a_hold_is_opened_once(seller_id: uuid.UUID) -> None:
    order = make_sold(seller_id, goods_minor=5000)
    services.open_hold(
        seller_id=seller_id, order_id=order, order_number="H-1", currency="EUR", amount_minor=1, at=MONDAY
    )
    assert Hold.objects.get().amount_minor == 5000


@pytest.mark.django_db
def test_currencies_never_meet(seller_id: uuid.UUID) -> None:
    for currency, amount in (("JPY", 3000), ("EUR", 4606)):
        order = make_sold(seller_id, goods_minor=amount, currency=currency)
        services.start_hold_clock(order, clock.now())
    assert services.release_due() == 2
    found = [
        (balance.currency, balance.held_minor, balance.available_minor) for balance in queries.seller_balance(seller_id)
    ]
    assert found == [("EUR", 0, 4606), ("JPY", 0, 3000)]
    page = queries.list_explained(seller_id, currency="JPY")
    assert [(line.kind, line.currency) for line in page.rows] == [("settlement", "JPY"), ("sale", "JPY")]


@pytest.mark.django_db
def test_a_line_says_order_what_and_why(seller_id: uuid.UUID) -> None:
    with clock.travel(MONDAY):
        order = make_sold(seller_id, goods_minor=4606, carriage_minor=490, fee_minor=294, number="H-7K2M4QX")
    (line,) = queries.list_explained(seller_id).rows
    assert (line.at, line.what, line.reference_kind, line.reference_id, line.number) == (
        MONDAY,
        "Sale",
        "order",
        order,
        "H-7K2M4QX",
    )
    assert (line.held_minor, line.available_minor) == (5096, 0)
    assert line.parts == (
        queries.Part("Paid by the customer", 5390, "customer_payments"),
        queries.Part("Platform fee", -294, "platform_fee"),
    )


@pytest.mark.django_db
def test_check_holds_finds_what_does_not_fit(seller_id: uuid.UUID) -> None:
    make_sold(seller_id, goods_minor=4606)
    Hold.objects.update(amount_minor=4605)
    assert queries.check_holds() == [f"seller {seller_id}: 4605 EUR on hold, 4606 pending in the books"]


FACTS = st.lists(
    st.tuples(st.sampled_from(["sold", "refund", "shipped", "delivered", "days"]), st.integers(1, 5000)), max_size=25
)


@pytest.mark.django_db
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(facts=FACTS, size=st.integers(1, 5))
def test_the_explained_lines_always_add_up_to_the_balance(facts: list[tuple[str, int]], size: int) -> None:
    seller = make_seller().id
    orders: list[uuid.UUID] = []
    at = MONDAY
    for verb, number in facts:
        with clock.travel(at):
            at = live_on(seller, orders, verb, number, at)
    lines = read_all_pages(seller, size)
    assert len({line.transaction_id for line in lines}) == len(lines)
    (balance,) = queries.seller_balance(seller) or [queries.SellerBalance("EUR", 0, 0, 0, None, 0)]
    assert sum(line.held_minor for line in lines) == balance.held_minor
    assert sum(line.available_minor for line in lines) == balance.available_minor
    require_running_balances(seller, lines, size)
    for line in lines:
        assert sum(part.amount_minor for part in line.parts) == line.held_minor + line.available_minor
    assert queries.check_holds() == []


def require_running_balances(seller: uuid.UUID, lines: list[queries.ExplainedLine], size: int) -> None:
    """Where a page begins the balance is what its lines and those of the later pages add up to."""
    cursor: str | None = None
    while lines:
        held, available = sum(line.held_minor for line in lines), sum(line.available_minor for line in lines)
        assert queries.balance_before(seller, "EUR", cursor) == (held, available)
        cursor = queries.list_explained(seller, cursor, size=size).next_cursor
        lines = lines[size:]


def live_on(seller: uuid.UUID, orders: list[uuid.UUID], verb: str, number: int, at: dt.datetime) -> dt.datetime:
    """One thing that happens in a shop; returns the time it is afterwards."""
    if verb == "sold":
        orders.append(make_sold(seller, goods_minor=number, carriage_minor=number % 7, fee_minor=number % 11))
    elif verb == "days":
        services.release_due()
        return at + (number % 9) * DAY
    elif orders:
        order = orders[number % len(orders)]
        hold = Hold.objects.get(order_id=order)
        if verb == "refund" and hold.amount_minor >= number:
            make_refund_taken(seller, order, number)
        elif verb == "shipped":
            make_shipping_earned(seller, order, None)
        elif verb == "delivered":
            services.start_hold_clock(order, at + 7 * DAY)
    return at


def read_all_pages(seller: uuid.UUID, size: int) -> list[queries.ExplainedLine]:
    page = queries.list_explained(seller, size=size)
    lines = list(page.rows)
    while page.next_cursor is not None:
        page = queries.list_explained(seller, page.next_cursor, size=size)
        assert 0 < len(page.rows) <= size
        lines += page.rows
    return lines


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_two_workers_release_every_hold_once(released: list[Any]) -> None:
    seller = make_seller().id
    for _ in range(20):
        order = make_sold(seller, goods_minor=100)
        services.start_hold_clock(order, MONDAY - 400 * DAY)
    start = threading.Barrier(4)

    def work() -> None:
        start.wait(timeout=30)
        services.release_due()
        connection.close()

    workers = [threading.Thread(target=work) for _ in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(60)
    assert books.balance(seller_available(seller, "EUR")) == 2000
    assert books.balance(seller_pending(seller, "EUR")) == 0
    told = [one for event in released for some in queries.released_order_ids(event.run_id, size=3) for one in some]
    assert len(told) == len(set(told)) == 20
    assert books.check_books().problems == ()


@pytest.mark.django_db
def test_a_hold_that_cannot_be_released_holds_up_no_other(
    seller_id: uuid.UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    with clock.travel(MONDAY):
        broken, fine = (make_sold(seller_id, goods_minor=amount) for amount in (1000, 2000))
        services.start_hold_clock(broken, MONDAY + DAY)
        services.start_hold_clock(fine, MONDAY + 2 * DAY)
    settled = payout_postings.settled

    def settle(owner: uuid.UUID, amount_minor: int, reserve_minor: int, currency: str) -> Any:
        if amount_minor in {1000, 3000}:
            raise RuntimeError("a row that nobody foresaw")
        return settled(owner, amount_minor, reserve_minor, currency)

    monkeypatch.setattr(payout_postings, "settled", settle)
    with clock.travel(MONDAY + 7 * DAY), pytest.raises(ExceptionGroup):
        services.release_due()

    assert set(Hold.objects.waiting().values_list("order_id", flat=True)) == {broken}
    (balance,) = queries.seller_balance(seller_id)
    assert (balance.held_minor, balance.available_minor) == (1000, 2000)


def rows_as_stored() -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT order_id, ctid::text, xmin::text FROM payouts_hold ORDER BY order_id")
        return cursor.fetchall()


@pytest.mark.django_db
def test_a_settlement_writes_no_hold_and_tells_each_order_its_share(seller_id: uuid.UUID) -> None:
    with clock.travel(MONDAY):
        orders = [make_sold(seller_id, goods_minor=amount) for amount in (1000, 2000, 3000)]
        for days, order in enumerate(orders):
            services.start_hold_clock(order, MONDAY + days * DAY)
    before = rows_as_stored()
    with clock.travel(MONDAY + DAY):
        assert services.release_due() == 2
    assert rows_as_stored() == before
    (move,) = Settlement.objects.all()
    assert (move.after, move.through, move.order_count, move.amount_minor) == (None, MONDAY + DAY, 2, 3000)
    settled = queries.list_settled(seller_id, move.run_id).rows
    assert [(one.order_id, one.amount_minor, one.released_at) for one in settled] == [
        (orders[1], 2000, MONDAY + DAY),
        (orders[0], 1000, MONDAY + DAY),
    ]
    share = queries.find_settlement_share(seller_id, orders[0])
    assert share is not None
    assert (share.amount_minor, share.is_shared) == (1000, True)
    assert queries.find_settlement_share(seller_id, orders[2]) is None
    assert {hold.order_id for hold in Hold.objects.waiting_of(seller_id)} == {orders[2]}


@pytest.mark.django_db
def test_a_time_that_the_shop_is_past_already_is_settled_by_itself(seller_id: uuid.UUID) -> None:
    with clock.travel(MONDAY):
        early, late, blocked = (make_sold(seller_id, goods_minor=amount) for amount in (1000, 2000, 4000))
        reference = uuid7()
        services.block(blocked, 4000, reference_id=reference)
        services.start_hold_clock(early, MONDAY)
        services.start_hold_clock(blocked, MONDAY)
        assert services.release_due() == 1
        services.start_hold_clock(late, MONDAY - DAY)
        assert queries.check_holds() == []
        assert services.release_due() == 1
        services.unblock(reference)
        assert {hold.order_id for hold in Hold.objects.waiting()} == {blocked}
        assert services.release_due() == 1
        assert services.release_due() == 0
    assert books.balance(seller_available(seller_id, "EUR")) == 7000
    assert not Hold.objects.waiting().exists()
    assert queries.check_holds() == []


@pytest.mark.django_db
def test_a_hold_released_before_there_were_watermarks_stays_released(seller_id: uuid.UUID) -> None:
    with clock.travel(MONDAY):
        old, new = make_sold(seller_id, goods_minor=1000), make_sold(seller_id, goods_minor=2000)
        lines = payout_postings.settled(seller_id, 1000, 0, "EUR")
        run_id = uuid7()
        key = f"settlement:{run_id}:{seller_id}:EUR"
        post("settlement", key=key, reference=Reference("settlement", run_id), lines=lines)
        Hold.objects.filter(order_id=old).update(until=MONDAY, released_at=MONDAY, settlement_id=run_id)
        services.start_hold_clock(new, MONDAY)
        assert services.release_due() == 1
    share = queries.find_settlement_share(seller_id, old)
    assert share is not None
    assert (share.key, share.at, share.amount_minor) == (key, MONDAY, 1000)
    assert [one.order_id for one in queries.list_settled(seller_id, run_id).rows] == [old]
    assert services.take_back(old, 100) == [
        (seller_reserve(seller_id, "EUR"), 0),
        (seller_available(seller_id, "EUR"), 100),
    ]
    assert queries.check_holds() == []


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_refunds_while_a_shop_is_settled_lose_no_cent() -> None:
    kit_events.connect({})
    seller = make_seller().id
    orders = [make_sold(seller, goods_minor=100) for _ in range(12)]
    for number, order in enumerate(orders):
        services.start_hold_clock(order, MONDAY - (400 - number) * DAY)
    start = threading.Barrier(4)

    def settle() -> None:
        start.wait(timeout=30)
        for _ in range(6):
            services.release_due()
        connection.close()

    def give_back(some: list[uuid.UUID]) -> None:
        start.wait(timeout=30)
        for order in some:
            transactions.run(partial(make_refund_taken, seller, order, 30))
        connection.close()

    work = (settle, settle, partial(give_back, orders[::2]), partial(give_back, orders[1::2][::-1]))
    workers = [threading.Thread(target=one) for one in work]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(60)
    services.release_due()
    assert books.balance(seller_available(seller, "EUR")) == 12 * 70
    assert books.balance(seller_pending(seller, "EUR")) == 0
    assert queries.check_holds() == []
    assert books.check_books().problems == ()


@pytest.mark.django_db
def test_a_refund_of_an_order_that_is_partly_free_comes_from_both_sides(seller_id: uuid.UUID) -> None:
    order, reference = make_sold(seller_id, goods_minor=5000), uuid7()
    services.block(order, 1000, reference_id=reference)
    services.start_hold_clock(order, clock.now())
    assert services.release_due() == 1
    assert services.release_due() == 0
    pending, available = seller_pending(seller_id, "EUR"), seller_available(seller_id, "EUR")
    with pytest.raises(HoldTooSmall):
        services.take_back(order, 5001)
    assert services.take_back(order, 1500) == [(pending, 1000), (available, 500)]
    assert services.take_back(order, 3500) == [(pending, 0), (available, 3500)]
    with pytest.raises(HoldTooSmall):
        services.take_back(order, 1)
