"""What creators earn: line by line, with the reasons; what comes when; and whether it agrees with the books."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.db.models import F, QuerySet, Sum

from halles.affiliates import reasons
from halles.affiliates.errors.commissions import CommissionNotFound
from halles.affiliates.models import Commission
from halles.creators.models import Creator
from halles.kit.pages import PAGE_SIZE, Page, page_by_instant
from halles.orders import reasons as order_reasons
from halles.payouts import queries as payouts
from halles.payouts.models import PayeeKind
from halles.payouts.payees import Payee
from halles.payouts.queries import NextPayout

Status = Commission.Status
FORECAST_MAX = 60
_CHECK = """
WITH kept AS (
    SELECT creator_id::text AS creator, currency, sum(amount_minor - reversed_minor) AS total
    FROM affiliates_commission WHERE status = 'pending' GROUP BY 1, 2
), booked AS (
    SELECT account.owner_id AS creator, account.currency, -sum(line.amount_minor) AS total
    FROM ledger_account AS account JOIN ledger_posting AS line ON line.account_id = account.id
    WHERE account.kind = 'creator_pending' GROUP BY 1, 2
)
SELECT creator, currency, coalesce(kept.total, 0)::bigint, coalesce(booked.total, 0)::bigint
FROM kept FULL JOIN booked USING (creator, currency)
WHERE coalesce(kept.total, 0) <> coalesce(booked.total, 0) ORDER BY creator, currency
"""


@dataclass(frozen=True)
class TouchSeen:
    """A touch as the creator of a line may see it: `is_mine`, when, from what; who else it was stays theirs.

    `why_not` is a code of `reasons` ("" for the one that counted), `words` its sentence in the active language.
    """

    is_mine: bool
    kind: str
    at: dt.datetime
    content_id: uuid.UUID | None
    why_not: str
    words: str


@dataclass(frozen=True)
class Sold:
    """Of which line a commission is: the product as it was called at the sale, and the shop."""

    title: str
    shop: str


@dataclass(frozen=True)
class Forecast:
    """What is expected to be confirmed on one day; `on` None: not delivered yet."""

    on: dt.date | None
    currency: str
    amount_minor: int
    line_count: int


@dataclass(frozen=True)
class Total:
    """What all commissions of one status still come to, in one currency."""

    status: str
    currency: str
    amount_minor: int
    line_count: int


def list_commissions(
    creator: Creator,
    *,
    status: str | None = None,
    currency: str | None = None,
    since: dt.datetime | None = None,
    until: dt.datetime | None = None,
    cursor: str | None = None,
    size: int = PAGE_SIZE,
) -> Page[Commission]:
    """A creator's commissions, the latest sale first, with attribution, plan and line at hand, no customer."""
    found = _of(creator)
    for name, value in (("status", status), ("currency", currency), ("sold_at__gte", since), ("sold_at__lt", until)):
        if value is not None:
            found = found.filter(**{name: value})
    return page_by_instant(found, "sold_at", cursor, size=size)


def get_commission_for_creator(creator: Creator, commission_id: uuid.UUID) -> Commission:
    """One of the creator's own; refuses affiliates.commission_not_found."""
    found = _of(creator).filter(pk=commission_id).first()
    if found is None:
        raise CommissionNotFound
    return found


def earnings_of(line_ids: Sequence[uuid.UUID]) -> dict[uuid.UUID, Commission]:
    """The commission of each of these lines that has one, by line; with its creator at hand."""
    found = Commission.objects.filter(line__in=line_ids).select_related("creator", "attribution")
    return {one.line_id: one for one in found}


def touches_of(commission: Commission) -> list[TouchSeen]:
    """What led to the line, the newest first, and why each touch but one did not count."""
    return [_seen(one, commission) for one in commission.attribution.candidates]


def _seen(one: dict[str, Any], commission: Commission) -> TouchSeen:
    touch, is_mine = one["touch"], one["touch"]["creator_id"] == str(commission.creator_id)
    return TouchSeen(
        is_mine=is_mine,
        kind=touch["kind"],
        at=dt.datetime.fromisoformat(touch["at"]),
        content_id=uuid.UUID(touch["content_id"]) if is_mine and touch["content_id"] else None,
        why_not=one["why_not"],
        words=reasons.words_for_winner(one["why_not"] or commission.attribution.reason),
    )


def why_reversed(commission: Commission) -> str:
    """Why something of it went back, in the active language; "" when nothing did."""
    return order_reasons.words(commission.reversed_reason) if commission.reversed_reason else ""


def list_forecast(creator: Creator) -> list[Forecast]:
    """What will be confirmed when, day by day (UTC), what is not delivered yet last; at most 60 rows."""
    waiting = Commission.objects.filter(creator=creator, status__in=[Status.ESTIMATED, Status.PENDING])
    rows = (
        waiting.values("confirm_at__date", "currency")
        .annotate(total=Sum(F("amount_minor") - F("reversed_minor")), lines=Sum(1))
        .order_by(F("confirm_at__date").asc(nulls_last=True), "currency")
    )
    return [
        Forecast(row["confirm_at__date"], row["currency"], int(row["total"]), int(row["lines"]))
        for row in rows[:FORECAST_MAX]
    ]


def sold_by_id(commission_ids: Collection[uuid.UUID]) -> dict[uuid.UUID, Sold]:
    """What was sold where, for those of these commissions that there are."""
    found = Commission.objects.filter(pk__in=commission_ids).values_list("pk", "line__title", "seller__name")
    return {key: Sold(title, shop) for key, title, shop in found}


def list_next_payouts(payee: Payee) -> list[NextPayout]:
    """The next payout in each currency of a shop or a creator, alphabetically, with the commissions that will be
    confirmed by then: what the payee and staff read is this."""
    if payee.kind != PayeeKind.CREATOR:
        return payouts.next_payouts(payee)
    waiting = Commission.objects.filter(
        creator=payee.id,
        status__in=[Status.ESTIMATED, Status.PENDING],
        confirm_at__lt=payouts.next_planned_at(payee),
    )
    sums = waiting.values_list("confirm_at", "currency").annotate(total=Sum(F("amount_minor") - F("reversed_minor")))
    soon = [(at, currency, int(total)) for at, currency, total in sums.order_by("confirm_at") if at is not None]
    return payouts.next_payouts(payee, becoming_free=soon)


def totals_of(creator: Creator) -> list[Total]:
    """What the creator's commissions come to, by status and currency."""
    rows = (
        Commission.objects.filter(creator=creator)
        .values("status", "currency")
        .annotate(total=Sum(F("amount_minor") - F("reversed_minor")), lines=Sum(1))
        .order_by("status", "currency")
    )
    return [Total(row["status"], row["currency"], int(row["total"]), int(row["lines"])) for row in rows]


def check_commissions() -> list[str]:
    """What does not fit between commissions and books, as sentences: what waits per creator must be what they keep."""
    with connection.cursor() as cursor:
        cursor.execute(_CHECK)
        found = cursor.fetchall()
    return [
        f"creator {creator}: {kept} {currency} of commissions waiting, {booked} pending in the books"
        for creator, currency, kept, booked in found
    ]


def _of(creator: Creator) -> QuerySet[Commission]:
    return Commission.objects.filter(creator=creator).select_related(
        "attribution__plan", "line", "seller", "order__group"
    )
