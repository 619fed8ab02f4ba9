"""What customers do at the sandbox itself: give a card, answer the bank's question, send a transfer."""

from __future__ import annotations

import datetime as dt
import secrets

from halles.kit import clock
from halles.payments.providers.sandbox import charges
from halles.payments.providers.sandbox.callbacks import announce
from halles.payments.providers.sandbox.cards import CardDetails, TestCard
from halles.payments.providers.sandbox.models import SandboxCard

UNUSED_FOR = dt.timedelta(days=1)


def make_token(details: CardDetails, card: TestCard) -> SandboxCard:
    """A fresh token for a card that was entered; the number goes no further than this call."""
    return SandboxCard.objects.create(
        token=f"tok_{secrets.token_hex(12)}",
        behavior=card.behavior,
        brand=card.brand,
        last4=details.number[-4:],
        exp_month=details.exp_month,
        exp_year=details.exp_year,
        created_at=clock.now(),
    )


def sweep_tokens() -> int:
    """Forget fresh tokens that paid for nothing within a day; how many there were."""
    stale = SandboxCard.objects.filter(is_reusable=False, used_by="", created_at__lt=clock.now() - UNUSED_FOR)
    return stale.delete()[0]


def answer(ref: str, *, has_agreed: bool, refusal: str) -> None:
    """The customer said yes or no; without a refusal code, no means that the transfer never comes."""
    charge = charges.lock_charge(ref)
    if has_agreed:
        if charges.agree(charge):
            announce(charge, f"charge.{charge.status}")
    elif refusal:
        if charges.refuse(charge, refusal):
            announce(charge, "charge.declined")
    else:
        charge.behavior = "never_pays"
        charge.save(update_fields=["behavior"])
