"""A shop's money over the API: balances, every line of the books in words, and one order's chain."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Annotated

from django.http import HttpRequest
from ninja import Query, Router, Schema

from halles.orders import queries as orders
from halles.payouts import queries as payouts
from halles.sellers.models import Seller, SellerStaff
from halles.sellers.queries import get_seller_for_staff_member
from halles.studio.money_desk import BookLine, chain_of, with_balances
from halles.users.api_auth import BearerAuth
from halles.users.models import User

router = Router(tags=["shop money"], auth=BearerAuth())
Cursor = Annotated[str, Query(max_length=200)]


class BalanceOut(Schema):
    """One currency: `held_minor` waits (`shipping_minor` of it for the delivery, `blocked_minor` for open returns,
    cases and chargebacks), `available_minor` is free, or owed when below zero; `next_minor` becomes free at
    `next_at`."""

    currency: str
    held_minor: int
    shipping_minor: int
    blocked_minor: int
    available_minor: int
    next_at: dt.datetime | None
    next_minor: int


class BalancesOut(Schema):
    balances: list[BalanceOut]


class BookPartOut(Schema):
    """Why a line of the books is what it is, signed from the shop's side."""

    account: str
    amount_minor: int


class BookLineOut(Schema):
    """An entry of the books in words; what it changed, why, and the balances after it."""

    at: dt.datetime
    kind: str
    order_number: str
    sentence: str
    held_minor: int
    available_minor: int
    parts: list[BookPartOut]
    held_after_minor: int
    available_after_minor: int


class BookLinesOut(Schema):
    """Newest first."""

    currency: str
    lines: list[BookLineOut]
    next_cursor: str | None


class OrderMoneyOut(Schema):
    """One order's money: what the customer paid, less what went back, fee, tax and labels, is `yours_minor`.
    `free_at` is known from the delivery on; `released_at` once all of it is free. Lines oldest first."""

    currency: str
    paid_minor: int
    refunded_minor: int
    fee_minor: int
    tax_minor: int
    labels_minor: int
    yours_minor: int
    held_minor: int
    blocked_minor: int
    free_at: dt.datetime | None
    released_at: dt.datetime | None
    lines: list[BookLineOut]


def _shop(request: HttpRequest, slug: str) -> Seller:
    person = request.user
    assert isinstance(person, User), "the router asks for a token"
    return get_seller_for_staff_member(person, slug, at_least=SellerStaff.Role.MANAGER)


@router.get("/shops/{slug}/money", response=BalancesOut, operation_id="get_shop_money")
def get_money(request: HttpRequest, slug: str) -> BalancesOut:
    """A shop's balance in each currency it sold in."""
    seller = _shop(request, slug)
    return BalancesOut(
        balances=[
            BalanceOut(**{name: getattr(one, name) for name in BalanceOut.model_fields})
            for one in payouts.seller_balance(seller.pk)
        ]
    )


@router.get("/shops/{slug}/money/{currency}/lines", response=BookLinesOut, operation_id="list_shop_money_lines")
def list_money_lines(request: HttpRequest, slug: str, currency: str, cursor: Cursor = "") -> BookLinesOut:
    """Every entry of the books in one currency, newest first, each as a sentence in the caller's language."""
    seller = _shop(request, slug)
    code = currency.upper()[:3]
    page = payouts.list_explained(seller.pk, cursor or None, currency=code)
    start = payouts.balance_before(seller.pk, code, cursor or None)
    lines = with_balances(seller, page.rows, *start)
    return BookLinesOut(currency=code, lines=[_line_out(one) for one in lines], next_cursor=page.next_cursor)


@router.get("/shops/{slug}/orders/{uuid:order_id}/money", response=OrderMoneyOut, operation_id="get_order_money")
def get_order_money(request: HttpRequest, slug: str, order_id: uuid.UUID) -> OrderMoneyOut:
    """One order's money as a chain, from what the customer paid to what is the shop's, and when."""
    seller = _shop(request, slug)
    order = orders.get_order_for_seller(seller, order_id)
    chain = chain_of(seller, order)
    sums = ("paid_minor", "refunded_minor", "fee_minor", "tax_minor", "labels_minor", "yours_minor")
    return OrderMoneyOut(
        currency=order.currency,
        **{name: getattr(chain, name) for name in sums},
        held_minor=chain.money.held_minor if chain.money else 0,
        blocked_minor=chain.money.blocked_minor if chain.money else 0,
        free_at=chain.money.until if chain.money else None,
        released_at=chain.money.released_at if chain.money else None,
        lines=[_line_out(one) for one in chain.lines],
    )


def _line_out(line: BookLine) -> BookLineOut:
    entry = line.entry
    return BookLineOut(
        at=entry.at,
        kind=entry.kind,
        order_number=entry.number,
        sentence=line.sentence,
        held_minor=entry.held_minor,
        available_minor=entry.available_minor,
        parts=[BookPartOut(account=part.account, amount_minor=part.amount_minor) for part in entry.parts],
        held_after_minor=line.held_after_minor,
        available_after_minor=line.available_after_minor,
    )
