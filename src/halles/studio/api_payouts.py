"""Payouts and statements over the API, for shops and creators: the next one, what holds it back, and every month."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Annotated

from django.http import HttpRequest
from ninja import Query, Router, Schema

from halles.creators.models import Creator
from halles.creators.queries import get_creator_for_user
from halles.payouts import queries as payouts
from halles.payouts.models import PayeeKind, Payout
from halles.payouts.payees import Payee
from halles.payouts.queries import Statement
from halles.payouts.words import why_words
from halles.sellers.models import SellerStaff
from halles.sellers.queries import get_seller_for_staff_member
from halles.studio.payout_desk import PayoutDesk, desk_of, statement_named
from halles.users.api_auth import BearerAuth
from halles.users.models import User

router = Router(tags=["payouts"], auth=BearerAuth())
Cursor = Annotated[str, Query(max_length=200)]


class PayeeBalanceOut(Schema):
    """One currency in minor units: `held_minor` waits, `available_minor` is free, or owed when below zero."""

    currency: str
    held_minor: int
    available_minor: int


class NextPayoutOut(Schema):
    """`amount_minor` as far as is known; 0 while `why` keeps it back or it is less than `minimum_minor`."""

    currency: str
    on: dt.date
    arrives_on: dt.date
    amount_minor: int
    minimum_minor: int
    why: str


class PayoutHoldOut(Schema):
    """Nothing is paid out until `until`; `reason` is a code, `words` are for people."""

    reason: str
    words: str
    since: dt.datetime
    until: dt.datetime


class PayoutOut(Schema):
    """`status`: planned, sent, paid, failed, returned; `why` in words for the last two."""

    id: uuid.UUID
    number: str
    on: dt.date
    status: str
    why: str
    currency: str
    amount_minor: int
    account: str
    paid_at: dt.datetime | None


class PayoutsOut(Schema):
    """What a payee has, gets next and got."""

    balances: list[PayeeBalanceOut]
    next: list[NextPayoutOut]
    hold: PayoutHoldOut | None
    payouts: list[PayoutOut]
    next_cursor: str | None


class StatementMonthOut(Schema):
    """A month in which something moved, as `2026-11`."""

    month: str
    currency: str


class StatementMonthsOut(Schema):
    statements: list[StatementMonthOut]


class MonthLineOut(Schema):
    """One entry of the books: how it changed what is held and what is free. `number` is an order's or a payout's."""

    at: dt.datetime
    kind: str
    what: str
    number: str
    held_minor: int
    available_minor: int


class MonthOut(Schema):
    """A month in minor units of `currency`: opening + lines = closing, for what is held and for what is free; over the
    `line_count` lines of all pages. `recovered_minor` went to another profile of the person, for what that owed."""

    month: str
    currency: str
    is_closed: bool
    held_opening_minor: int
    available_opening_minor: int
    lines: list[MonthLineOut]
    line_count: int
    next_cursor: str | None
    paid_out_minor: int
    recovered_minor: int
    held_closing_minor: int
    available_closing_minor: int


@router.get("/shops/{slug}/payouts", response=PayoutsOut, operation_id="list_shop_payouts")
def list_shop_payouts(request: HttpRequest, slug: str, cursor: Cursor = "") -> PayoutsOut:
    """A shop's next payout, what holds it back, and the earlier ones, latest first."""
    payee = _shop(request, slug)
    return _payouts(desk_of(PayeeKind.SELLER, payee.id, cursor=cursor or None))


@router.get("/shops/{slug}/statements", response=StatementMonthsOut, operation_id="list_shop_statements")
def list_shop_statements(request: HttpRequest, slug: str) -> StatementMonthsOut:
    """The months a shop has a statement of, latest first."""
    return _months(_shop(request, slug))


@router.get("/shops/{slug}/statements/{month}/{currency}", response=MonthOut, operation_id="get_shop_statement")
def get_shop_statement(request: HttpRequest, slug: str, month: str, currency: str, cursor: Cursor = "") -> MonthOut:
    """One month of a shop, a thousand lines a page, oldest first."""
    return _statement(statement_named(_shop(request, slug), month, currency), cursor)


