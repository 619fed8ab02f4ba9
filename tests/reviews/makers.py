"""Orders that have arrived, and reviews of them."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import transaction

from halles.catalog.models import Variant
from halles.checkout.purchase import Buyer
from halles.kit import clock
from halles.orders import services as orders
from halles.orders import story
from halles.orders.models import Order, OrderLine
from halles.payments import services as payments
from halles.payments.models import Payment
from halles.reviews.models import Review
from halles.reviews.services import Words, write_review
from halles.users.models import User
from tests.fulfillment.makers import make_package
from tests.orders.makers import AT, make_bought, make_variant
from tests.users.makers import make_user

DELIVERED_AT = AT + dt.timedelta(days=3)


def make_delivered(*variants: Variant, user: User | None = None, at: dt.datetime = DELIVERED_AT) -> Order:
    """One piece of each, bought by `user`, packed and delivered at `at`."""
    buyer = user or make_user(name="Camille Durand")
    with clock.travel(at - dt.timedelta(days=2)):
        bought = make_bought(*[(variant, 1) for variant in variants], buyer=Buyer(email=buyer.email, user_id=buyer.pk))
    with clock.travel(at - dt.timedelta(days=1)):
        orders.release_due()
        payments.send_capture(Payment.objects.get(reference_id=bought.group.pk).pk)
        with transaction.atomic():
            make_package(Order.objects.get(pk=bought.order.pk))
    with transaction.atomic():
        orders.mark_delivered(bought.order.pk, by=story.CARRIER, at=at, kind=story.DELIVERED)
    return Order.objects.select_related("group").get(pk=bought.order.pk)


def line_of(order: Order) -> OrderLine:
    (line,) = order.lines.all()
    return line


def make_review(variant: Variant | None = None, *, user: User | None = None, **changes: Any) -> Review:
    """A review written two days after delivery."""
    order = make_delivered(variant or make_variant(), user=user)
    assert order.group.user is not None
    words = {"stars": 4, "text": "Solide et joli.", "language": "fr", **changes}
    with clock.travel(DELIVERED_AT + dt.timedelta(days=2)):
        return write_review(order.group.user, line_of(order).pk, Words(**words))
