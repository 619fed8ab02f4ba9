"""Orders and what became of them, written straight to their tables: a score reads many, and only their dates matter."""

from __future__ import annotations

import datetime as dt
import itertools
import uuid
from typing import Any

from halles.catalog.models import Variant
from halles.creators.models import Creator
from halles.fulfillment.models import Package
from halles.kit.ids import uuid7
from halles.orders import story
from halles.orders.models import Order, OrderGroup, OrderLine
from halles.returns.models import ReturnLine, ReturnRequest
from halles.reviews.models import Review
from halles.sellers.models import Seller
from halles.social.models import Message, Thread
from halles.users.models import User
from tests.orders.makers import make_variant
from tests.users.makers import make_user

_numbers = itertools.count(1)
NOW = dt.datetime(2026, 6, 17, 12, tzinfo=dt.UTC)  # a Wednesday
DAY = dt.timedelta(days=1)


def ago(days: float) -> dt.datetime:
    """So many days before NOW."""
    return NOW - dt.timedelta(days=days)


def make_order(variant: Variant, *, delivered: float | None = 5, user: User | None = None, **changes: Any) -> Order:
    """An order of one piece, delivered so many days ago (None: only paid, four days before NOW unless said)."""
    number = next(_numbers)
    delivered_at = ago(delivered) if delivered is not None else None
    placed_at = changes.pop("placed_at", None) or (delivered_at - 3 * DAY if delivered_at else ago(4))
    group = OrderGroup.objects.create(
        number=f"H-{number:07}",
        user=user,
        email=user.email if user else f"guest{number}@example.org",
        market="FR",
        currency="EUR",
        language="fr",
        ship_to=changes.pop("ship_to", None)
        or {"name": "A", "line1": f"{number} rue", "postal_code": "75001", "city": "Paris", "country": "FR"},
        tax_is_included=True,
        payment_method="card",
        total_minor=2490,
        placed_at=placed_at,
        **({"touch_key": changes.pop("touch_key")} if "touch_key" in changes else {}),
    )
    source, discounts = changes.pop("source", None), changes.pop("discounts", [])
    facts: dict[str, Any] = {
        "group": group,
        "position": 1,
        "seller": variant.seller,
        "status": "delivered" if delivered_at else "awaiting_shipment",
        "currency": "EUR",
        "subtotal_minor": 2490,
        "shipping_minor": 0,
        "shipping_tax_minor": 0,
        "tax_minor": 415,
        "total_minor": 2490,
        "platform_fee_minor": 125,
        "is_tax_remitted": False,
        "shipping_option": {},
        "dispatch_by_on": (placed_at + 2 * DAY).date(),
        "arrives_from_on": (placed_at + 3 * DAY).date(),
        "arrives_to_on": (placed_at + 5 * DAY).date(),
        "auto_cancel_on": (placed_at + 9 * DAY).date(),
        "placed_at": placed_at,
        "paid_at": placed_at,
        "captured_at": placed_at,
        "delivered_at": delivered_at,
    }
    order = Order.objects.create(**{**facts, **changes})
    OrderLine.objects.create(
        order=order,
        position=1,
        variant=variant,
        product=variant.product,
        title=variant.product.title,
        quantity=1,
        unit_minor=2490,
        tax_class="standard",
        tax_ppm=200_000,
        tax_minor=415,
        total_minor=2490,
        platform_fee_minor=125,
        source=source,
        discounts=discounts,
    )
    return order


def make_orders(variant: Variant, count: int, **changes: Any) -> list[Order]:
    return [make_order(variant, **changes) for _ in range(count)]


def line_of(order: Order) -> OrderLine:
    return order.lines.get()


