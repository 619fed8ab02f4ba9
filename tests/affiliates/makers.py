"""A creator, a shop that pays them, and purchases that they led to."""

from __future__ import annotations

import datetime as dt
import itertools
import uuid
from typing import Any

from django.db import transaction

from halles.affiliates.models import Commission, Participation, Plan, Rate, Touch
from halles.affiliates.services.attributing import attribute_group
from halles.catalog.models import Variant
from halles.checkout.purchase import Buyer
from halles.creators.models import Creator, CreatorSelling
from halles.kit import clock
from halles.orders.models import OrderGroup
from halles.sellers.models import Seller
from halles.users.models import User
from tests.orders.makers import Bought, make_bought
from tests.users.makers import make_user

_numbers = itertools.count(1)


def make_creator(user: User | None = None, **changes: Any) -> Creator:
    number = next(_numbers)
    facts: dict[str, Any] = {
        "handle": f"lea_{number}",
        "name": f"Léa {number}",
        "user": user or make_user(),
        "market": "FR",
        "languages": ["fr"],
        "created_at": clock.now(),
    }
    selling = changes.pop("selling", "full")
    creator = Creator.objects.create(**{**facts, **changes})
    if selling != "none" and creator.seller_id is None:
        CreatorSelling.objects.create(creator=creator, status=selling, since=clock.now() - dt.timedelta(days=60))
    return creator


def make_plan(seller: Seller, rate_bps: int = 1_000, *, at: dt.datetime | None = None, **changes: Any) -> Plan:
    """An open plan for the whole shop at 10 % for a month already, unless changed."""
    at = at or clock.now() - dt.timedelta(days=30)
    facts: dict[str, Any] = {"seller": seller, "kind": Plan.Kind.OPEN, "starts_at": at, "created_at": at}
    plan = Plan.objects.create(**{**facts, **changes})
    Rate.objects.create(plan=plan, rate_bps=rate_bps, from_at=at, locked_until=at, announced_at=at)
    return plan


def make_participation(plan: Plan, creator: Creator, **changes: Any) -> Participation:
    facts: dict[str, Any] = {"status": "active", "joined_at": plan.starts_at, "created_at": plan.starts_at}
    return Participation.objects.create(plan=plan, creator=creator, **{**facts, **changes})


def make_touch(creator: Creator, variant: Variant | None = None, **changes: Any) -> Touch:
    """A click on a link to the product of the variant, a moment ago."""
    product = variant.product if variant else None
    facts: dict[str, Any] = {
        "key": uuid.uuid4(),
        "kind": "link",
        "creator": creator,
        "product": product,
        "seller": product.seller if product else None,
        "content_kind": "link",
        "click_id": uuid.uuid4(),
        "at": clock.now() - dt.timedelta(minutes=1),
    }
    return Touch.objects.create(**{**facts, **changes})


def make_led(touch: Touch, *wanted: tuple[Variant, int], **changes: Any) -> Bought:
    """A guest's purchase in the browser of the touch, paid and decided."""
    buyer = changes.pop("buyer", None) or Buyer(email="guest@example.org", touch_key=touch.key)
    bought = make_bought(*wanted, buyer=buyer, **changes)
    decide_now(bought.group)
    return bought


def make_earned(creator: Creator, variant: Variant) -> Commission:
    """A commission of a purchase made a moment ago, by a plan of the shop."""
    make_plan(variant.seller)
    bought = make_led(make_touch(creator, variant), (variant, 1))
    return Commission.objects.get(order=bought.order)


def decide_now(group: OrderGroup) -> int:
    with transaction.atomic():
        return attribute_group(group.pk)
