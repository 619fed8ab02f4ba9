"""Who may review what, and until when."""

from __future__ import annotations

import datetime as dt
import uuid

from halles.kit import clock
from halles.markets.queries import get_market
from halles.orders.models import Order, OrderLine
from halles.reviews.errors import LineNotFound, NotDelivered, OwnShop, TooLate
from halles.sellers.models import Seller
from halles.sellers.queries import find_role
from halles.users.models import User

ARRIVED = (Order.Status.DELIVERED, Order.Status.COMPLETED)


def get_line_for_customer(user: User, line_id: uuid.UUID) -> OrderLine:
    """A line this person bought, with order, group and seller; LineNotFound for all others."""
    lines = OrderLine.objects.select_related("order__group", "order__seller", "product")
    line = lines.filter(pk=line_id, order__group__user=user).first()
    if line is None:
        raise LineNotFound
    return line


def is_received(line: OrderLine) -> bool:
    """Whether some of this line has arrived."""
    return line.order.status in ARRIVED and line.quantity > line.canceled_quantity


def review_until(order: Order) -> dt.datetime | None:
    """The instant until which the order's lines can be reviewed; None before delivery."""
    return _until(order, get_market(order.group.market).review_days)


def follow_up_until(order: Order) -> dt.datetime | None:
    """The instant until which something can be added to a review; None before delivery."""
    return _until(order, get_market(order.group.market).review_follow_up_days)


def require_open(line: OrderLine, user: User) -> None:
    """Refuses NotDelivered, TooLate and OwnShop: who may write a review of this line, or change it, and when."""
    if not is_received(line):
        raise NotDelivered
    require_stranger(line.order.seller, user)
    until = review_until(line.order)
    if until is None or clock.now() > until:
        raise TooLate(days=get_market(line.order.group.market).review_days)


def require_follow_up_open(line: OrderLine) -> None:
    """Refuses TooLate once the time for additions is over."""
    until = follow_up_until(line.order)
    if until is None or clock.now() > until:
        raise TooLate(days=get_market(line.order.group.market).review_follow_up_days)


def require_stranger(seller: Seller, user: User) -> None:
    """Refuses OwnShop to the people of the shop: a rating is the customers' word."""
    if seller.owner_id == user.pk or find_role(user, seller) is not None:
        raise OwnShop


def _until(order: Order, days: int) -> dt.datetime | None:
    return order.delivered_at + dt.timedelta(days=days) if order.delivered_at else None
