"""Cases as both sides and staff see them."""

from __future__ import annotations

import uuid

from django.db.models import Prefetch, QuerySet

from halles.kit.pages import Page, page_by_id
from halles.orders import money
from halles.orders.models import Order, OrderLine
from halles.returns.errors import DisputeNotFound
from halles.returns.models import Dispute, ReturnLine, Statement
from halles.sellers.models import Seller


def _whole(disputes: QuerySet[Dispute]) -> QuerySet[Dispute]:
    lines = Prefetch("request__lines", ReturnLine.objects.select_related("order_line"))
    said = Prefetch("statements", Statement.objects.prefetch_related("pictures").order_by("pk"))
    goods = Prefetch("order__lines", OrderLine.objects.order_by("position"))
    return disputes.select_related("order__group", "order__seller", "request__order__group").prefetch_related(
        lines, said, goods, "request__statements__pictures"
    )


def get_dispute(dispute_id: uuid.UUID) -> Dispute:
    """Any case, loaded whole; the caller asks whose it is. Else DisputeNotFound."""
    dispute = _whole(Dispute.objects.filter(pk=dispute_id)).first()
    if dispute is None:
        raise DisputeNotFound
    return dispute


def get_dispute_for_seller(seller: Seller, dispute_id: uuid.UUID) -> Dispute:
    """A case about an order of this shop; else DisputeNotFound."""
    dispute = _whole(Dispute.objects.filter(pk=dispute_id, order__seller=seller)).first()
    if dispute is None:
        raise DisputeNotFound
    return dispute


def get_dispute_for_staff(dispute_id: uuid.UUID) -> Dispute:
    """Any case; the caller has checked that staff asks. Else DisputeNotFound."""
    return get_dispute(dispute_id)


def find_open_dispute(order: Order) -> Dispute | None:
    """The open case about an order, if any."""
    return Dispute.objects.filter(order=order, status=Dispute.Status.OPEN).first()


def decided_kinds(order: Order) -> frozenset[str]:
    """The questions about the order itself that staff have decided: they are not asked again."""
    decided = Dispute.objects.filter(order=order, request=None, status=Dispute.Status.DECIDED)
    return frozenset(decided.values_list("kind", flat=True))


def list_disputes_of_group(group_id: uuid.UUID) -> list[Dispute]:
    """Every case about a purchase, newest first; an order has ten at most."""
    return list(_whole(Dispute.objects.filter(order__group_id=group_id)).order_by("-pk"))


def list_paid_back_of_group(group_id: uuid.UUID) -> list[Dispute]:
    """The decisions about whole orders of a purchase by which money went back, oldest first; not those of returns."""
    decided = Dispute.objects.filter(order__group_id=group_id, request=None, decided_minor__gt=0)
    return list(decided.select_related("order").order_by("pk"))


def list_disputes_for_seller(seller: Seller, *, limit: int = 50) -> list[Dispute]:
    """A shop's open cases, the most urgent first."""
    found = _whole(Dispute.objects.filter(order__seller=seller, status=Dispute.Status.OPEN))
    return list(found.order_by("answer_by_at", "pk")[:limit])


def list_disputes_for_staff(*, is_open: bool, cursor: str | None = None) -> Page[Dispute]:
    """Open or closed cases, newest first."""
    disputes = Dispute.objects.select_related("order__group", "order__seller")
    wanted = disputes.filter(status=Dispute.Status.OPEN) if is_open else disputes.exclude(status=Dispute.Status.OPEN)
    return page_by_id(wanted, cursor)


def count_open_disputes() -> int:
    """How many cases wait for a decision."""
    return Dispute.objects.filter(status=Dispute.Status.OPEN).count()


def list_statements(dispute: Dispute) -> list[Statement]:
    """Everything said in a case, oldest first: what came with the return, then what was said to staff."""
    before = list(dispute.request.statements.all()) if dispute.request else []
    return sorted([*before, *dispute.statements.all()], key=lambda said: said.at)


def case_money(dispute: Dispute) -> int:
    """The most a decision can give back, in minor units: the pieces of the return, or all that is left of the order."""
    order = dispute.order
    lines = {line.pk: line for line in order.lines.all()}
    if dispute.request is None:
        return money.due_minor(order) if order.captured_at is not None else 0
    return sum(
        still_owed(line, lines[line.order_line_id]) for line in dispute.request.lines.all() if line.sent_quantity
    )


def still_owed(line: ReturnLine, order_line: OrderLine) -> int:
    """What the pieces of a return line cost, less what went back for them, at most what is left of the order line."""
    price = order_line.total_minor * line.sent_quantity // order_line.quantity
    return max(0, min(money.line_left(order_line).amount_minor, price - line.refunded_minor))
