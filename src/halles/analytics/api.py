"""The numbers over the API: the same scopes, the same words, amounts in minor units."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any, Literal

from django.http import HttpRequest
from ninja import Query, Router, Schema
from pydantic import Field

from halles.analytics.desk import Figure, Page, page_of
from halles.analytics.scopes import everybody, scope_of_creator, scope_of_seller
from halles.kit import rate_limits
from halles.users.api_auth import BearerAuth
from halles.users.models import User

router = Router(tags=["numbers"], auth=BearerAuth())
# A question reads days, and the lines at their ends: by one person this often in each web process.
QUESTIONS = rate_limits.Meter(limit=60, per_seconds=60)
Breakdown = Literal["channel", "pace", "market", "seller", "creator", "content", "product", "day", "month"]


class FiguresOut(Schema):
    """Sums over order lines, in minor units; fees, tax and commissions are null for a creator."""

    placed_minor: int
    paid_minor: int
    delivered_minor: int
    net_minor: int
    back_minor: int
    tax_minor: int | None
    fee_minor: int | None
    commission_minor: int | None
    contribution_minor: int | None
    paid_count: int
    kept_count: int


class NumbersPartOut(Schema):
    """One part of the breakdown; `key` is a code, a day or an id, null for what has none or for all further rows."""

    key: str | None
    name: str
    figures: FiguresOut


class FigureOut(Schema):
    """A figure with its definition; null where there is nothing to divide by. Ratios in basis points."""

    code: str
    name: str
    says: str
    formula: str
    value: int | None


class BooksOut(Schema):
    """The proof: what orders say must be booked, what the ledger has, and their differences (0: equal)."""

    charged_minor: int
    booked_minor: int
    difference_minor: int
    refunded_minor: int
    booked_refund_minor: int
    refund_difference_minor: int


class NumbersOut(Schema):
    """The answer to one question, in one currency; the rows add up to the total."""

    currency: str
    markets: list[str]
    first_on: dt.date
    last_on: dt.date
    by: str
    channel: str
    as_of: dt.datetime
    total: FiguresOut
    rows: list[NumbersPartOut]
    funnel: list[FigureOut]
    rates: list[FigureOut]
    books: BooksOut | None


class AskedIn(Schema):
    """`seller` (a shop's slug) or `creator` (an id) says whose numbers; without either everybody's, for staff. `market`
    is a code, or a currency that several markets share. 30 days unless both days are given, at most 800."""

    seller: str = Field("", max_length=80)
    creator: uuid.UUID | None = None
    market: str = Field("", max_length=3)
    first_on: dt.date | None = None
    last_on: dt.date | None = None
    by: Breakdown = "channel"
    channel: Literal["", "video", "live", "card", "search", "link", "direct"] = ""


@router.get("/numbers", response=NumbersOut, operation_id="get_numbers", summary="The numbers of a market")
def get_numbers(request: HttpRequest, asked: Query[AskedIn]) -> Any:
    """GMV in four ways, what is left, the way there and the proof by the books, up to now.

    Own shop or own profile, or as staff everybody's; 403 users.staff_may_not, 404 for what is not yours, 429 above
    sixty questions a minute.
    """
    user = request.user
    assert isinstance(user, User), "the router asks for a token"
    QUESTIONS.take(str(user.pk))
    if asked.seller:
        scope, home = scope_of_seller(user, asked.seller)
    elif asked.creator is not None:
        scope, home = scope_of_creator(user, asked.creator)
    else:
        scope, home = everybody(user)
    wanted = {"market": asked.market, "by": asked.by, "channel": asked.channel}
    if asked.first_on and asked.last_on:
        wanted |= {"from": asked.first_on.isoformat(), "to": asked.last_on.isoformat()}
    return _as_shape(page_of(scope, wanted, home=home))


def _as_shape(page: Page) -> dict[str, Any]:
    numbers = page.numbers
    asked = numbers.asked
    is_whole = len(page.rows) == len(numbers.rows)
    keys = (
        [row.key for row in numbers.rows]
        if is_whole
        else [*(row.key for row in numbers.rows[: len(page.rows) - 1]), None]
    )
    return {
        **{name: getattr(asked, name) for name in ("currency", "first_on", "last_on", "by", "channel")},
        "markets": list(asked.markets),
        "as_of": numbers.as_of,
        "total": _figures(page, numbers.total),
        "rows": [
            {"key": key, "name": str(row.name.text), "figures": _figures(page, row.figures)}
            for key, row in zip(keys, page.rows, strict=True)
        ],
        "funnel": [_figure(one) for one in page.funnel] if page.has_reach else [],
        "rates": [_figure(one) for one in page.rates] if page.has_reach else [],
        "books": numbers.books,
    }


def _figures(page: Page, figures: Any) -> dict[str, int | None]:
    hidden = set() if page.has_costs else {"tax_minor", "fee_minor", "commission_minor", "contribution_minor"}
    return {name: None if name in hidden else getattr(figures, name) for name in FiguresOut.model_fields}


def _figure(one: Figure) -> dict[str, Any]:
    words = one.definition
    return {
        "code": words.code,
        "name": str(words.name),
        "says": str(words.says),
        "formula": words.formula,
        "value": one.value,
    }
