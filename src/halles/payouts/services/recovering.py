"""What one profile of a person owes is taken from the person's other profiles before any of that money leaves.

A person is paid to one account for all their own profiles, so what one of them was paid too much is theirs to give
back. The official profile of a shop belongs to the shop and takes no part, and neither does a shop: see docs/limits.md.
"""

from __future__ import annotations

import uuid
from collections.abc import Collection

from halles.creators.models import Creator
from halles.kit import clock
from halles.kit.ids import uuid7
from halles.ledger.queries import balances_by_owner
from halles.ledger.services import Entry, Reference, post_many
from halles.payouts import postings
from halles.payouts.debts import Debt, recoveries


def recover_debts(currency: str, *, of: Collection[uuid.UUID] | None = None) -> int:
    """Move what profiles of a person have free to those that are below zero, by an entry for each two; how many.

    `of` names the profiles about to be paid; without it everybody. The persons' profiles stay locked until the
    transaction ends, so that two runs do not take the same debt twice.
    """
    owing = [owner for owner, amount in _balances(currency).items() if amount < 0]
    persons = Creator.objects.filter(pk__in=owing, seller=None)
    if of is not None:
        persons = persons.filter(user__in=Creator.objects.filter(pk__in=of, seller=None).values("user"))
    own = Creator.objects.filter(user__in=list(persons.values_list("user_id", flat=True)), seller=None)
    profiles = list(own.select_for_update(no_key=True).order_by("pk"))
    if not profiles:
        return 0
    balances, now = _balances(currency), clock.now()
    debts = [
        debt
        for person in dict.fromkeys(one.user_id for one in profiles)
        for debt in recoveries({one.pk: balances.get(one.pk, 0) for one in profiles if one.user_id == person})
    ]
    return post_many([_entry(debt, currency) for debt in debts], at=now)


def _balances(currency: str) -> dict[uuid.UUID, int]:
    found = balances_by_owner("creator_available", currency=currency)
    return {uuid.UUID(owner): amount for (owner, _currency), amount in found.items()}


def _entry(debt: Debt, currency: str) -> Entry:
    # Without the handle: the books are never changed, and name nobody who was erased.
    lines = postings.debt_recovered(debt.giver_id, debt.debtor_id, debt.amount_minor, currency)
    return Entry("debt_recovered", f"debt_recovered:{uuid7()}", Reference("creator", debt.debtor_id), lines)
