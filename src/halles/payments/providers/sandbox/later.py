"""What happens at the sandbox by itself after a while."""

from __future__ import annotations

from django.db import transaction

from halles.kit.jobs import DEFAULT_QUEUE, RETRY, app, defer
from halles.payments.providers.sandbox import charges, desk
from halles.payments.providers.sandbox.callbacks import announce
from halles.payments.providers.sandbox.models import SandboxChargeback, SandboxRefund

DECISION_SECONDS = 600


@app.task(name="payments.sandbox.finish_slow", queue=DEFAULT_QUEUE, retry=RETRY)
def finish_slow(ref: str) -> None:
    """The slow bank has made up its mind."""
    with transaction.atomic(durable=True):
        charge = charges.lock_charge(ref)
        if charges.agree(charge):
            announce(charge, "charge.authorized")


@app.task(name="payments.sandbox.pay_transfer", queue=DEFAULT_QUEUE, retry=RETRY)
def pay_transfer(ref: str) -> None:
    """The customer's transfer arrives, unless they said that it never will."""
    with transaction.atomic(durable=True):
        charge = charges.lock_charge(ref)
        if charge.behavior != "never_pays" and charges.agree(charge):
            announce(charge, "charge.captured")


@app.task(name="payments.sandbox.settle_refund", queue=DEFAULT_QUEUE, retry=RETRY)
def settle_refund(refund_ref: str) -> None:
    """A pending refund arrives or comes back."""
    with transaction.atomic(durable=True):
        charge = charges.lock_charge(SandboxRefund.objects.get(ref=refund_ref).charge_id)
        row = SandboxRefund.objects.get(ref=refund_ref)
        if charges.settle_refund(charge, row):
            announce(charge, f"refund.{row.status}")


@app.task(name="payments.sandbox.open_chargeback", queue=DEFAULT_QUEUE, retry=RETRY)
def open_chargeback(ref: str) -> None:
    """The customer's bank takes the money back, and decides later."""
    with transaction.atomic(durable=True):
        charge = charges.lock_charge(ref)
        if charges.take_back(charge):
            announce(charge, "chargeback.opened")
            case = charge.chargebacks.get(status="open")
            defer(decide_chargeback, in_seconds=DECISION_SECONDS, chargeback_ref=case.ref, is_won=False)


@app.task(name="payments.sandbox.decide_chargeback", queue=DEFAULT_QUEUE, retry=RETRY)
def decide_chargeback(chargeback_ref: str, is_won: bool) -> None:
    """The bank has decided the case."""
    with transaction.atomic(durable=True):
        charge = charges.lock_charge(SandboxChargeback.objects.get(ref=chargeback_ref).charge_id)
        if charges.decide(SandboxChargeback.objects.get(ref=chargeback_ref), is_won=is_won):
            announce(charge, "chargeback.won" if is_won else "chargeback.lost")


@app.periodic(cron="23 4 * * *")
@app.task(name="payments.sandbox.sweep_tokens", queue=DEFAULT_QUEUE, queueing_lock="payments.sandbox.sweep_tokens")
def sweep_tokens(timestamp: int) -> None:
    """Tokens that nobody used are forgotten."""
    desk.sweep_tokens()
