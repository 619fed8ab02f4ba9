"""What a shop is owed, from when it is free, and why, line by line."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from halles.payouts import queries as payouts
from halles.payouts.queries import ExplainedLine, Release, SellerBalance
from halles.studio.shop_access import Desk, Role, shop_desk, show


@dataclass(frozen=True)
class BookLine:
    """An entry of the books, and the balances after it."""

    entry: ExplainedLine
    held_after_minor: int
    available_after_minor: int


@dataclass(frozen=True)
class CurrencyMoney:
    """One currency: the balance, what of it becomes free when, and what still waits for its delivery."""

    balance: SellerBalance
    releases: Sequence[Release]

    @property
    def waiting_minor(self) -> int:
        """Held without a day yet: it is counted from the delivery."""
        return self.balance.held_minor - sum(release.amount_minor for release in self.releases)


@require_safe
@shop_desk(Role.MANAGER)
def money(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Balances per currency, when they become free, and every line behind one of them."""
    balances = payouts.seller_balance(desk.seller.pk)
    upcoming = payouts.list_upcoming(desk.seller.pk)
    currencies = [balance.currency for balance in balances]
    wanted = request.GET.get("currency", "")
    currency = wanted if wanted in currencies else next(iter(currencies), "")
    cursor = request.GET.get("cursor")
    page = payouts.list_explained(desk.seller.pk, cursor, currency=currency) if currency else None
    start = payouts.balance_before(desk.seller.pk, currency, cursor) if currency else (0, 0)
    context = {
        "section": "money",
        "moneys": [
            CurrencyMoney(balance, [one for one in upcoming if one.currency == balance.currency])
            for balance in balances
        ],
        "currency": currency,
        "currencies": currencies,
        "lines": _with_balances(page.rows, *start) if page else [],
        "page": page,
        "is_first_page": not cursor,
        "settlement_days": desk.market.settlement_days,
    }
    return show(request, desk, "money/page.html", context)


def _with_balances(rows: Sequence[ExplainedLine], held_minor: int, available_minor: int) -> list[BookLine]:
    """The lines, newest first, each with the balances after it; the first line's are given."""
    lines = []
    for row in rows:
        lines.append(BookLine(row, held_minor, available_minor))
        held_minor -= row.held_minor
        available_minor -= row.available_minor
    return lines
