"""What a creator earns, over the API: line by line with the reasons, and what comes when."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Annotated, Any, Literal

from django.http import HttpRequest
from ninja import Query, Router, Schema
from pydantic import AwareDatetime, Field

from halles.affiliates import reasons
from halles.affiliates.models import Commission
from halles.affiliates.queries import commissions as queries
from halles.creators.queries import get_creator_for_user
from halles.orders.api import person
from halles.users.api_auth import BearerAuth

router = Router(tags=["affiliates"], auth=BearerAuth())
CommissionStatus = Literal["estimated", "pending", "confirmed", "paid", "reversed", "void"]


class CommissionOut(Schema):
    """One line sold that earned something. Amounts in minor units; `kept_minor` is what is left of `amount_minor`.

    `base_minor` is the line after discounts, without carriage, by the market without tax or with it. `confirm_at` is
    known from the delivery on.
    """

    id: uuid.UUID
    order_number: str
    status: CommissionStatus
    sold_at: dt.datetime
    product_id: uuid.UUID
    title: str
    quantity: int
    shop_name: str
    plan_id: uuid.UUID
    plan_kind: Literal["open", "targeted"]
    rate_bps: int
    base_minor: int
    amount_minor: int
    reversed_minor: int
    kept_minor: int
    currency: str
    why_reversed: str
    touch_kind: str
    touch_at: dt.datetime
    confirm_at: dt.datetime | None
    confirmed_at: dt.datetime | None
    paid_at: dt.datetime | None


class TouchOut(Schema):
    """A click that led to the line. `why_not` is empty for the one that counted. Others' content is not told."""

    is_mine: bool
    kind: str
    at: dt.datetime
    content_id: uuid.UUID | None
    why_not: str
    words: str


class ExplainedCommissionOut(CommissionOut):
    """With the rule that decided, and every click that was looked at."""

    reason: str
    reason_words: str
    rule_version: str
    touches: list[TouchOut]


class CommissionPageOut(Schema):
    """A page, the latest sale first."""

    commissions: list[CommissionOut]
    next_cursor: str | None


class ForecastOut(Schema):
    """What will be confirmed on a day; without `on` it is not delivered yet."""

    on: dt.date | None
    currency: str
    amount_minor: int
    line_count: int


class TotalOut(Schema):
    """What all commissions of a status still come to."""

    status: CommissionStatus
    currency: str
    amount_minor: int
    line_count: int


class EarningsOut(Schema):
    """Totals by status, and what comes when."""

    totals: list[TotalOut]
    forecast: list[ForecastOut]


class CommissionFilter(Schema):
    """Which commissions: of one status, sold in a span of time [since, until)."""

    status: CommissionStatus | None = None
    since: AwareDatetime | None = None
    until: AwareDatetime | None = None
    cursor: Annotated[str | None, Field(max_length=200)] = None


@router.get("/profiles/{creator_id}/commissions", response=CommissionPageOut, summary="What a profile of mine earns")
def list_commissions(
    request: HttpRequest, creator_id: uuid.UUID, wanted: Annotated[CommissionFilter, Query()]
) -> dict[str, Any]:
    """Every line sold that earned something, the latest first; who bought it is never told."""
    creator = get_creator_for_user(person(request), creator_id)
    page = queries.list_commissions(creator, **wanted.dict())
    return {"commissions": [_commission(one) for one in page.rows], "next_cursor": page.next_cursor}


@router.get("/profiles/{creator_id}/earnings", response=EarningsOut, summary="Totals and forecast of a profile of mine")
def get_earnings(request: HttpRequest, creator_id: uuid.UUID) -> dict[str, Any]:
    """Totals by status and currency, and the days on which what waits will be confirmed."""
    creator = get_creator_for_user(person(request), creator_id)
    return {
        "totals": [vars_of(one) for one in queries.totals_of(creator)],
        "forecast": [vars_of(one) for one in queries.list_forecast(creator)],
    }


@router.get(
    "/profiles/{creator_id}/commissions/{commission_id}", response=ExplainedCommissionOut, summary="One line, explained"
)
def get_commission(request: HttpRequest, creator_id: uuid.UUID, commission_id: uuid.UUID) -> dict[str, Any]:
    """The rule, the rate, and every click that was looked at with what spoke against it."""
    creator = get_creator_for_user(person(request), creator_id)
    one = queries.get_commission_for_creator(creator, commission_id)
    return {
        **_commission(one),
        "reason": one.attribution.reason,
        "reason_words": reasons.words(one.attribution.reason),
        "rule_version": one.attribution.rule_version,
        "touches": [vars_of(touch) for touch in queries.touches_of(one)],
    }


def _commission(one: Commission) -> dict[str, Any]:
    attribution = one.attribution
    assert attribution.plan is not None
    assert attribution.touch is not None
    return {
        "id": one.pk,
        "order_number": one.order.group.number,
        "status": one.status,
        "sold_at": one.sold_at,
        "product_id": one.line.product_id,
        "title": one.line.title,
        "quantity": one.line.quantity,
        "shop_name": one.seller.name,
        "plan_id": attribution.plan.pk,
        "plan_kind": attribution.plan.kind,
        "rate_bps": one.rate_bps,
        "base_minor": one.base_minor,
        "amount_minor": one.amount_minor,
        "reversed_minor": one.reversed_minor,
        "kept_minor": one.kept_minor,
        "currency": one.currency,
        "why_reversed": queries.why_reversed(one),
        "touch_kind": attribution.touch["touch"]["kind"],
        "touch_at": attribution.touch["touch"]["at"],
        "confirm_at": one.confirm_at,
        "confirmed_at": one.confirmed_at,
        "paid_at": one.paid_at,
    }


def vars_of(one: Any) -> dict[str, Any]:
    """The facts of a frozen dataclass."""
    return dict(vars(one))
