"""What staff do with payouts: each decision with who, when and why, carried out by the module that owns it."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable
from zoneinfo import ZoneInfo

from halles.backoffice.errors import DecisionUnknown
from halles.payouts import queries, services
from halles.payouts.models import PayeeHold, PayeeKind
from halles.payouts.payees import get_payee
from halles.sellers import services as selling
from halles.users.models import User


def decide_run(run_id: uuid.UUID, decision: str, *, by: User, why: str) -> None:
    """Approve, send or cancel a run; refuses as `payouts` does."""
    ways: dict[str, Callable[..., object]] = {
        "approve": services.approve_run,
        "send": services.start_run,
        "cancel": services.cancel_run,
    }
    _choose(ways, decision)(run_id, by=by, why=why)


def decide_payout(payout_id: uuid.UUID, decision: str, *, by: User, why: str) -> None:
    """Take a payout out of its run, send one that failed again or agree to that, or close what the bank says of it."""
    ways: dict[str, Callable[..., object]] = {
        "take_out": services.take_out,
        "agree": services.agree_to_retry,
        "retry": services.retry_payout,
        "close": services.close_discrepancy,
    }
    _choose(ways, decision)(payout_id, by=by, why=why)


def hold_payee(
    kind: str, payee_id: uuid.UUID, *, reason: str, words: str, until: dt.date | None, by: User
) -> PayeeHold:
    """Hold a payee's payouts to the end of a day on the clock of their market."""
    zone = ZoneInfo(get_payee(kind, payee_id).market.time_zone)
    # A day that cannot be read lies in the past, which is refused.
    end = dt.datetime.combine(until or dt.date(2000, 1, 1), dt.time(23, 59), zone)
    return services.hold_payee(kind, payee_id, reason=reason, words=words, until=end, by=by)


def lift_hold(hold_id: uuid.UUID, *, by: User, why: str) -> None:
    """End a hold before its day."""
    services.lift_hold(hold_id, by=by, why=why)


def set_tier(payee_id: uuid.UUID, tier: str, *, by: User, why: str) -> None:
    """Decide how soon a shop's sales are free, whatever its score."""
    queries.payee_of(PayeeKind.SELLER, payee_id)
    selling.set_settlement_tier(payee_id, tier, by=by, why=why)


def _choose(ways: dict[str, Callable[..., object]], decision: str) -> Callable[..., object]:
    if decision not in ways:
        raise DecisionUnknown
    return ways[decision]
