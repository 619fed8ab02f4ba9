"""What a shop is owed, from when it is free, and why, line by line, month by month, order by order."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from halles.orders import queries as orders
from halles.orders.services import PAYMENT_REFERENCE
from halles.payments import queries as payments
from halles.payouts import queries as payouts
from halles.payouts.models import PayeeKind
from halles.studio.csv_file import csv_answer, plain
from halles.studio.money_desk import (
    FILE_LINES_MAX,
    MONTH_LINES_MAX,
    CurrencyMoney,
    Span,
    chain_of,
    month_of,
    span_of,
    with_balances,
)
from halles.studio.money_words import fee_rate_of
from halles.studio.payout_desk import desk_of
from halles.studio.shop_access import Desk, Role, shop_desk, show

COLUMNS = (
    "time",
    "kind",
    "order",
    "what",
    "currency",
    "paid_by_customer",
    "refunded_to_customer",
    "platform_fee",
    "tax_remitted",
    "labels_and_other",
    "pending_change",
    "available_change",
    "pending_after",
    "available_after",
)


@require_safe
@shop_desk(Role.MANAGER)
def money(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Balances per currency, when they become free, and every line behind one of them; `month` shows one month, `order`
    leads to an order's money."""
    number = request.GET.get("order", "").strip()
    if number:
        found = orders.find_by_number_for_seller(desk.seller, number)
        if found is not None:
            return redirect("studio:order_money", desk.seller.slug, found.pk)
        messages.info(request, _("No paid order of yours has the number %(number)s.") % {"number": number[:20]})
    balances = payouts.seller_balance(desk.seller.pk)
    upcoming = payouts.list_upcoming(desk.seller.pk)
    currencies = [balance.currency for balance in balances]
    currency = _currency(request, currencies)
    context = {
        "section": "money",
        "moneys": [
            CurrencyMoney(balance, [one for one in upcoming if one.currency == balance.currency])
            for balance in balances
        ],
        "currency": currency,
        "currencies": currencies,
        "settlement_days": desk.market.settlement.tiers[desk.seller.settlement_tier].days,
        "payee": desk_of(PayeeKind.SELLER, desk.seller.pk) if balances else None,
        **(_lines(request, desk, currency) if currency else {}),
    }
    return show(request, desk, "money/page.html", context)


@require_safe
@shop_desk(Role.MANAGER)
def money_out(request: HttpRequest, desk: Desk) -> HttpResponse:
    """The same lines as a table, oldest first: of a month, or the latest ten thousand."""
    currencies = [balance.currency for balance in payouts.seller_balance(desk.seller.pk)]
    currency = _currency(request, currencies)
    month = month_of(request.GET.get("month", ""), desk.market.time_zone)
    span = span_of(desk.seller, currency, month or (None, None), limit=FILE_LINES_MAX) if currency else None
    named = request.GET["month"] if month else "all"
    return csv_answer(f"{desk.seller.slug}-money-{named}.csv", COLUMNS, _rows(span, currency) if span else ())


@require_safe
@shop_desk(Role.MANAGER)
def order_money(request: HttpRequest, desk: Desk, order_id: uuid.UUID) -> HttpResponse:
    """One order's money as a chain, from what the customer paid to what is the shop's, and when."""
    order = orders.get_order_for_seller(desk.seller, order_id)
    context = {
        "section": "money",
        "order": order,
        "chain": chain_of(desk.seller, order),
        "rate": fee_rate_of(order),
        "chargebacks": payments.list_chargebacks_of(PAYMENT_REFERENCE, order.group_id),
    }
    return show(request, desk, "money/order.html", context)


def _currency(request: HttpRequest, currencies: list[str]) -> str:
    wanted = request.GET.get("currency", "")
    return wanted if wanted in currencies else next(iter(currencies), "")


def _lines(request: HttpRequest, desk: Desk, currency: str) -> dict[str, Any]:
    months = payouts.list_months(desk.seller.pk, currency, time_zone=desk.market.time_zone)
    chosen = request.GET.get("month", "")
    month = month_of(chosen, desk.market.time_zone)
    context: dict[str, Any] = {"months": months, "month": chosen if month else ""}
    if month is not None:
        span = span_of(desk.seller, currency, month, limit=MONTH_LINES_MAX)
        return {**context, "span": span, "lines": span.lines}
    cursor = request.GET.get("cursor")
    page = payouts.list_explained(desk.seller.pk, cursor, currency=currency)
    start = payouts.balance_before(desk.seller.pk, currency, cursor)
    lines = with_balances(desk.seller, page.rows, *start)
    return {**context, "page": page, "lines": lines, "is_first_page": not cursor}


def _rows(span: Span, currency: str) -> Iterator[list[object]]:
    named = ("customer_payments", "refunds", "platform_fee", "tax_payable")
    for line in reversed(span.lines):
        entry = line.entry
        parts = {part.account: part.amount_minor for part in entry.parts}
        other = sum(amount for account, amount in parts.items() if account not in named)
        amounts = [parts.get(account, 0) for account in named]
        amounts += [other, entry.held_minor, entry.available_minor, line.held_after_minor, line.available_after_minor]
        at = timezone.localtime(entry.at).isoformat(timespec="seconds")
        words = line.sentence.replace("\u202f", " ").replace("\xa0", " ")
        yield [at, entry.kind, entry.number, words, currency, *(plain(amount, currency) for amount in amounts)]
