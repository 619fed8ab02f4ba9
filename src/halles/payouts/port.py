"""What Halles asks of the bank that pays out, in its own words. An adapter speaks it for one bank.

What a bank says about a transfer only goes forward: pending, then paid or failed; paid may still come back as returned,
days later. Answers may be lost and lines of its list may come twice: payouts joins them, and the result is the same.

A refusal answers the request it is given to and no other: of two with the same key the first may have been carried out
and the second refused. What became of a key is known from `find` and `list_changes` alone.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

TIME_LIMIT_MS = 5_000
FEED_SIZE = 500

TransferStatus = Literal["pending", "paid", "failed", "returned"]


class OutcomeUnknownError(Exception):
    """No answer within the time limit: the transfer may or may not have been accepted."""


class KeyReusedError(Exception):
    """The bank knows the key with other terms: nothing was done now, and something else was under it before."""


class BankRefusedError(Exception):
    """The bank will not do what it was asked now; `code` says why. It says nothing of an earlier request."""

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
    """One transfer as the bank knows it now; `key` is ours. One refused at once is failed."""

    key: str
    ref: str
    amount_minor: int
    currency: str
    status: TransferStatus
    failure_code: str = ""


class Bank(Protocol):
    """One bank. All calls go over a network and are made with no transaction open; OutcomeUnknownError."""

    name: str
    # A request that the bank does not know of this long after it was made will never arrive there.
    certain_after: dt.timedelta

    def send(self, request: TransferRequest, *, time_limit_ms: int) -> TransferFact:
        """Give the transfer to the bank, once per key. BankRefusedError, KeyReusedError."""

    def find(self, key: str, *, time_limit_ms: int) -> TransferFact | None:
        """What became of the transfer of that key; None when the bank has not heard of it, or not yet."""

    def list_changes(self, after: int, *, limit: int, time_limit_ms: int) -> tuple[Sequence[TransferFact], int]:
        """What became of transfers, oldest first, from a position on, and the position to ask from the next time."""
