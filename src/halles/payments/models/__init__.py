"""Tables of payments, and those of the sandbox provider, which lives in the same database as another company would."""

from halles.payments.models.card import SavedCard
from halles.payments.models.payment import Chargeback, Payment, ProviderEvent, Refund
from halles.payments.providers.sandbox.models import (
    SandboxCard,
    SandboxCharge,
    SandboxChargeback,
    SandboxEvent,
    SandboxRefund,
)

__all__ = [
    "Chargeback",
    "Payment",
    "ProviderEvent",
    "Refund",
    "SandboxCard",
    "SandboxCharge",
    "SandboxChargeback",
    "SandboxEvent",
    "SandboxRefund",
    "SavedCard",
]
