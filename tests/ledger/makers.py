"""Makers of ledger transactions."""

from __future__ import annotations

import uuid
from typing import Any

from halles.kit.ids import uuid7
from halles.ledger.accounts import credit, customer_payments, debit, provider_clearing
from halles.ledger.services import Posted, Reference, post

ORDER = uuid.UUID("00000000-0000-7000-8000-000000000001")
SELLER = uuid.UUID("00000000-0000-7000-8000-0000000000a1")


def make_reference(**changes: Any) -> Reference:
    return Reference(**{"kind": "order", "id": ORDER, "number": "H-7K2M4QX", **changes})


def make_paid(amount_minor: int = 4900, **changes: Any) -> Posted:
    """A customer's payment arrived at the provider."""
    facts = {
        "key": str(uuid7()),
        "reference": make_reference(),
        "lines": [
            debit(provider_clearing("sandbox", "EUR"), amount_minor),
            credit(customer_payments("EUR"), amount_minor),
        ],
        **changes,
    }
    return post("payment_captured", **facts)
