"""A customer's bank takes the money of a purchase back: what its orders earned waits until the case is decided."""

from __future__ import annotations

import uuid
from collections.abc import Iterator

from halles.kit.events import emit
from halles.orders import events, money
from halles.orders.models import Order
from halles.orders.services.locks import LockedGroup, lock_group
from halles.payments.models import Chargeback, Refund
from halles.payouts import services as payouts


def block_charged_back(group_id: uuid.UUID, chargeback_id: uuid.UUID, taken_minor: int) -> None:
    """Keep the sellers' share of what the bank has taken from becoming free while the case is open; commissions of the
    orders wait as well."""
    locked = lock_group(group_id)
    paid = _paid_minor(locked)
    for order in _booked(locked):
        lefts = money.order_left(order, locked.lines(order))
        # Carriage that is not earned yet is not on hold.
        parts = lefts if order.delivered_at is not None else lefts[:-1]
        share = sum(money.sellers_share(part, order) for part in parts)
        at_most = -(-share * min(taken_minor, paid) // paid) if paid > 0 else share
        payouts.block(order.pk, at_most, reference_id=_block_of(chargeback_id, order))


def end_charged_back(group_id: uuid.UUID, chargeback_id: uuid.UUID, *, is_won: bool) -> None:
    """The bank has decided: what waited goes on. Lost, the creators who led to it earn nothing by what was taken.

    Announces OrderChargedBack when it is lost.
    """
    locked = lock_group(group_id)
    for order in _booked(locked):
        if not is_won:
            emit(_lost(locked, order)[chargeback_id])
        payouts.unblock(_block_of(chargeback_id, order))


def list_lost(locked: LockedGroup, order: Order) -> list[events.OrderChargedBack]:
    """What banks have taken back of the order's purchase for good, in turn, for who looks at it later."""
    return list(_lost(locked, order).values())


def _lost(locked: LockedGroup, order: Order) -> dict[uuid.UUID, events.OrderChargedBack]:
    """By chargeback, each with what those before it had left."""
    lost = list(locked.payment.chargebacks.filter(status=Chargeback.Status.LOST).order_by("closed_at", "pk"))
    if not lost:
        return {}
    paid, found = _paid_minor(locked), {}
    for one in lost:
        found[one.pk] = events.OrderChargedBack(order.pk, one.amount_minor, paid)
        paid -= one.amount_minor
    return found


def _paid_minor(locked: LockedGroup) -> int:
    """What the customer has paid for the purchase and the provider has not given back, nor agreed to."""
    refunds = locked.payment.refunds.filter(status__in=[Refund.Status.PENDING, Refund.Status.SUCCEEDED])
    return locked.payment.captured_minor - sum(refunds.values_list("amount_minor", flat=True))


def _booked(locked: LockedGroup) -> Iterator[Order]:
    return (order for order in locked.orders if order.captured_at is not None)


def _block_of(chargeback_id: uuid.UUID, order: Order) -> uuid.UUID:
    """One per order of the purchase."""
    return uuid.uuid5(chargeback_id, str(order.pk))
