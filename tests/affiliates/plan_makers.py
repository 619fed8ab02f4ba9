"""Plans as plain as a test needs them."""

from __future__ import annotations

import datetime as dt
from typing import Any

from halles.affiliates.models import Plan
from halles.affiliates.services import plans
from halles.catalog.models import Variant
from halles.checkout.purchase import Buyer
from halles.creators.models import Creator
from halles.kit import clock
from halles.orders.models import Order, OrderLine
from halles.users.models import User
from tests.orders.makers import make_bought


def make_open_plan(variant: Variant, *, rate_bps: int = 1_000, **changes: Any) -> Plan:
    """An open plan of the variant's shop for its product; `whole_shop=True` for all of them."""
    product_id = None if changes.pop("whole_shop", False) else variant.product_id
    return plans.open_plan(variant.seller, product_id=product_id, rate_bps=rate_bps, **changes)


def make_invitation(
    variant: Variant, *creators: Creator, rate_bps: int = 1_500, days: int = 60, **changes: Any
) -> Plan:
    """A targeted plan of the variant's shop for its product."""
    ends_on = clock.today("Europe/Paris") + dt.timedelta(days=days)
    return plans.invite(
        variant.seller,
        creator_ids=[creator.pk for creator in creators],
        product_id=variant.product_id,
        rate_bps=rate_bps,
        ends_on=ends_on,
        **changes,
    )


def make_delivered(user: User, variant: Variant, *, is_sample: bool = False) -> Order:
    """Something of this variant that reached somebody."""
    order = make_bought((variant, 1), buyer=Buyer(email=user.email, user_id=user.pk)).order
    Order.objects.filter(pk=order.pk).update(delivered_at=clock.now(), status="delivered")
    if is_sample:
        OrderLine.objects.filter(order=order).update(discounts=[{"kind": "sample", "amount_minor": 0}])
    order.refresh_from_db()
    return order
