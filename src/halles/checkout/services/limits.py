"""How much one buyer may keep from the others: whoever orders without paying takes goods off everybody's shelf."""

from __future__ import annotations

import uuid

from halles.checkout.errors import TooManyUnpaid
from halles.checkout.purchase import PlaceOrder
from halles.kit import rate_limits, transactions
from halles.orders import services as orders
from halles.orders import story
from halles.orders.models import OrderGroup

# A family or an office may share one line; nobody fills this many forms by hand.
PLACED_PER_HOUR_MAX = 60
# Goods wait for a transfer for days.
TRANSFERS_PER_DAY_MAX = 10
UNPAID_MAX = 5


def take_turn(wanted: PlaceOrder) -> None:
    """Count a press of the button that came over a page; TooOften. No transaction open, so that it counts in any case.

    Guests are counted by their line, since name and visit cost nothing; people by themselves.
    """
    buyer = wanted.buyer
    if not buyer.network:
        return
    transactions.assert_none_open()
    who = f"user:{buyer.user_id}" if buyer.user_id else f"line:{buyer.network}"
    rate_limits.take(f"checkout:{who}", limit=PLACED_PER_HOUR_MAX, per_seconds=3600)
    if wanted.pay_with.method == "transfer":
        rate_limits.take(f"checkout.transfer:{who}", limit=TRANSFERS_PER_DAY_MAX, per_seconds=86_400)


def require_few_unpaid(wanted: PlaceOrder, group_id: uuid.UUID) -> None:
    """Let go of a purchase that waits for its buyer while too many others do; TooManyUnpaid. No transaction open."""
    waiting = OrderGroup.objects.filter(email__iexact=wanted.buyer.email, expires_at__isnull=False)
    unpaid_count = waiting.exclude(pk=group_id).count()
    if unpaid_count >= UNPAID_MAX:
        transactions.run(lambda: _let_go(group_id))
        raise TooManyUnpaid(count=unpaid_count)


def _let_go(group_id: uuid.UUID) -> None:
    locked = orders.lock_group(group_id)
    if locked.group.expires_at is not None:
        orders.cancel_unpaid(locked, by=story.PROVIDER, reason="payment_declined")
