"""The numbers of a shop that nobody should find in a copy of the database, and sealing them by a new secret."""

from __future__ import annotations

from halles.kit.sealing import reseal
from halles.sellers.models import BANK_ACCOUNT, TAX_ID, Seller

BATCH_SIZE = 500
_PURPOSES = {"tax_id_sealed": TAX_ID, "bank_account_sealed": BANK_ACCOUNT}


def reseal_numbers() -> int:
    """Seal by the secret in force what an earlier one has sealed; how many numbers that were."""
    changed = 0
    for seller in Seller.objects.only("pk", *_PURPOSES).iterator(chunk_size=BATCH_SIZE):
        for column, purpose in _PURPOSES.items():
            old = getattr(seller, column)
            new = reseal(old, purpose=purpose)
            if new != old:
                # Only while it still holds what was read: its owner may be giving another number right now.
                changed += Seller.objects.filter(pk=seller.pk, **{column: old}).update(**{column: new})
    return changed
