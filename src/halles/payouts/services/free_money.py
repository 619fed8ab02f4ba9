"""A shop's free money, held still for who means to set some of it aside."""

from __future__ import annotations

import uuid

from halles.ledger.accounts import seller_available
from halles.ledger.queries import balance
from halles.payouts.models import PayeeKind, Payout, PayoutRun
from halles.payouts.queries.planning import is_held, looked_at
from halles.payouts.services.payee_holds import lock_shop


def lock_whether_held(seller_id: uuid.UUID) -> bool:
    """Whether a shop's payouts are held; nobody holds them until the transaction ends."""
    lock_shop(seller_id)
    return is_held(PayeeKind.SELLER, seller_id)


def lock_free_money(seller_id: uuid.UUID, currency: str) -> int:
    """What a shop has free in a currency, in minor units, which nobody else sets aside and no payout takes until the
    transaction ends. A refund may still take from it: it may leave less than nothing. Nothing is free of a shop whose
    payouts are held or looked at: what may not go to its bank goes to nobody it names either.

    A payout takes its money under the lock of its approved run, or its own when it is tried again; a run that is a
    draft may be approved and begun meanwhile.
    """
    lock_shop(seller_id)
    before = (PayoutRun.Status.DRAFT, PayoutRun.Status.APPROVED)
    waiting = PayoutRun.objects.filter(currency=currency, status__in=before).order_by("pk")
    list(waiting.select_for_update().values_list("pk", flat=True))
    again = Payout.objects.filter(
        payee_kind=PayeeKind.SELLER,
        payee_id=seller_id,
        currency=currency,
        status__in=[Payout.Status.FAILED, Payout.Status.RETURNED],
    )
    list(again.select_for_update().order_by("pk").values_list("pk", flat=True))
    if is_held(PayeeKind.SELLER, seller_id) or looked_at(PayeeKind.SELLER, [seller_id]):
        return 0
    return balance(seller_available(seller_id, currency))
