"""Stock is neither made nor lost, and repeating a step changes nothing."""

from __future__ import annotations

import uuid

import pytest
from django.db import IntegrityError, transaction

from halles.inventory import queries
from halles.inventory.errors import BelowReserved, SoldOut, StockOutOfRange
from halles.inventory.models import Reservation, StockChange, StockLevel
from halles.inventory.services import Reference, adjust, commit, release, reserve, set_on_hand, take_out
from halles.kit import clock
from tests.orders.makers import SOMEBODY, make_variant, stock_of

pytestmark = pytest.mark.django_db


def make_reference() -> Reference:
    return Reference("order_group", uuid.uuid4())


def test_reserving_is_all_or_nothing() -> None:
    plenty, scarce = make_variant(stock=10), make_variant(stock=1)
    reference = make_reference()

    with pytest.raises(SoldOut) as refused:
        reserve({plenty.pk: 2, scarce.pk: 2}, reference=reference, until=clock.now())

    assert refused.value.code == "inventory.sold_out"
    assert refused.value.data == {"left": {str(scarce.pk): 1}}
    assert (stock_of(plenty), stock_of(scarce)) == ((10, 0), (1, 0))
    assert not Reservation.objects.exists()


def test_a_variant_never_counted_is_sold_out() -> None:
    variant = make_variant(stock=0)

    with pytest.raises(SoldOut) as refused:
        reserve({variant.pk: 1}, reference=make_reference(), until=None)

    assert refused.value.data == {"left": {str(variant.pk): 0}}
    assert not StockLevel.objects.exists()


def test_a_reservation_is_given_back_in_parts_once() -> None:
    variant, reference = make_variant(stock=5), make_reference()
    reserve({variant.pk: 4}, reference=reference, until=None)

    assert release(reference, {variant.pk: 1}) == {variant.pk: 1}
    assert release(reference, {variant.pk: 1}) == {}
    assert stock_of(variant) == (5, 3)
    assert release(reference) == {variant.pk: 3}
    assert release(reference) == {}
    assert stock_of(variant) == (5, 0)
    assert Reservation.objects.get().status == Reservation.Status.CLOSED


def test_what_was_shipped_does_not_come_back() -> None:
    variant, reference = make_variant(stock=5), make_reference()
    reserve({variant.pk: 3}, reference=reference, until=clock.now())
    commit(reference)
    commit(reference)

    assert take_out(reference, {variant.pk: 2}) == {variant.pk: 2}
    assert take_out(reference, {variant.pk: 2}) == {}
    assert stock_of(variant) == (3, 1)
    assert release(reference) == {variant.pk: 1}
    assert stock_of(variant) == (3, 0)
    reservation = Reservation.objects.get()
    assert (reservation.status, reservation.until) == (Reservation.Status.CLOSED, None)


def test_the_shelf_is_the_sum_of_its_changes() -> None:
    variant, reference = make_variant(stock=8), make_reference()
    adjust(variant.pk, -1, by=SOMEBODY, why="broken in the shop")
    reserve({variant.pk: 2}, reference=reference, until=None)
    take_out(reference, {variant.pk: 2})
    set_on_hand(variant.pk, 20, by=SOMEBODY)

    changes = [(change.kind, change.delta, change.on_hand_after) for change in queries.list_changes(variant.pk)]

    assert changes == [("counted", 15, 20), ("shipped", -2, 5), ("adjusted", -1, 7), ("counted", 8, 8)]


def test_sold_pieces_cannot_be_counted_away() -> None:
    variant = make_variant(stock=5)
    reserve({variant.pk: 4}, reference=make_reference(), until=None)

    with pytest.raises(BelowReserved) as refused:
        set_on_hand(variant.pk, 3, by=SOMEBODY)
    with pytest.raises(StockOutOfRange):
        adjust(variant.pk, -6, by=SOMEBODY, why="no")

    assert refused.value.data == {"reserved": 4}
    assert stock_of(variant) == (5, 4)
    assert StockChange.objects.count() == 1


def test_the_database_itself_refuses_to_oversell() -> None:
    variant = make_variant(stock=5)

    with pytest.raises(IntegrityError), transaction.atomic():
        StockLevel.objects.filter(pk=variant.pk).update(reserved=6)
    with pytest.raises(IntegrityError), transaction.atomic():
        StockLevel.objects.filter(pk=variant.pk).update(reserved=-1)


def test_what_can_be_bought() -> None:
    variant, never_counted, reference = make_variant(stock=5), make_variant(stock=0), make_reference()
    reserve({variant.pk: 2}, reference=reference, until=None)

    assert queries.available([variant.pk, never_counted.pk]) == {variant.pk: 3, never_counted.pk: 0}
    assert queries.stock_levels([variant.pk]) == {variant.pk: queries.StockView(on_hand=5, reserved=2)}
    assert queries.reserved_for(*reference) == {variant.pk: 2}
