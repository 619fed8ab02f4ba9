"""What a person's profiles owe each other, before and after it was taken."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from halles.creators.models import Creator
from halles.ledger import queries as ledger
from halles.ledger.models import Posting
from halles.payouts.debts import recoveries
from halles.payouts.models import PayeeKind
from halles.payouts.payees import Payee

LATEST_MAX = 12


def debts_between(payee: Payee, currency: str, free_minor: int) -> tuple[int, int]:
    """What the payee's next payout gives for what other profiles of the person owe, and what those give for it, with
    `free_minor` free by then; in minor units. Nothing for shops and their official profiles."""
    if payee.kind != PayeeKind.CREATOR:
        return 0, 0
    profile = Creator.objects.filter(pk=payee.id, seller=None).first()
    if profile is None:
        return 0, 0
    own = Creator.objects.filter(user=profile.user_id, seller=None).values_list("pk", flat=True)
    balances = {one: _free(one, currency) for one in own} | {payee.id: free_minor}
    found = recoveries(balances)
    given = sum(debt.amount_minor for debt in found if debt.giver_id == payee.id)
    return given, sum(debt.amount_minor for debt in found if debt.debtor_id == payee.id)


@dataclass(frozen=True)
class Recovery:
    """What was taken from the profile (below zero) or came to it, for what `@handle` owed."""

    posting: Posting
    handle: str

    @property
    def amount_minor(self) -> int:
        """Signed from the profile's side."""
        return -self.posting.amount_minor


def list_recoveries(payee: Payee) -> Sequence[Recovery]:
    """The latest moves between the person's profiles that touch this one, at most LATEST_MAX."""
    if payee.kind != PayeeKind.CREATOR:
        return []
    rows = Posting.objects.filter(
        account__kind="creator_available",
        account__owner_kind=payee.kind,
        account__owner_id=str(payee.id),
        transaction__kind="debt_recovered",
    )
    found = list(rows.select_related("transaction", "account").order_by("-id")[:LATEST_MAX])
    handles = handles_of(one.transaction.reference_id for one in found)
    return [Recovery(one, handles[one.transaction.reference_id]) for one in found]


def handles_of(creator_ids: Iterable[uuid.UUID]) -> dict[uuid.UUID, str]:
    """By creator the handle they have now, as it is shown."""
    handles = Creator.objects.filter(pk__in=set(creator_ids)).values_list("pk", "handle")
    return {creator_id: f"@{handle}" for creator_id, handle in handles}


def _free(profile_id: uuid.UUID, currency: str) -> int:
    return ledger.balances_of_owner("creator", str(profile_id)).get(("creator_available", currency), 0)
