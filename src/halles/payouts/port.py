"""What Halles asks of the bank that pays out, in its own words. An adapter speaks it for one bank.

What a bank says about a transfer only goes forward: pending, then paid or failed; paid may still come back as returned,
days later. Answers may be lost and lines of its list may come twice: payouts joins them, and the result is the same.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

TIME_LIMIT_MS = 5_000
FEED_SIZE = 500

TransferStatus = Literal["pending", "paid", "failed", "returned"]


class OutcomeUnknownError(Exception):
    """No answer within the time limit: the transfer may or may not have been accepted."""


class BankRefusedError(Exception):
    """The bank will not do it and has done nothing; `code` says why."""

    def __init__(self, code: str) -> None:
        self.code = code
        super().__init__(code)


@dataclass(frozen=True)
class TransferRequest:
    """Money to be sent. Asking again with the same `key` is the same transfer, whatever happened the first time."""

    key: str
    amount_minor: int
    currency: str
    account: str
    holder: str
    reference: str


@dataclass(frozen=True)
class TransferFact:
    """One transfer as the bank knows it now; `key` is ours."""

    key: str
    ref: str
    status: TransferStatus
    failure_code: str = ""


class Bank(Protocol):
    """One bank. Both calls go over a network and are made with no transaction open."""

    name: str

    def send(self, request: TransferRequest, *, time_limit_ms: int) -> TransferFact:
        """Give the transfer to the bank, once per key. OutcomeUnknownError, BankRefusedError."""

    def list_changes(self, after: int, *, limit: int, time_limit_ms: int) -> tuple[Sequence[TransferFact], int]:
        """What became of transfers, oldest first, from a position on, and the position to ask from the next time."""
