"""Any sequence of counting, reserving, giving back and shipping against a model of a shelf in plain numbers."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from halles.inventory.errors import BelowReserved, SoldOut
from halles.inventory.models import Reservation, StockChange
from halles.inventory.services import Reference, release, reserve, set_on_hand, take_out
from tests.orders.makers import SOMEBODY, make_variant, stock_of

pytestmark = pytest.mark.django_db

pieces = st.integers(1, 5)
who = st.integers(0, 2)
STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("count"), st.integers(0, 12), who),
        st.tuples(st.just("reserve"), pieces, who),
        st.tuples(st.just("release"), pieces, who),
        st.tuples(st.just("take_out"), pieces, who),
    ),
    max_size=25,
)


@dataclass
class Shelf:
    on_hand: int = 0
    # per reference: [reserved, given back, shipped]
    kept: dict[int, list[int]] = field(default_factory=dict)

    @property
    def reserved(self) -> int:
        return sum(quantity - back - gone for quantity, back, gone in self.kept.values())


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS)
def test_stock_follows_the_model(db: None, steps: list[tuple[str, int, int]]) -> None:
    with transaction.atomic():
        variant = make_variant(stock=0)
        references = [Reference("order_group", uuid.uuid4()) for _ in range(3)]
        shelf = Shelf()
        set_on_hand(variant.pk, 0, by=SOMEBODY)
        for step, number, person in steps:
            _take(step, number, shelf, person, references[person], variant.pk)
            assert stock_of(variant) == (shelf.on_hand, shelf.reserved)
        shipped = sum(gone for _, _, gone in shelf.kept.values())
        taken = StockChange.objects.filter(variant=variant, kind="shipped").values_list("delta", flat=True)
        assert -sum(taken) == shipped
        rows = Reservation.objects.filter(variant=variant)
        assert sum(row.quantity - row.released_quantity - row.taken_quantity for row in rows) == shelf.reserved
        transaction.set_rollback(True)


def _take(step: str, number: int, shelf: Shelf, person: int, reference: Reference, variant_id: uuid.UUID) -> None:
    kept = shelf.kept.get(person)
    if step == "count":
        if number < shelf.reserved:
            with pytest.raises(BelowReserved):
                set_on_hand(variant_id, number, by=SOMEBODY)
        else:
            set_on_hand(variant_id, number, by=SOMEBODY)
            shelf.on_hand = number
    elif step == "reserve" and kept is None:
        if number > shelf.on_hand - shelf.reserved:
            with pytest.raises(SoldOut):
                reserve({variant_id: number}, reference=reference, until=None)
        else:
            reserve({variant_id: number}, reference=reference, until=None)
            shelf.kept[person] = [number, 0, 0]
    elif step == "release" and kept is not None:
        more = max(0, min(number, kept[0] - kept[2]) - kept[1])
        assert release(reference, {variant_id: number}) == ({variant_id: more} if more else {})
        kept[1] += more
    elif step == "take_out" and kept is not None:
        more = max(0, min(number, kept[0] - kept[1]) - kept[2])
        assert take_out(reference, {variant_id: number}) == ({variant_id: more} if more else {})
        kept[2] += more
        shelf.on_hand -= more
