"""What payouts keep of a person: who was paid what. It stays for as long as the law wants the books."""

from __future__ import annotations

import uuid
from collections.abc import Iterable

from halles.creators.models import Creator
from halles.creators.services import forget_payout_details
from halles.payouts.errors import BalanceLeft, PayoutUnderWay
from halles.payouts.models import PayeeKind, Payout
from halles.payouts.queries import payee_balances
from halles.sellers.models import Seller
from halles.users.models import User
from halles.users.personal import Rows, rows

UNDER_WAY = (Payout.Status.PLANNED, Payout.Status.SENT)


def tell(user: User) -> Rows:
    """What was paid to the person's profiles and shops."""
    paid = Payout.objects.filter(payee_id__in=[payee_id for _kind, payee_id in _payees(user)])
    facts = ("number", "payee_name", "currency", "amount_minor", "status", "account_shown", "sent_at")
    return {"payouts": rows(paid, *facts)}


def hinder(user: User) -> None:
    """Refuses payouts.balance_left and payouts.under_way: money that is owed either way is settled first."""
    for kind, payee_id in _payees(user):
        if any(held or free for _currency, held, free in payee_balances(kind, payee_id)):
            raise BalanceLeft
        if Payout.objects.filter(payee_kind=kind, payee_id=payee_id, status__in=UNDER_WAY).exists():
            raise PayoutUnderWay


def erase(user: User) -> None:
    """The bank account and the paper go; who was paid stays where something was, for the law's years."""
    creators = [payee_id for kind, payee_id in _payees(user) if kind == PayeeKind.CREATOR]
    was_paid = Payout.objects.filter(payee_kind=PayeeKind.CREATOR, payee_id__in=creators).exists()
    forget_payout_details(user.pk, was_paid=was_paid)


def _payees(user: User) -> Iterable[tuple[str, uuid.UUID]]:
    creators = Creator.objects.filter(user=user, seller=None).values_list("pk", flat=True)
    sellers = Seller.objects.filter(owner=user).values_list("pk", flat=True)
    return [*((PayeeKind.CREATOR.value, pk) for pk in creators), *((PayeeKind.SELLER.value, pk) for pk in sellers)]