@router.get("/profiles/{uuid:creator_id}/payouts", response=PayoutsOut, operation_id="list_creator_payouts")
def list_creator_payouts(request: HttpRequest, creator_id: uuid.UUID, cursor: Cursor = "") -> PayoutsOut:
    """A creator's next payout, what holds it back, and the earlier ones, latest first."""
    return _payouts(desk_of(PayeeKind.CREATOR, _creator(request, creator_id).pk, cursor=cursor or None))


@router.get(
    "/profiles/{uuid:creator_id}/statements", response=StatementMonthsOut, operation_id="list_creator_statements"
)
def list_creator_statements(request: HttpRequest, creator_id: uuid.UUID) -> StatementMonthsOut:
    """The months a creator has a statement of, latest first."""
    return _months(payouts.payee_of(PayeeKind.CREATOR, _creator(request, creator_id).pk))


@router.get(
    "/profiles/{uuid:creator_id}/statements/{month}/{currency}",
    response=MonthOut,
    operation_id="get_creator_statement",
)
def get_creator_statement(
    request: HttpRequest, creator_id: uuid.UUID, month: str, currency: str, cursor: Cursor = ""
) -> MonthOut:
    """One month of a creator, a thousand lines a page, oldest first."""
    payee = payouts.payee_of(PayeeKind.CREATOR, _creator(request, creator_id).pk)
    return _statement(statement_named(payee, month, currency), cursor)


def _shop(request: HttpRequest, slug: str) -> Payee:
    assert isinstance(request.user, User)
    seller = get_seller_for_staff_member(request.user, slug, at_least=SellerStaff.Role.MANAGER)
    return payouts.payee_of(PayeeKind.SELLER, seller.pk)


def _creator(request: HttpRequest, creator_id: uuid.UUID) -> Creator:
    assert isinstance(request.user, User)
    return get_creator_for_user(request.user, creator_id)


def _payouts(desk: PayoutDesk) -> PayoutsOut:
    hold = desk.hold
    balances = payouts.payee_balances(desk.payee.kind, desk.payee.id)
    return PayoutsOut(
        balances=[
            PayeeBalanceOut(currency=currency, held_minor=held, available_minor=free)
            for currency, held, free in balances
        ],
        next=[
            NextPayoutOut(**{name: getattr(one, name) for name in NextPayoutOut.model_fields})
            for one in desk.next_payouts
        ],
        hold=PayoutHoldOut(reason=hold.reason, words=hold.words, since=hold.since, until=hold.until) if hold else None,
        payouts=[_payout(one) for one in desk.payouts.rows],
        next_cursor=desk.payouts.next_cursor,
    )


def _payout(one: Payout) -> PayoutOut:
    return PayoutOut(
        id=one.pk,
        number=one.number,
        on=one.run.on,
        status=one.status,
        why=why_words(one.why) if one.why else "",
        currency=one.currency,
        amount_minor=one.amount_minor,
        account=one.account_shown,
        paid_at=one.paid_at,
    )


def _months(payee: Payee) -> StatementMonthsOut:
    found = payouts.list_statement_months(payee)
    return StatementMonthsOut(
        statements=[StatementMonthOut(month=f"{month:%Y-%m}", currency=currency) for month, currency in found]
    )


def _statement(found: Statement, cursor: str) -> MonthOut:
    page = payouts.list_lines(found, cursor or None)
    sums = (
        *("held_opening_minor", "available_opening_minor", "held_closing_minor", "available_closing_minor"),
        *("line_count", "paid_out_minor", "recovered_minor"),
    )
    return MonthOut(
        month=f"{found.month:%Y-%m}",
        currency=found.currency,
        is_closed=found.is_closed,
        lines=[MonthLineOut(**{name: getattr(line, name) for name in MonthLineOut.model_fields}) for line in page.rows],
        next_cursor=page.next_cursor,
        **{name: getattr(found, name) for name in sums},
    )
