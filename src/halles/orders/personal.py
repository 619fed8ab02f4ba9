"""What orders keep of a person: what they bought and where it went, for as long as the law wants the books."""

from __future__ import annotations

from django.db import transaction
from django.db.models import Q, QuerySet

from halles.markets.queries import all_markets
from halles.orders.errors import OrdersOpen
from halles.orders.models import Order, OrderGroup, OrderLine
from halles.users.erasing import records_needed_since
from halles.users.models import ERASED_DOMAIN, User
from halles.users.personal import Rows, rows
from halles.users.queries import list_verified_addresses

# What is on its way, in the hands of a shop, or waits for money: somebody has to be there for it.
UNDER_WAY = (
    Order.Status.UNPAID,
    Order.Status.ON_HOLD,
    Order.Status.AWAITING_SHIPMENT,
    Order.Status.PARTIALLY_SHIPPING,
    Order.Status.AWAITING_COLLECTION,
    Order.Status.IN_TRANSIT,
)
# Of a guest's purchase, where nobody can be asked to wait: the seller's money is free, or it came to nothing.
NOT_CLOSED = (*UNDER_WAY, Order.Status.DELIVERED)
BATCH_SIZE = 500


def bought_as_guest(user: User) -> QuerySet[OrderGroup]:
    """Purchases without a sign-in under an address that is this person's. Anybody may have typed it: they hinder
    nothing, and those from before the account may be of somebody who had the mailbox then."""
    named = Q(pk__in=())
    for address in list_verified_addresses(user):
        named |= Q(email__iexact=address)
    return OrderGroup.objects.filter(named, user=None)


def closed_as_guest(user: User) -> QuerySet[OrderGroup]:
    """Those of them that need nobody any more."""
    return bought_as_guest(user).exclude(orders__status__in=NOT_CLOSED)


def tell(user: User) -> Rows:
    """The person's purchases and what was in them, also those as a guest since they have their account."""
    as_guest = bought_as_guest(user).filter(placed_at__gte=user.created_at)
    groups = OrderGroup.objects.filter(Q(user=user) | Q(pk__in=as_guest.values("pk")))
    facts = ("number", "placed_at", "email", "ship_to", "market", "currency", "total_minor", "payment_method")
    lines = OrderLine.objects.filter(order__group__in=groups.values("pk"))
    about = ("order__group__number", "order__seller__name", "order__status", "title", "variant_name", "quantity")
    return {"purchases": rows(groups, *facts), "lines": rows(lines, *about)}


def hinder(user: User) -> None:
    """Refuses orders.under_way."""
    if Order.objects.filter(group__user=user, status__in=UNDER_WAY).exists():
        raise OrdersOpen


@transaction.atomic
def erase(user: User) -> None:
    """E-mail address, telephone number and the browser's mark go; who bought what, and where it went, stays.
    So it is with what they bought as a guest and what is closed."""
    bought = OrderGroup.objects.filter(Q(user=user) | Q(pk__in=closed_as_guest(user).values("pk")))
    for group in bought.select_for_update(of=("self",)).order_by("pk"):
        group.email = f"{user.pk.hex}@{ERASED_DOMAIN}"
        group.ship_to = {**group.ship_to, "phone": ""}
        group.touch_key = None
        group.save(update_fields=["email", "ship_to", "touch_key"])


@transaction.atomic
def forget_old_purchases() -> int:
    """Names and addresses of erased people, and all that names a guest, go from purchases that the market's law wants
    no more; how many, in batches of 500. The amounts stay in the books."""
    gone = Q()
    for market in all_markets().values():
        gone |= Q(market=market.code, placed_at__lt=records_needed_since(market))
    nobodys = Q(user=None) | Q(user__email__endswith=f"@{ERASED_DOMAIN}")
    kept = OrderGroup.objects.filter(gone, nobodys, ship_to__has_key="name")
    count = 0
    for group in kept.select_for_update(of=("self",)).order_by("pk")[:BATCH_SIZE]:
        group.ship_to = {"country": group.ship_to.get("country", "")}
        if group.user_id is None:
            group.email, group.touch_key = f"{group.pk.hex}@{ERASED_DOMAIN}", None
            # The link of the guest leads to a page with the address.
            group.access_token_hash = None
        group.save(update_fields=["ship_to", "email", "touch_key", "access_token_hash"])
        count += 1
    return count
