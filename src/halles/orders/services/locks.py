"""The order of locks: payment, group, its orders by id; the seller's hold and the stock come after, in the callee."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field

from halles.orders.errors import OrderNotFound
from halles.orders.models import Order, OrderGroup, OrderLine
from halles.payments.models import Payment
from halles.payments.services import lock_payment

PAYMENT_REFERENCE = "order_group"


@dataclass
class LockedGroup:
    """A group nobody else can change until this transaction ends."""

    payment: Payment
    group: OrderGroup
    orders: list[Order]
    _lines: dict[uuid.UUID, list[OrderLine]] = field(default_factory=dict)

    def order(self, order_id: uuid.UUID) -> Order:
        """One of its orders."""
        return next(order for order in self.orders if order.pk == order_id)

    def lines(self, order: Order) -> list[OrderLine]:
        """The lines of one of its orders, the same objects each time; who holds the order holds its lines."""
        if order.pk not in self._lines:
            self._lines[order.pk] = list(OrderLine.objects.filter(order=order).order_by("position"))
        return self._lines[order.pk]

    def line(self, line_id: uuid.UUID, order: Order) -> OrderLine:
        """One line of one of its orders."""
        return next(line for line in self.lines(order) if line.pk == line_id)


def lock_group(group_id: uuid.UUID) -> LockedGroup:
    """Payment, group and orders, locked in that order; OrderNotFound."""
    payment = lock_payment(PAYMENT_REFERENCE, group_id)
    group = OrderGroup.objects.select_for_update(no_key=True).filter(pk=group_id).first()
    if group is None:
        raise OrderNotFound
    orders = list(Order.objects.select_for_update(no_key=True).filter(group=group).order_by("pk"))
    return LockedGroup(payment, group, orders)


def lock_group_of(order_id: uuid.UUID) -> LockedGroup:
    """As `lock_group`, from one of its orders."""
    group_id = Order.objects.filter(pk=order_id).values_list("group_id", flat=True).first()
    if group_id is None:
        raise OrderNotFound
    return lock_group(group_id)
