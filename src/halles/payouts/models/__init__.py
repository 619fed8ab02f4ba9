"""Holds, reserves, holds of payees, payout runs and payouts."""

from halles.payouts.models.discrepancies import Discrepancy
from halles.payouts.models.holds import Block, Hold
from halles.payouts.models.payees import PayeeHold, PayeeKind
from halles.payouts.models.reserves import Reserve
from halles.payouts.models.runs import BankFeed, Payout, PayoutRun
from halles.payouts.models.sandbox import SandboxNotice, SandboxTransfer
from halles.payouts.models.settled import Settlement, Watermark

__all__ = [
    "BankFeed",
    "Block",
    "Discrepancy",
    "Hold",
    "PayeeHold",
    "PayeeKind",
    "Payout",
    "PayoutRun",
    "Reserve",
    "SandboxNotice",
    "SandboxTransfer",
    "Settlement",
    "Watermark",
]
