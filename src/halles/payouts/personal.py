"""What payouts keep of a person: who was paid what. It stays for as long as the law wants the books."""

from __future__ import annotations

import uuid
from collections.abc import Iterable

from django.db import transaction
from django.db.models import Q

from halles.creators.models import Creator
from halles.creators.services import forget_payout_details
from halles.kit import clock
from halles.markets.queries import all_markets
from halles.payouts.errors import BalanceLeft, PayoutUnderWay
from halles.payouts.models import PayeeKind, Payout
from halles.payouts.payees import get_payee
from halles.payouts.queries import minimum_minor, payee_balances
from halles.payouts.queries.planning import looked_at
from halles.sellers.models import Seller
from halles.users.erasing import erased_before, find_erasure, records_needed_since
from halles.users.models import User
from halles.users.personal import Rows, rows

UNDER_WAY = (Payout.Status.PLANNED, Payout.Status.SENT)
BATCH_SIZE = 500
NOBODY = "…"


def tell(user: User) -> Rows:
    """What was paid to the person's profiles and shops."""
    paid = Payout.objects.filter(payee_id__in=[payee_id for _kind, payee_id in _payees(user)])
    facts = ("number", "payee_name", "currency", "amount_minor", "status", "account_shown", "sent_at")
    return {"payouts": rows(paid, *facts)}


def hinder(user: User) -> None:
    """Refuses payouts.balance_left and payouts.under_way: money that is owed either way is settled first.

    A rest too small to be paid out hinders nobody's asking; once they have asked it is paid, and they wait for that.
    """
    is_asked = find_erasure(user) is not None
    for kind, payee_id in _payees(user):
        left = [one for one in payee_balances(kind, payee_id) if one[1] or one[2]]
        if left and (is_asked or not all(_is_small_rest(kind, payee_id, *one) for one in left)):
            raise BalanceLeft
        if Payout.objects.filter(payee_kind=kind, payee_id=payee_id, status__in=UNDER_WAY).exists():
            raise PayoutUnderWay
        if looked_at(kind, [payee_id]):
            raise PayoutUnderWay


def _is_small_rest(kind: str, payee_id: uuid.UUID, currency: str, held_minor: int, free_minor: int) -> bool:
    least = minimum_minor(get_payee(kind, payee_id).market, currency)
    return held_minor == 0 and 0 < free_minor < least


def erase(user: User) -> None:
    """The bank account and the paper go; who was paid stays where something was, for the law's years."""
    creators = [payee_id for kind, payee_id in _payees(user) if kind == PayeeKind.CREATOR]
    was_paid = Payout.objects.filter(payee_kind=PayeeKind.CREATOR, payee_id__in=creators).exists()
    forget_payout_details(user.pk, was_paid=was_paid)


@transaction.atomic
def forget_old_payouts() -> int:
    """The names of erased payees, and the marks of their accounts, go from payouts that the market of the run wants no
    more; how many, in batches of 500. Amounts and numbers stay as the books have them."""
    over = Q()
    for market in all_markets().values():
        over |= Q(run__market=market.code, ended_at__lt=records_needed_since(market))
    gone = erased_before(clock.now())
    creators = Creator.objects.filter(user__in=gone, seller=None).values("pk")
    theirs = Q(payee_kind=PayeeKind.CREATOR, payee_id__in=creators)
    theirs |= Q(payee_kind=PayeeKind.SELLER, payee_id__in=Seller.objects.filter(owner__in=gone).values("pk"))
    named = Payout.objects.filter(over, theirs).exclude(payee_name=NOBODY).order_by("pk").values_list("pk", flat=True)
    batch = Payout.objects.filter(pk__in=list(named[:BATCH_SIZE]))
    return batch.update(payee_name=NOBODY, holder="", account_shown="", account_mark="", agreed_mark="")


def _payees(user: User) -> Iterable[tuple[str, uuid.UUID]]:
    creators = Creator.objects.filter(user=user, seller=None).values_list("pk", flat=True)
    sellers = Seller.objects.filter(owner=user).values_list("pk", flat=True)
    return [*((PayeeKind.CREATOR.value, pk) for pk in creators), *((PayeeKind.SELLER.value, pk) for pk in sellers)]
