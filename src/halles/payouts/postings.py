"""A hold's end, as the books have it."""

from __future__ import annotations

import uuid

from halles.ledger.accounts import Line, credit, debit, seller_available, seller_pending


def settled(seller_id: uuid.UUID, amount_minor: int, currency: str) -> list[Line]:
    """What was earned and waited is now owed and free."""
    return [
        debit(seller_pending(seller_id, currency), amount_minor),
        credit(seller_available(seller_id, currency), amount_minor),
    ]
