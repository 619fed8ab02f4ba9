"""What can be done with the money of those who are paid, the only writers of these tables."""

from halles.payouts.port import FEED_SIZE
from halles.payouts.services.checking import check_money
from halles.payouts.services.commissions import give_back_commission, is_blocked, take_commission
from halles.payouts.services.differing import close_discrepancy
from halles.payouts.services.free_money import lock_free_money, lock_whether_held
from halles.payouts.services.holds import (
    add_to_hold,
    block,
    lock_hold,
    open_hold,
    start_hold_clock,
    take_back,
    take_cost,
    unblock,
)
from halles.payouts.services.outcomes import record_fact
from halles.payouts.services.payee_holds import end_holds, hold_payee, lift_hold
from halles.payouts.services.planning import approve_run, cancel_run, plan_due_runs, plan_run, start_run, take_out
from halles.payouts.services.recovering import recover_debts
from halles.payouts.services.reserves import RESERVES_AT_ONCE, release_reserves
from halles.payouts.services.retrying import agree_to_retry, retry_payout
from halles.payouts.services.sending import (
    read_feed,
    resolve_due,
    send_payout,
    send_run,
)
from halles.payouts.services.settling import release_due

__all__ = [
    "FEED_SIZE",
    "RESERVES_AT_ONCE",
    "add_to_hold",
    "agree_to_retry",
    "approve_run",
    "block",
    "cancel_run",
    "check_money",
    "close_discrepancy",
    "end_holds",
    "give_back_commission",
    "hold_payee",
    "is_blocked",
    "lift_hold",
    "lock_free_money",
    "lock_hold",
    "lock_whether_held",
    "open_hold",
    "plan_due_runs",
    "plan_run",
    "read_feed",
    "record_fact",
    "recover_debts",
    "release_due",
    "release_reserves",
    "resolve_due",
    "retry_payout",
    "send_payout",
    "send_run",
    "start_hold_clock",
    "start_run",
    "take_back",
    "take_commission",
    "take_cost",
    "take_out",
    "unblock",
]