def review(order: Order, first_stars: int, **changes: Any) -> Review:
    """A first rating, the day after the delivery."""
    assert order.delivered_at is not None
    facts: dict[str, Any] = {
        "order_line": line_of(order),
        "product": line_of(order).product,
        "seller": order.seller,
        "user": order.group.user or make_user(),
        "first_stars": first_stars,
        "stars": first_stars,
        "ranked_at": order.delivered_at,
        "written_at": order.delivered_at + DAY,
    }
    return Review.objects.create(**{**facts, **changes})


def send_back(order: Order, **changes: Any) -> ReturnRequest:
    """A return for a fault, approved a day after it was asked for, unless changed."""
    assert order.delivered_at is not None
    asked_at = changes.pop("requested_at", None) or order.delivered_at + DAY
    facts: dict[str, Any] = {
        "order": order,
        "position": 1,
        "key": uuid.uuid4().hex,
        "kind": "return",
        "reason": "does_not_work",
        "ground": "fault",
        "status": "approved",
        "name": "A",
        "email": "a@example.org",
        "is_parcel_needed": True,
        "carriage_paid_by": "seller",
        "currency": "EUR",
        "requested_at": asked_at,
        "approved_at": asked_at + DAY,
    }
    request = ReturnRequest.objects.create(**{**facts, **changes})
    ReturnLine.objects.create(request=request, order_line=line_of(order), quantity=1)
    return request


def cancel(order: Order, by: story.By, reason: str, *, line_only: bool = False) -> None:
    kind = story.LINE_CANCELED if line_only else story.CANCELED
    story.note(order.pk, kind, by, order.placed_at + DAY, reason=reason).save()
    if not line_only:
        Order.objects.filter(pk=order.pk).update(status="canceled", canceled_at=order.placed_at + DAY)


def hand_over(order: Order, at: dt.datetime | None, **changes: Any) -> Package:
    """A parcel whose carrier saw it first at `at`."""
    facts: dict[str, Any] = {
        "order": order,
        "position": 1,
        "carrier": "colissimo",
        "tracking_number": uuid.uuid4().hex,
        "status": "in_transit" if at else "packed",
        "packed_by_id": uuid7(),
        "packed_at": order.placed_at,
        "last_seen_at": at or order.placed_at,
        "handed_over_at": at,
        "next_poll_at": NOW,
    }
    return Package.objects.create(**{**facts, **changes})


def say(seller: Seller, *said: tuple[str, dt.datetime], customer: User | None = None) -> Thread:
    """A conversation: (customer or shop, when)."""
    person = customer or make_user()
    thread = Thread.objects.create(
        kind="shop", ref_id=seller.pk, seller=seller, customer=person, last_at=said[-1][1], last_by=said[-1][0]
    )
    for by, at in said:
        writer = person if by == "customer" else seller.owner
        Message.objects.create(thread=thread, user=writer, by=by, text="…", created_at=at)
    return thread


def make_shop(**changes: Any) -> Variant:
    """A shop with one thing on sale."""
    return make_variant(**changes)


def earn(order: Order, creator: Creator, **changes: Any) -> None:
    """The commission of an order's only line, as affiliates writes it."""
    from halles.affiliates.models import Attribution, Commission, Plan

    plan = Plan.objects.filter(seller=order.seller, kind="open").first() or Plan.objects.create(
        seller=order.seller, kind="open", starts_at=ago(300), created_at=ago(300)
    )
    line = line_of(order)
    money = {"rate_bps": 1_000, "base_minor": 2_075, "amount_minor": 207, "currency": "EUR"}
    decided = Attribution.objects.create(
        line=line,
        creator=creator,
        plan=plan,
        reason="last_touch",
        rule_version="1",
        decided_at=order.placed_at,
        sold_at=order.placed_at,
        touch=changes.pop("touch", None),
        **money,
    )
    facts: dict[str, Any] = {"status": "estimated", "market": "FR", "updated_at": order.placed_at}
    Commission.objects.create(
        attribution=decided,
        creator=creator,
        seller=order.seller,
        order=order,
        line=line,
        sold_at=order.placed_at,
        **money,
        **{**facts, **changes},
    )
