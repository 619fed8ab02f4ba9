"""Which case may be opened when, and by whom."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

from babel.dates import format_date
from django.utils.translation import get_language, to_locale

from halles.kit import clock
from halles.markets.market import Market
from halles.orders.models import Order
from halles.returns import errors
from halles.returns.models import Dispute, ReturnRequest

Kind, Side = Dispute.Kind, Dispute.Side
Status = ReturnRequest.Status
# Cases of one order, those that were settled without a decision included.
CASES_MAX = 10


def require_fits(kind: str, side: str, order: Order, request: ReturnRequest | None, market: Market) -> None:
    """CaseKindInvalid, CaseTooEarly or CaseTooLate unless this side may open this case now."""
    if kind not in Kind.values or order.shipped_at is None or order.captured_at is None:
        raise errors.CaseKindInvalid
    if side == Side.SELLER:
        if kind != Kind.WRONG_RETURN or request is None or request.status not in (Status.IN_TRANSIT, Status.RECEIVED):
            raise errors.CaseKindInvalid
        return
    if kind == Kind.NOT_ARRIVED:
        _require_late(order, market)
    elif kind == Kind.RETURN_DECLINED:
        _require_after(request, (Status.REJECTED,), market)
    elif kind == Kind.REFUND_TOO_SMALL:
        _require_after(request, (Status.PARTIALLY_REFUNDED,), market)
    elif kind == Kind.OTHER:
        _require_young(order.delivered_at, market)
    else:
        raise errors.CaseKindInvalid
    if kind in (Kind.NOT_ARRIVED, Kind.OTHER) and request is not None:
        raise errors.CaseKindInvalid


def require_undecided(kind: str, order: Order, request: ReturnRequest | None) -> None:
    """CaseDecided when staff have decided about this return, or about this question of the order: each case keeps the
    seller's money back, so the same one is not asked until the answer pleases."""
    decided = Dispute.objects.filter(order=order, status=Dispute.Status.DECIDED)
    same = decided.filter(request=request) if request is not None else decided.filter(request=None, kind=kind)
    if same.exists() or Dispute.objects.filter(order=order).count() >= CASES_MAX:
        raise errors.CaseDecided


def _require_late(order: Order, market: Market) -> None:
    if order.delivered_at is not None:
        _require_young(order.delivered_at, market)
        return
    from_on = order.arrives_to_on + dt.timedelta(days=market.returns.not_arrived_days + 1)
    if clock.now().astimezone(ZoneInfo(market.time_zone)).date() < from_on:
        raise errors.CaseTooEarly(day=format_date(from_on, "long", locale=to_locale(get_language() or "en")))


def _require_after(request: ReturnRequest | None, statuses: tuple[str, ...], market: Market) -> None:
    if request is None or request.status not in statuses:
        raise errors.CaseKindInvalid
    _require_young(request.closed_at, market)


def _require_young(at: dt.datetime | None, market: Market) -> None:
    if at is None:
        raise errors.CaseKindInvalid
    if clock.now() >= at + dt.timedelta(days=market.returns.dispute_days):
        raise errors.CaseTooLate
