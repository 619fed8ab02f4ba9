"""Whose purchase it is: a person's own by their sign-in, a guest's by the token of their link."""

from __future__ import annotations

import uuid

from django.http import HttpRequest

from halles.orders import queries
from halles.orders.errors import OrderNotFound
from halles.orders.models import Order, OrderGroup
from halles.users.models import User

SESSION_KEY = "purchases"
REMEMBERED_MAX = 20


def remember_purchase(request: HttpRequest, group_id: uuid.UUID) -> None:
    """Let this browser open the guest's purchase for as long as its session lasts."""
    kept = request.session.get(SESSION_KEY, {})
    kept[str(group_id)] = True
    request.session[SESSION_KEY] = dict(list(kept.items())[-REMEMBERED_MAX:])


def find_group(request: HttpRequest, group_id: uuid.UUID) -> OrderGroup:
    """The purchase when it is this person's or this browser's; the refusal OrderNotFound otherwise."""
    # Only `remember_purchase` writes there, for whoever has just bought it or come by the link.
    if str(group_id) in request.session.get(SESSION_KEY, {}):
        return queries.get_for_guest(group_id)
    if not isinstance(request.user, User):
        raise OrderNotFound
    return queries.get_for_customer(request.user, group_id)


def find_order(request: HttpRequest, order_id: uuid.UUID) -> Order:
    """One order of such a purchase, with its lines loaded; the refusal OrderNotFound otherwise."""
    group_id = queries.group_of_order(order_id)
    group = find_group(request, group_id)
    return next(order for order in group.orders.all() if order.pk == order_id)
