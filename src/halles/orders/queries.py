"""Reads of orders. An object reaches a page only through the function that asks who wants it."""

from __future__ import annotations

import datetime as dt
import json
import uuid
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, F, Prefetch, Q, QuerySet, Sum
from django.utils.translation import get_language

from halles.kit import clock
from halles.kit.money import format_money
from halles.kit.pages import PAGE_SIZE_MAX, Page, page_by_day, page_by_id
from halles.kit.statements import columns_of, fetch, fetch_one, model_of
from halles.markets.queries import get_market
from halles.orders import access, reasons, story
from halles.orders.collecting import PICKUP, method_of, point_of
from halles.orders.errors import OrderNotFound
from halles.orders.models import Order, OrderEvent, OrderGroup, OrderLine
from halles.orders.whole import find_whole
from halles.sellers.models import Seller
from halles.users.addresses import AddressData
from halles.users.models import User

TO_PACK = (Order.Status.AWAITING_SHIPMENT, Order.Status.PARTIALLY_SHIPPING)
# A group that was never paid and is over is not something a person has ordered.
NEVER_BOUGHT = Q(orders__cancel_reason__in=["payment_declined", "expired"], orders__paid_at__isnull=True)
FOUND_MAX = 50


@dataclass(frozen=True)
class Moment:
    """One entry of an order's time line: a code of `story`, its words in the active language, and the facts."""

    at: dt.datetime
    kind: str
    text: str
    by_kind: str
    data: dict[str, Any]


@dataclass(frozen=True)
class Purchase:
    """A group, its orders in their order, and the lines of each."""

    group: OrderGroup
    orders: list[tuple[Order, list[OrderLine]]]


_MET = """
SELECT g.market, l.product_id, l.variant_id, l.quantity, l.source
FROM orders_orderline l JOIN orders_order o ON o.id = l.order_id JOIN orders_ordergroup g ON g.id = o.group_id
WHERE o.group_id = %s AND l.source IS NOT NULL
"""


def _whole(groups: QuerySet[OrderGroup]) -> QuerySet[OrderGroup]:
    lines = Prefetch("lines", OrderLine.objects.order_by("position"))
    events = Prefetch("events", OrderEvent.objects.order_by("pk"))
    orders = Order.objects.select_related("seller").prefetch_related(lines, events, "refunds").order_by("position")
    return groups.prefetch_related(Prefetch("orders", orders))


def get_for_customer(user: User, group_id: uuid.UUID) -> OrderGroup:
    """This person's purchase with orders, sellers, lines, events and refunds loaded; else OrderNotFound."""
    group = find_whole(group_id)
    if group is None or group.user_id != user.pk:
        raise OrderNotFound
    return group


def get_for_guest(group_id: uuid.UUID) -> OrderGroup:
    """A guest's purchase, loaded as for a customer, for whoever has proved that it is theirs; else OrderNotFound."""
    group = find_whole(group_id)
    if group is None or group.access_token_hash is None:
        raise OrderNotFound
    return group


def get_group_for_staff(group_id: uuid.UUID) -> OrderGroup:
    """Any purchase, loaded as for a customer; the caller has checked that staff asks. Else OrderNotFound."""
    group = find_whole(group_id)
    if group is None:
        raise OrderNotFound
    return group


def get_group(group_id: uuid.UUID) -> OrderGroup:
    """Any purchase, loaded as for a customer, for mails and jobs, never for a page; else OrderNotFound."""
    return get_group_for_staff(group_id)


# The answer to every repeated one-tap purchase: three statements by key, without a query to build.
_GROUP = f"SELECT {columns_of(OrderGroup, 'g')} FROM orders_ordergroup g WHERE g.id = %s"  # noqa: S608 - our columns
_ORDERS = f"""
SELECT {columns_of(Order, "o")} FROM orders_order o WHERE o.group_id = %s ORDER BY o.position
"""  # noqa: S608 - our columns
_LINES = f"""
SELECT {columns_of(OrderLine, "l")} FROM orders_orderline l
WHERE l.order_id = ANY (SELECT o.id FROM orders_order o WHERE o.group_id = %s) ORDER BY l.order_id, l.position
"""  # noqa: S608 - our columns


def get_purchase(group_id: uuid.UUID) -> Purchase:
    """Any purchase with its orders and lines and nothing else, for the answer to who has just placed it."""
    row = fetch_one(_GROUP, [group_id])
    if row is None:
        raise OrderNotFound
    lines = [model_of(OrderLine, one) for one in fetch(_LINES, [group_id])]
    orders = [model_of(Order, one) for one in fetch(_ORDERS, [group_id])]
    return Purchase(
        model_of(OrderGroup, row), [(order, [line for line in lines if line.order_id == order.pk]) for order in orders]
    )


