"""What a payee's pages say about payouts: the next one, what holds it back, what became of the earlier ones."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from halles.affiliates.queries import commissions as earnings
from halles.creators.models import Creator
from halles.kit.pages import Page
from halles.payouts import queries as payouts
from halles.payouts.errors import MonthUnknown
from halles.payouts.models import PayeeHold, PayeeKind, Payout
from halles.payouts.payees import Payee
from halles.payouts.queries import NextPayout, Statement
from halles.payouts.words import why_words


@dataclass(frozen=True)
class PayoutDesk:
    """`months` are (first day, currency) with a statement; `obstacle` says in words what keeps money back."""

    payee: Payee
    hold: PayeeHold | None
    next_payouts: Sequence[NextPayout]
    obstacle: str
    obstacle_code: str
    payouts: Page[Payout]
    months: Sequence[tuple[dt.date, str]]


def desk_of(
    payee_kind: str,
    payee_id: uuid.UUID,
    *,
    cursor: str | None = None,
    becoming_free: Sequence[tuple[dt.datetime, str, int]] = (),
) -> PayoutDesk:
    """All of it for a shop or a creator."""
    payee = payouts.payee_of(payee_kind, payee_id)
    soon = payouts.next_payouts(payee, becoming_free=becoming_free)
    codes = [one.why for one in soon if one.why] or [payee.problem]
    return PayoutDesk(
        payee=payee,
        hold=payouts.find_hold(payee_kind, payee_id),
        next_payouts=soon,
        obstacle=why_words(codes[0]) if codes[0] else "",
        obstacle_code=codes[0],
        payouts=payouts.list_payouts(payee_kind, payee_id, cursor),
        months=payouts.list_statement_months(payee),
    )


def desk_of_creator(creator: Creator, cursor: str | None = None) -> PayoutDesk:
    """As `desk_of`, with the commissions that will be confirmed."""
    soon = [
        (dt.datetime.combine(one.on, dt.time(), dt.UTC), one.currency, one.amount_minor)
        for one in earnings.list_forecast(creator)
        if one.on is not None
    ]
    return desk_of(PayeeKind.CREATOR, creator.pk, cursor=cursor, becoming_free=soon)


def statement_named(payee: Payee, month: str, currency: str) -> Statement:
    """The statement of `2026-11` in a currency the payee has; payouts.month_unknown for anything else."""
    try:
        first = dt.datetime.strptime(month, "%Y-%m").replace(tzinfo=ZoneInfo(payee.market.time_zone)).date()
    except ValueError:
        raise MonthUnknown from None
    if (first, currency) not in payouts.list_statement_months(payee):
        raise MonthUnknown
    return payouts.get_statement(payee, currency, first)
