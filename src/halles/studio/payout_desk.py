"""What a payee's pages say about payouts: the next one, what holds it back, what became of the earlier ones."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from halles.affiliates.queries import commissions as earnings
from halles.kit.pages import Page
from halles.payouts import queries as payouts
from halles.payouts.errors import MonthUnknown
from halles.payouts.models import PayeeHold, Payout
from halles.payouts.payees import Payee
from halles.payouts.queries import NextPayout, Statement
from halles.payouts.words import why_words

# What everybody lacks who begins; an alarm only once money waits for it.
NEEDED_FIRST = frozenset({"no_account", "not_verified"})


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

    @property
    def is_quiet(self) -> bool:
        """Whether what is missing for payouts keeps nothing back yet."""
        return self.obstacle_code in NEEDED_FIRST and not any(one.waits_minor for one in self.next_payouts)


def desk_of(payee_kind: str, payee_id: uuid.UUID, *, cursor: str | None = None) -> PayoutDesk:
    """All of it for a shop or a creator."""
    payee = payouts.payee_of(payee_kind, payee_id)
    soon = earnings.list_next_payouts(payee)
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


def statement_named(payee: Payee, month: str, currency: str) -> Statement:
    """The statement of `2026-11` in a currency the payee has; payouts.month_unknown for anything else."""
    try:
        first = dt.datetime.strptime(month, "%Y-%m").replace(tzinfo=ZoneInfo(payee.market.time_zone)).date()
    except ValueError:
        raise MonthUnknown from None
    if (first, currency) not in payouts.list_statement_months(payee):
        raise MonthUnknown
    return payouts.get_statement(payee, currency, first)
