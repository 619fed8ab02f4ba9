"""What returns keep of a person: what they sent back and said in cases, as part of the order's records."""

from __future__ import annotations

from django.db import transaction
from django.db.models import Q

from halles.orders.models import OrderGroup
from halles.orders.personal import bought_as_guest, closed_as_guest
from halles.returns.errors import ReturnsOpen
from halles.returns.models import Dispute, ReturnRequest, Statement
from halles.users.erasing import records_over
from halles.users.models import ERASED_DOMAIN, User
from halles.users.personal import Rows, rows


def tell(user: User) -> Rows:
    """Returns and cases of the person's orders, with what they said."""
    as_guest = bought_as_guest(user).filter(placed_at__gte=user.created_at)
    groups = OrderGroup.objects.filter(Q(user=user) | Q(pk__in=as_guest.values("pk"))).values("pk")
    requests = ReturnRequest.objects.filter(order__group__in=groups)
    facts = ("order__group__number", "kind", "reason", "status", "name", "email", "requested_at", "refunded_minor")
    cases = Dispute.objects.filter(order__group__in=groups)
    return {
        "returns": rows(requests, *facts, "currency"),
        "cases": rows(cases, "order__group__number", "kind", "status", "decision", "opened_at", "closed_at"),
        "statements": rows(Statement.objects.filter(by_kind=Statement.By.CUSTOMER, by_id=user.pk), "text", "at"),
    }


def hinder(user: User) -> None:
    """Refuses returns.still_open."""
    requests = ReturnRequest.objects.filter(order__group__user=user, status__in=ReturnRequest.OPEN)
    cases = Dispute.objects.filter(order__group__user=user, status=Dispute.Status.OPEN)
    if requests.exists() or cases.exists():
        raise ReturnsOpen


@transaction.atomic
def erase(user: User) -> None:
    """The e-mail address goes; what was sent back and said stays with the order."""
    of_theirs = Q(order__group__user=user)
    closed = Q(order__group__in=closed_as_guest(user).values("pk")) & ~Q(status__in=ReturnRequest.OPEN)
    ReturnRequest.objects.filter(of_theirs | closed).update(email=f"{user.pk.hex}@{ERASED_DOMAIN}")


@transaction.atomic
def forget_old_returns() -> int:
    """Names of erased people, and those of guests whose purchases were forgotten, go from returns whose records the law
    wants no more; how many."""
    groups = OrderGroup.objects.filter(records_over())
    count = ReturnRequest.objects.filter(order__group__in=groups).exclude(name="").update(name="")
    forgotten = OrderGroup.objects.filter(user=None).exclude(ship_to__has_key="name")
    of_guests = ReturnRequest.objects.filter(order__group__in=forgotten).exclude(name="")
    return count + of_guests.update(name="", email=f"guest@{ERASED_DOMAIN}")
