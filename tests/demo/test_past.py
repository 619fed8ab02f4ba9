"""The past is told while the clockwork of the present runs beside it."""

from __future__ import annotations

import datetime as dt
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import connection

from halles.checkout.purchase import PayWith
from halles.checkout.services import expire_unpaid, placing
from halles.demo.seed.purchases import place_at
from halles.kit import clock
from halles.orders.models import Order
from halles.payments import services as payments
from halles.payments.models import Payment
from tests.orders.makers import make_card, make_purchase, make_variant, stock_of

LAST_WEEK = dt.timedelta(days=7)


def _tidy_up() -> tuple[int, int]:
    """What the worker does each minute, on a connection of its own."""
    try:
        return expire_unpaid(), payments.resolve_due()
    finally:
        connection.close()


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("card", "status"), [("approved 4242", "on_hold"), ("declined 9995", "canceled")])
def test_nobody_cancels_a_purchase_of_last_week_before_it_is_paid(
    monkeypatch: pytest.MonkeyPatch, card: str, status: str
) -> None:
    variant = make_variant(stock=1)
    seen: list[tuple[int, int]] = []
    authorize = placing.payments.authorize

    def authorize_while_the_worker_looks(*that: Any, **facts: Any) -> Payment:
        with ThreadPoolExecutor(1) as worker:
            seen.append(worker.submit(_tidy_up).result(30))
        return authorize(*that, **facts)

    monkeypatch.setattr(placing.payments, "authorize", authorize_while_the_worker_looks)
    purchase = make_purchase((variant, 1), pay_with=PayWith("card", token=make_card(*card.split())))
    place_at(clock.now() - LAST_WEEK, purchase)

    assert seen == [(0, 0)]
    order = Order.objects.get()
    assert order.status == status
    assert order.group.placed_at < clock.now() - LAST_WEEK + dt.timedelta(minutes=1)
    assert stock_of(variant) == ((1, 1) if status == "on_hold" else (1, 0))
    assert _tidy_up() == (0, 0)
    assert Order.objects.get().status == status
