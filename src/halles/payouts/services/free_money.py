"""A shop's free money, held still for who means to set some of it aside."""

from __future__ import annotations

import uuid

from halles.ledger.accounts import seller_available
from halles.ledger.queries import balance
from halles.payouts.models import PayeeKind, Payout, PayoutRun
from halles.sellers.models import Seller


def lock_free_money(seller_id: uuid.UUID, currency: str) -> int:
    """What a shop has free in a currency, in minor units, which nobody else sets aside and no payout takes until the
    transaction ends. A refund may still take from it: it may leave less than nothing.

    A payout takes its money under the lock of its approved run, or its own when it is tried again.
    """
    Seller.objects.select_for_update(no_key=True).get(pk=seller_id)
    approved = PayoutRun.objects.filter(currency=currency, status=PayoutRun.Status.APPROVED).order_by("pk")
    list(approved.select_for_update().values_list("pk", flat=True))
    again = Payout.objects.filter(
        payee_kind=PayeeKind.SELLER,
        payee_id=seller_id,
        currency=currency,
        status__in=[Payout.Status.FAILED, Payout.Status.RETURNED],
    )
    list(again.select_for_update().order_by("pk").values_list("pk", flat=True))
    return balance(seller_available(seller_id, currency))
