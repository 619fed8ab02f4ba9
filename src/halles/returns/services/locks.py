"""The order of locks: payment, group, its orders (orders.services), then the return, then the case."""

from __future__ import annotations

import uuid
from dataclasses import dataclass

from halles.markets.market import Market
from halles.markets.queries import get_market
from halles.orders import services as orders
from halles.orders.models import Order, OrderLine
from halles.orders.services import LockedGroup
from halles.returns.errors import CaseOpen, DisputeNotFound, ReturnNotFound, StatusMoved
from halles.returns.models import Dispute, ReturnLine, ReturnParcel, ReturnRequest


@dataclass
class LockedReturn:
    """A return nobody else can change until this transaction ends."""

    group: LockedGroup
    order: Order
    request: ReturnRequest
    lines: list[ReturnLine]
    parcel: ReturnParcel | None

    @property
    def market(self) -> Market:
        """The market it was bought in."""
        return get_market(self.group.group.market)

    def order_line(self, line: ReturnLine) -> OrderLine:
        """The order line some pieces are of, as it stands."""
        return self.group.line(line.order_line_id, self.order)

    def require(self, *statuses: str) -> None:
        """StatusMoved unless the return is in one of these statuses."""
        if self.request.status not in statuses:
            raise StatusMoved(status=self.request.get_status_display())

    def require_no_case(self) -> None:
        """CaseOpen while staff are asked to decide about this return."""
        if Dispute.objects.filter(request=self.request, status=Dispute.Status.OPEN).exists():
            raise CaseOpen

    def move(self, status: str, **changes: object) -> None:
        """Write a new status, and what changed with it."""
        request = self.request
        assert status in ReturnRequest.TRANSITIONS[request.status], (request.status, status)
        request.status = status
        for name, value in changes.items():
            setattr(request, name, value)
        request.save(update_fields=["status", *changes])


def lock_return(return_id: uuid.UUID) -> LockedReturn:
    """The return with its order, locked in that order; ReturnNotFound."""
    order_id = ReturnRequest.objects.filter(pk=return_id).values_list("order_id", flat=True).first()
    if order_id is None:
        raise ReturnNotFound
    group = orders.lock_group_of(order_id)
    request = ReturnRequest.objects.select_for_update(no_key=True).get(pk=return_id)
    return locked_return(group, request)


def locked_return(group: LockedGroup, request: ReturnRequest) -> LockedReturn:
    """The same for a return whose order is locked already."""
    lines = list(ReturnLine.objects.filter(request=request).order_by("order_line__position"))
    parcel = ReturnParcel.objects.filter(request=request).first()
    return LockedReturn(group, group.order(request.order_id), request, lines, parcel)


def lock_dispute(dispute_id: uuid.UUID) -> tuple[LockedGroup, Order, Dispute]:
    """A case with its order, locked in that order; DisputeNotFound."""
    order_id = Dispute.objects.filter(pk=dispute_id).values_list("order_id", flat=True).first()
    if order_id is None:
        raise DisputeNotFound
    group = orders.lock_group_of(order_id)
    dispute = Dispute.objects.select_for_update(no_key=True).get(pk=dispute_id)
    return group, group.order(order_id), dispute
