"""The sandbox behind the port. Each call is a transaction of the sandbox's own, as at another company: `durable` fails
when the caller has one open."""

from __future__ import annotations

import secrets
import time
from collections.abc import Mapping

from django.db import transaction

from halles.kit import clock
from halles.kit.jobs import defer
from halles.kit.transactions import assert_none_open
from halles.payments.providers.port import (
    AuthorizeRequest,
    CardFact,
    Charge,
    Notice,
    OutcomeUnknownError,
    ProviderRefusedError,
)
from halles.payments.providers.sandbox import charges, later, wire
from halles.payments.providers.sandbox.at_once import charge_at_once
from halles.payments.providers.sandbox.callbacks import announce, open_and_announce
from halles.payments.providers.sandbox.cards import decline_code
from halles.payments.providers.sandbox.models import SandboxCard, SandboxCharge

# The slow card answers after this, which is longer than any time limit in use.
SLOW_MS = 8_000
TRANSFER_SECONDS = 120
REFUND_SECONDS = 5
CHARGEBACK_SECONDS = 60


class SandboxProvider:
    """Implements halles.payments.providers.port.Provider; see the port for what each call promises."""

    name = "sandbox"

    def authorize(self, request: AuthorizeRequest, *, time_limit_ms: int) -> Charge:
        """Slow and lost cards are charged all the same."""
        assert_none_open()
        plain = charge_at_once(request)
        if plain is not None:
            return plain
        with transaction.atomic(durable=True):
            charge = charges.draft_charge(request)
            is_new = open_and_announce(charge)
            if is_new:
                _schedule(charge)
            else:
                charge = charges.find_known(request.key)
            answer = charges.snapshot(charge)
        if charge.status == SandboxCharge.Status.PROCESSING:
            time.sleep(min(time_limit_ms, SLOW_MS) / 1000)
            raise OutcomeUnknownError
        if is_new and charge.behavior == "lost":
            raise OutcomeUnknownError
        return answer

    def capture(self, ref: str, amount_minor: int, *, key: str, time_limit_ms: int) -> Charge:
        """Once: asking again answers what was captured."""
        with transaction.atomic(durable=True):
            charge = charges.lock_charge(ref)
            if charges.capture(charge, amount_minor):
                announce(charge, f"charge.{charge.status}")
                if charge.behavior == "chargeback":
                    defer(later.open_chargeback, in_seconds=CHARGEBACK_SECONDS, ref=ref)
            answer = charges.snapshot(charge)
        if not answer.captured_minor:
            raise ProviderRefusedError("authorization_gone")
        return answer

    def cancel(self, charge_key: str, *, time_limit_ms: int) -> Charge | None:
        """A key that was never seen is written down, so that it cannot be charged later."""
        with transaction.atomic(durable=True):
            buried = SandboxCharge(
                ref=f"ch_{secrets.token_hex(12)}",
                key=charge_key,
                method="none",
                behavior="approved",
                status=SandboxCharge.Status.CANCELED,
                currency="XXX",
                amount_minor=0,
                created_at=clock.now(),
            )
            SandboxCharge.objects.bulk_create([buried], ignore_conflicts=True)
            charge = charges.lock_charge(SandboxCharge.objects.get(key=charge_key).ref)
            if not charge.amount_minor:
                return None
            if charges.cancel(charge):
                announce(charge, "charge.canceled")
            return charges.snapshot(charge)

    def refund(self, ref: str, amount_minor: int, *, key: str, time_limit_ms: int) -> Charge:
        """Quick for cards; other methods and the card made for it are pending first."""
        with transaction.atomic(durable=True):
            charge = charges.lock_charge(ref)
            if charges.refund(charge, amount_minor, key):
                row = charge.refunds.get(key=key)
                announce(charge, f"refund.{row.status}")
                if row.status == "pending":
                    defer(later.settle_refund, in_seconds=REFUND_SECONDS, refund_ref=row.ref)
            return charges.snapshot(charge)

    def find_charge(self, charge_key: str, *, time_limit_ms: int) -> Charge | None:
        """None also for a key that was canceled before it was ever seen."""
        with transaction.atomic(durable=True):
            charge = SandboxCharge.objects.select_related("card").filter(key=charge_key, amount_minor__gt=0).first()
            return None if charge is None else charges.snapshot(charge)

    def save_card(self, token: str, customer: str, *, time_limit_ms: int) -> CardFact:
        """Cards that would be declined are not kept."""
        with transaction.atomic(durable=True):
            card = SandboxCard.objects.select_for_update().filter(token=token, is_reusable=False, used_by="").first()
            if card is None:
                raise ProviderRefusedError("token_unusable")
            if card.behavior == "declined":
                raise ProviderRefusedError(decline_code(card.last4))
            card.used_by = "saved"
            card.save(update_fields=["used_by"])
            kept = charges.keep(card, customer)
            return CardFact(kept.brand, kept.last4, kept.exp_month, kept.exp_year, kept.token)

    def forget_card(self, token: str, *, time_limit_ms: int) -> None:
        """Charges made with it stay."""
        with transaction.atomic(durable=True):
            SandboxCard.objects.filter(token=token, forgotten_at=None).update(forgotten_at=clock.now())

    def read_notice(self, headers: Mapping[str, str], body: bytes) -> Notice:
        """Signed as in `wire`."""
        return wire.read_notice(headers, body)


def _schedule(charge: SandboxCharge) -> None:
    """What happens to a new charge by itself."""
    if charge.status == SandboxCharge.Status.PROCESSING:
        defer(later.finish_slow, in_seconds=SLOW_MS // 1000, ref=charge.ref)
    elif charge.method == "transfer":
        defer(later.pay_transfer, in_seconds=TRANSFER_SECONDS, ref=charge.ref)
