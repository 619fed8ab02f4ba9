"""What orders keep of a person: what they bought and where it went, for as long as the law wants the books."""

from __future__ import annotations

from django.db import transaction
from django.db.models import Q

from halles.markets.queries import all_markets
from halles.orders.errors import OrdersOpen
from halles.orders.models import Order, OrderGroup, OrderLine
from halles.users.erasing import records_needed_since
from halles.users.models import ERASED_DOMAIN, User
from halles.users.personal import Rows, rows

# What is on its way, in the hands of a shop, or waits for money: somebody has to be there for it.
UNDER_WAY = (
    Order.Status.UNPAID,
    Order.Status.ON_HOLD,
    Order.Status.AWAITING_SHIPMENT,
    Order.Status.PARTIALLY_SHIPPING,
    Order.Status.AWAITING_COLLECTION,
    Order.Status.IN_TRANSIT,
)
BATCH_SIZE = 500


def tell(user: User) -> Rows:
    """The person's purchases and what was in them."""
    groups = OrderGroup.objects.filter(user=user)
    facts = ("number", "placed_at", "email", "ship_to", "market", "currency", "total_minor", "payment_method")
    lines = OrderLine.objects.filter(order__group__user=user)
    about = ("order__group__number", "order__seller__name", "order__status", "title", "variant_name", "quantity")
    return {"purchases": rows(groups, *facts), "lines": rows(lines, *about)}


def hinder(user: User) -> None:
    """Refuses orders.under_way."""
    if Order.objects.filter(group__user=user, status__in=UNDER_WAY).exists():
        raise OrdersOpen


@transaction.atomic
def erase(user: User) -> None:
    """E-mail address, telephone number and the browser's mark go; who bought what, and where it went, stays."""
    for group in OrderGroup.objects.filter(user=user).select_for_update(of=("self",)).order_by("pk"):
        group.email = f"{user.pk.hex}@{ERASED_DOMAIN}"
        group.ship_to = {**group.ship_to, "phone": ""}
        group.touch_key = None
        group.save(update_fields=["email", "ship_to", "touch_key"])


@transaction.atomic
def forget_old_purchases() -> int:
    """Names and addresses of erased people go from purchases that the market's law wants no more; how many, in batches
    of 500. The amounts stay in the books."""
    gone = Q()
    for market in all_markets().values():
        gone |= Q(market=market.code, placed_at__lt=records_needed_since(market))
    kept = OrderGroup.objects.filter(gone, user__email__endswith=f"@{ERASED_DOMAIN}", ship_to__has_key="name")
    count = 0
    for group in kept.select_for_update(of=("self",)).order_by("pk")[:BATCH_SIZE]:
        group.ship_to = {"country": group.ship_to.get("country", "")}
        group.save(update_fields=["ship_to"])
        count += 1
    return count
