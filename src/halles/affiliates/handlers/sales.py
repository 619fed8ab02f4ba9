"""What happens to commissions when a purchase does; named in `halles.wiring`, run in the announcing transaction."""

from __future__ import annotations

from halles.affiliates.jobs import attribution as jobs
from halles.affiliates.queries.touches import has_touches
from halles.affiliates.services import booking
from halles.kit.jobs import defer
from halles.orders.events import MoneyTakenOff, OrderChargedBack, OrderDelivered, OrderPaid, SaleBooked
from halles.payouts.events import PayoutPaid, PayoutReturned
from halles.payouts.models import Payout


def order_paid(paid: OrderPaid) -> None:
    """Decided by a job, so that nobody who buys waits for it; where nothing led to the purchase, nothing is asked."""
    if paid.has_source or paid.has_touch_key or (paid.user_id is not None and has_touches(paid.user_id)):
        defer(jobs.attribute, group_id=str(paid.group_id))


def sale_booked(sale: SaleBooked) -> None:
    """The creators' part of the sale is booked with it."""
    booking.book_commissions(sale.order_id, at=sale.at)


def money_taken_off(taken: MoneyTakenOff) -> None:
    """Commissions go back before the refund takes the seller's part."""
    booking.reduce_commissions(taken.order_id, reason=taken.reason)


def order_charged_back(taken: OrderChargedBack) -> None:
    """Commissions go back of what a bank has taken for good."""
    booking.charge_back_commissions(taken.order_id, taken_minor=taken.taken_minor, paid_minor=taken.paid_minor)


def order_delivered(delivered: OrderDelivered) -> None:
    """The days until a commission is confirmed begin."""
    booking.start_clock(delivered.order_id, delivered_at=delivered.at)


def payout_paid(paid: PayoutPaid) -> None:
    """Commissions that were confirmed when a creator's payout was planned are paid."""
    if paid.payee_kind != "creator":
        return
    planned_at = Payout.objects.values_list("created_at", flat=True).get(pk=paid.payout_id)
    booking.mark_paid(paid.payee_id, paid.currency, payout_id=paid.payout_id, confirmed_until=planned_at, at=paid.at)


def payout_returned(returned: PayoutReturned) -> None:
    """The bank has sent the money back: it waits for the next payout."""
    if returned.payee_kind == "creator":
        booking.mark_not_paid(returned.payout_id)
