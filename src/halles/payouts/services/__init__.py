"""What can be done with the money of those who are paid, the only writers of these tables."""

from halles.payouts.services.checking import check_money
from halles.payouts.services.commissions import give_back_commission, is_blocked, take_commission
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
from halles.payouts.services.reserves import RESERVES_AT_ONCE, release_reserves
from halles.payouts.services.settling import BATCH_SIZE, release_due

__all__ = [
    "BATCH_SIZE",
    "RESERVES_AT_ONCE",
    "add_to_hold",
    "block",
    "check_money",
    "give_back_commission",
    "is_blocked",
    "lock_hold",
    "open_hold",
    "release_due",
    "release_reserves",
    "start_hold_clock",
    "take_back",
    "take_commission",
    "take_cost",
    "unblock",
]