def as_paid(purchase: Purchase, at: dt.datetime) -> Purchase:
    """A purchase placed a moment ago, as `orders_pay` has left it: on hold for its market's window."""
    hold_until = at + dt.timedelta(minutes=get_market(purchase.group.market).cancel_window_minutes)
    for order, _ in purchase.orders:
        order.status, order.paid_at, order.hold_until = Order.Status.ON_HOLD, at, hold_until
    return purchase


def purchase_of(group: OrderGroup) -> Purchase:
    """The same of a purchase that is loaded."""
    return Purchase(group, [(order, list(order.lines.all())) for order in group.orders.all()])


def list_met_lines(group_id: uuid.UUID) -> list[tuple[str, uuid.UUID, uuid.UUID, int, dict[str, Any]]]:
    """(market, product, variant, pieces, source) of the lines bought where they were met; one small statement."""
    rows = fetch(_MET, [group_id])
    return [
        (market, product, variant, quantity, json.loads(source)) for market, product, variant, quantity, source in rows
    ]


def sold_quantities(market: str, *, since: dt.datetime, limit: int) -> dict[uuid.UUID, int]:
    """Pieces sold per product of one market since an instant, without canceled ones; the `limit` best sold."""
    rows = (
        OrderLine.objects.filter(order__group__market=market, order__group__placed_at__gte=since)
        .exclude(order__status__in=[Order.Status.UNPAID, Order.Status.CANCELED])
        .values_list("product_id")
        .annotate(pieces=Sum(F("quantity") - F("canceled_quantity")))
        .order_by("-pieces", "product_id")
    )
    return {product_id: pieces for product_id, pieces in rows[:limit] if pieces}


def get_order(order_id: uuid.UUID) -> Order:
    """Any order with group, seller and lines, for mails and jobs, never for a page; else OrderNotFound."""
    order = Order.objects.select_related("group", "seller").prefetch_related("lines").filter(pk=order_id).first()
    if order is None:
        raise OrderNotFound
    return order


def group_of_order(order_id: uuid.UUID) -> uuid.UUID:
    """The purchase an order belongs to; else OrderNotFound."""
    group_id = Order.objects.filter(pk=order_id).values_list("group_id", flat=True).first()
    if group_id is None:
        raise OrderNotFound
    return group_id


def get_own_order(user: User, order_id: uuid.UUID) -> Order:
    """This person's order with group and seller; else OrderNotFound."""
    order = Order.objects.select_related("group", "seller").filter(pk=order_id, group__user=user).first()
    if order is None:
        raise OrderNotFound
    return order


def get_line(line_id: uuid.UUID) -> tuple[Order, OrderLine]:
    """Any line with its order, for mails; else OrderNotFound."""
    line = OrderLine.objects.select_related("order__group", "order__seller").filter(pk=line_id).first()
    if line is None:
        raise OrderNotFound
    return line.order, line


def list_for_customer(user: User, cursor: str | None = None) -> Page[OrderGroup]:
    """This person's purchases, newest first, those never paid left out; loaded as for a customer."""
    return page_by_id(_whole(OrderGroup.objects.filter(user=user).exclude(NEVER_BOUGHT)), cursor)


def get_order_for_seller(seller: Seller, order_id: uuid.UUID) -> Order:
    """This shop's order with group, lines, events and refunds loaded; unpaid ones are not theirs to see yet."""
    orders = _for_seller(seller).prefetch_related(Prefetch("events", OrderEvent.objects.order_by("pk")), "refunds")
    order = orders.filter(pk=order_id).first()
    if order is None:
        raise OrderNotFound
    return order


def orders_for_seller(seller: Seller, order_ids: Collection[uuid.UUID]) -> dict[uuid.UUID, Order]:
    """Those of these orders that are this shop's and paid, by id, with groups, lines and refunds loaded."""
    return {order.pk: order for order in _for_seller(seller).prefetch_related("refunds").filter(pk__in=order_ids)}


def find_by_number_for_seller(seller: Seller, number: str) -> Order | None:
    """This shop's paid order of a purchase by the purchase's number, if there is one."""
    return _for_seller(seller).filter(group__number=number.strip().upper()[:12]).order_by("position").first()


def list_for_seller(seller: Seller, *, status: str | None = None, cursor: str | None = None) -> Page[Order]:
    """This shop's paid orders, newest first, of one status or all."""
    orders = _for_seller(seller)
    return page_by_id(orders.filter(status=status) if status else orders, cursor)


def list_to_pack(seller: Seller, cursor: str | None = None, *, size: int = PAGE_SIZE_MAX) -> Page[Order]:
    """What this shop has to pack, the most urgent first, with groups and lines loaded."""
    return page_by_day(_for_seller(seller).filter(status__in=TO_PACK), "dispatch_by_on", cursor, size=size)


