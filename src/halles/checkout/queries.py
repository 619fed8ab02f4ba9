"""Reads of checkout."""

from __future__ import annotations

import uuid

from halles.kit.statements import columns_of, fetch, model_of, width_of
from halles.orders.services import PAYMENT_REFERENCE
from halles.payments.errors import PaymentNotFound
from halles.payments.models import Payment, SavedCard
from halles.payments.queries import find_payment, is_expired
from halles.users.models import Address

# One tap asks for both at once: everything else it needs is in the tap.
_KEPT = f"""
SELECT {columns_of(Address, "address")}, {columns_of(SavedCard, "card")}
FROM (SELECT %s::uuid AS user_id) AS person
LEFT JOIN users_address address ON address.user_id = person.user_id AND address.is_default
LEFT JOIN payments_savedcard card ON card.user_id = person.user_id AND card.is_default
"""  # noqa: S608 - columns of the models themselves


def find_kept(user_id: uuid.UUID) -> tuple[Address | None, SavedCard | None]:
    """The address and the card that one tap uses, each None when there is none; an expired card is none."""
    row = fetch(_KEPT, [user_id])[0]
    of_card = row[width_of(Address) :]
    card = model_of(SavedCard, of_card) if of_card[0] else None
    return model_of(Address, row) if row[0] else None, None if card is None or is_expired(card) else card


def payment_of(group_id: uuid.UUID) -> Payment:
    """The payment of a purchase; whoever asks has shown that the purchase is theirs."""
    payment = find_payment(PAYMENT_REFERENCE, group_id)
    if payment is None:
        raise PaymentNotFound
    return payment
