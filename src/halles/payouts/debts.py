"""Who of a person's profiles gives how much for what another owes."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Debt:
    """`amount_minor` of what one profile owes, from what another has free."""

    giver_id: uuid.UUID
    debtor_id: uuid.UUID
    amount_minor: int


def recoveries(balances: Mapping[uuid.UUID, int]) -> list[Debt]:
    """The moves that leave no profile below zero while another of the same person is above, in minor units of one
    currency: who has most gives first, who owes most gets first, ties by id. The same balances give the same moves."""
    left = dict(balances)
    found = []
    for debtor in sorted((one for one in left if left[one] < 0), key=lambda one: (left[one], one)):
        for giver in sorted((one for one in left if left[one] > 0), key=lambda one: (-left[one], one)):
            amount = min(left[giver], -left[debtor])
            if amount > 0:
                found.append(Debt(giver, debtor, amount))
                left[giver] -= amount
                left[debtor] += amount
    return found