def list_to_pack_of(seller: Seller, order_ids: Collection[uuid.UUID]) -> list[Order]:
    """Those of these orders that this shop has to pack, the most urgent first."""
    waiting = _for_seller(seller).filter(status__in=TO_PACK, pk__in=order_ids)
    return list(waiting.order_by("dispatch_by_on", "pk"))


def count_late_to_pack(seller: Seller, *, today_on: dt.date) -> int:
    """How many orders should have left this shop before `today_on`."""
    return Order.objects.filter(
        seller=seller, paid_at__isnull=False, status__in=TO_PACK, dispatch_by_on__lt=today_on
    ).count()


def count_for_seller(seller: Seller) -> dict[str, int]:
    """How many of this shop's paid orders are in each status; statuses without any are left out."""
    counted = Order.objects.filter(seller=seller, paid_at__isnull=False).values_list("status").annotate(Count("pk"))
    return dict(counted.order_by())


def _for_seller(seller: Seller) -> QuerySet[Order]:
    lines = Prefetch("lines", OrderLine.objects.order_by("position"))
    return Order.objects.filter(seller=seller, paid_at__isnull=False).select_related("group").prefetch_related(lines)


def recipient_for_seller(order: Order) -> AddressData | None:
    """Where the parcel goes, to a relay point where one was chosen; only a name and a phone for pick-up at the shop.

    Hidden from the shop while the customer may still cancel, and once canceled."""
    if order.status in (Order.Status.UNPAID, Order.Status.ON_HOLD, Order.Status.CANCELED):
        return None
    home = AddressData.from_json(order.group.ship_to)
    if method_of(order) == PICKUP:
        # Who hands it over the counter needs no more.
        return AddressData(name=home.name, line1="", country=home.country, phone=home.phone)
    point = point_of(order)
    if point is None:
        return home
    return AddressData(
        name=home.name,
        company=point.name,
        line1=point.line1,
        line2=point.line2,
        city=point.city,
        region=point.region,
        postal_code=point.postal_code,
        country=point.country,
        phone=home.phone,
    )


def search_for_staff(text: str) -> list[OrderGroup]:
    """Purchases by number, also one order's as on its slip (H-7K3Q9XM-2), mail address or id, newest first."""
    text = text.strip()
    number = "-".join(text.upper().split("-")[:2])
    found = Q(number=number) | Q(email__iexact=text)
    try:
        asked_id = uuid.UUID(text)
    except ValueError:
        pass
    else:
        found |= Q(pk=asked_id) | Q(orders__pk=asked_id)
    return list(
        OrderGroup.objects.filter(found).prefetch_related("orders__seller").distinct().order_by("-pk")[:FOUND_MAX]
    )


def list_late_to_ship(*, limit: int = 100) -> list[Order]:
    """Paid orders past their promised day of dispatch, the oldest promise first; for staff."""
    late = Order.objects.filter(status__in=TO_PACK, dispatch_by_on__lt=clock.now().date())
    return list(late.select_related("group", "seller").order_by("dispatch_by_on", "pk")[:limit])


def is_cancelable_by_customer(order: Order) -> bool:
    """Whether the customer's cancel would be accepted now."""
    if order.status == Order.Status.UNPAID:
        return True
    return order.status == Order.Status.ON_HOLD and order.hold_until is not None and clock.now() < order.hold_until


def guest_token(group: OrderGroup) -> str | None:
    """What a guest's link carries, to be put in a mail, good for the market's days; None for a signed-in person's."""
    if group.access_token_hash is None:
        return None
    days = get_market(group.market).guest_link_days
    return access.sign_link(group.pk, until=clock.now() + dt.timedelta(days=days))


def find_guest_purchase(number: str, email: str) -> uuid.UUID | None:
    """The id of a guest's purchase by its number and the address it was made with, both as people type them."""
    found = OrderGroup.objects.filter(
        number=number.strip().upper(), email__iexact=email.strip(), access_token_hash__isnull=False
    )
    return found.values_list("pk", flat=True).first()


def timeline(order: Order) -> list[Moment]:
    """What happened to the order, oldest first, in the active language."""
    return [_moment(event, order) for event in order.events.all()]


def _moment(event: OrderEvent, order: Order) -> Moment:
    data = dict(event.data)
    if "reason" in data:
        data["reason_text"] = reasons.words(data["reason"])
    if "amount_minor" in data:
        data["amount"] = format_money(data["amount_minor"], order.currency, get_language() or "en")
    return Moment(event.at, event.kind, str(story.WORDS[event.kind]) % data, event.by_kind, data)
