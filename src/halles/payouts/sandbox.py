"""A bank that moves no money: it accepts, delays, refuses, sends back and says things twice, as the account tells it.

Each call is a transaction of the bank's own, as at another company. As at a real bank a key stands for one request and
the answer to it: asked again with the same terms the answer is the same, with other terms nothing is done.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from typing import cast

from django.db import transaction
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from halles.kit import clock
from halles.kit.transactions import assert_none_open
from halles.payouts.models import SandboxNotice, SandboxTransfer
from halles.payouts.port import (
    BankRefusedError,
    KeyReusedError,
    OutcomeUnknownError,
    TransferFact,
    TransferRequest,
    TransferStatus,
)

MINUTE = dt.timedelta(minutes=1)
DAY = dt.timedelta(days=1)
MOVED_AT_ONCE = 1_000


@dataclass(frozen=True)
class TestAccount:
    """What accounts that end in `ending` stand for."""

    __test__ = False  # not a test class, whatever its name tells pytest

    ending: str
    behavior: str
    means: Promise
    code: str = ""


TEST_ACCOUNTS: tuple[TestAccount, ...] = (
    TestAccount("0002", "refused", _("Refused at once: the account is closed"), "account_closed"),
    TestAccount("0003", "lost", _("Accepted, but the answer is lost on the way")),
    TestAccount("0004", "slow", _("Arrives after two days")),
    TestAccount("0005", "fails", _("Accepted, refused a day later: no such account"), "account_unknown"),
    TestAccount("0006", "returns", _("Arrives, and is sent back three days later"), "account_closed"),
    TestAccount("0007", "twice", _("Arrives, and the bank says everything twice")),
    TestAccount("0008", "down", _("The bank does not answer the first time and has done nothing")),
)
_BY_ENDING = {account.ending: account for account in TEST_ACCOUNTS}
# Until a transfer arrives or fails.
_DELAYS = {"slow": 2 * DAY, "fails": DAY}
_RETURNED_AFTER = 3 * DAY


class SandboxBank:
    """Implements halles.payouts.port.Bank; see the port for what each call promises."""

    name = "sandbox"
    certain_after = DAY

    def send(self, request: TransferRequest, *, time_limit_ms: int) -> TransferFact:
        """Lost answers are carried out all the same; a bank that is down has never heard of the first attempt."""
        assert_none_open()
        account = _BY_ENDING.get(request.account[-4:])
        behavior = account.behavior if account else "plain"
        with transaction.atomic():
            transfer, is_new = _open(request, behavior)
        if transfer.terms and transfer.terms != _terms(request):
            raise KeyReusedError
        if transfer.status == "refused":
            raise BankRefusedError(transfer.failure_code)
        if is_new and behavior in {"lost", "down"}:
            raise OutcomeUnknownError
        if behavior == "down" and transfer.status == "unheard":
            SandboxTransfer.objects.filter(pk=transfer.pk, status="unheard").update(
                status="pending", due_at=clock.now() + MINUTE
            )
            transfer.status = "pending"
        return _fact(transfer)

    def find(self, key: str, *, time_limit_ms: int) -> TransferFact | None:
        """A bank that was down has not heard of what it was asked."""
        assert_none_open()
        transfer = SandboxTransfer.objects.filter(pk=key).exclude(status="unheard").first()
        return _fact(transfer) if transfer else None

    def list_changes(self, after: int, *, limit: int, time_limit_ms: int) -> tuple[Sequence[TransferFact], int]:
        """The list as it stood when each line was written."""
        assert_none_open()
        notices = SandboxNotice.objects.filter(pk__gt=after).select_related("transfer").order_by("pk")[:limit]
        facts = [_fact(notice.transfer, status=notice.status, failure_code=notice.failure_code) for notice in notices]
        return facts, max((notice.pk for notice in notices), default=after)


def move_due() -> int:
    """What has waited at the sandbox long enough arrives, fails or comes back; how many transfers moved."""
    now = clock.now()
    due = SandboxTransfer.objects.select_for_update(skip_locked=True).filter(due_at__lte=now).order_by("due_at")
    with transaction.atomic():
        moved = list(due[:MOVED_AT_ONCE])
        for transfer in moved:
            _move(transfer, now)
    return len(moved)


def _open(request: TransferRequest, behavior: str) -> tuple[SandboxTransfer, bool]:
    now = clock.now()
    waits = {"down": "unheard", "refused": "refused"}
    account = _BY_ENDING.get(request.account[-4:])
    return SandboxTransfer.objects.get_or_create(
        key=request.key,
        defaults={
            "ref": f"tr_{secrets.token_hex(10)}",
            "account": request.account[-4:],
            "terms": _terms(request),
            "amount_minor": request.amount_minor,
            "currency": request.currency,
            "status": waits.get(behavior, "pending"),
            "failure_code": account.code if account and behavior == "refused" else "",
            "behavior": behavior,
            "created_at": now,
            "due_at": None if behavior in waits else now + _DELAYS.get(behavior, MINUTE),
        },
    )


def _terms(request: TransferRequest) -> str:
    """A mark of all that was asked for."""
    asked = [request.amount_minor, request.currency, request.account, request.holder, request.reference]
    return hashlib.sha256(json.dumps(asked).encode()).hexdigest()


def _move(transfer: SandboxTransfer, now: dt.datetime) -> None:
    code = next((account.code for account in TEST_ACCOUNTS if account.behavior == transfer.behavior), "")
    due_at = None
    if transfer.status == "pending" and transfer.behavior == "fails":
        transfer.status, transfer.failure_code = "failed", code
    elif transfer.status == "pending":
        transfer.status = "paid"
        due_at = now + _RETURNED_AFTER if transfer.behavior == "returns" else None
    elif transfer.status == "paid" and transfer.behavior == "returns":
        transfer.status, transfer.failure_code = "returned", code
    transfer.due_at = due_at
    transfer.save(update_fields=["status", "failure_code", "due_at"])
    for _time in range(2 if transfer.behavior == "twice" else 1):
        SandboxNotice.objects.create(
            transfer=transfer, status=transfer.status, failure_code=transfer.failure_code, at=now
        )


def _fact(transfer: SandboxTransfer, *, status: str = "", failure_code: str = "") -> TransferFact:
    said = status or ("failed" if transfer.status == "refused" else transfer.status)
    return TransferFact(
        key=transfer.key,
        ref=transfer.ref,
        amount_minor=transfer.amount_minor,
        currency=transfer.currency,
        status=cast("TransferStatus", said),
        failure_code=failure_code if status else transfer.failure_code,
    )
