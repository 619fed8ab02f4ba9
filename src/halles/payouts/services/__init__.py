"""What can be done with the money of those who are paid, the only writers of these tables."""

from halles.payouts.services.checking import check_money
from halles.payouts.services.commissions import give_back_commission, take_commission
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
from halles.payouts.services.settling import BATCH_SIZE, release_due

__all__ = [
    "BATCH_SIZE",
    "add_to_hold",
    "block",
    "check_money",
    "give_back_commission",
    "lock_hold",
    "open_hold",
    "release_due",
    "start_hold_clock",
    "take_back",
    "take_commission",
    "take_cost",
    "unblock",
]
