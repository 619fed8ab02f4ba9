"""To whom a payout goes is settled with its intent: what is asked of the bank later is never another request."""

from __future__ import annotations

from collections.abc import Iterable

from halles.payouts.models import PayeeKind, Payout
from halles.payouts.payees import find_payees


def freeze(payouts: Iterable[Payout]) -> None:
    """Write account and holder as they are now into payouts whose mark names that account; nothing is saved."""
    payouts = list(payouts)
    for kind in PayeeKind.values:
        some = [one for one in payouts if one.payee_kind == kind]
        payees = find_payees(kind, [one.payee_id for one in some])
        for one in some:
            payee = payees.get(one.payee_id)
            if payee is not None and payee.is_account(one.account_mark):
                one.account, one.holder = payee.account, payee.holder


def is_frozen(payout: Payout) -> bool:
    """Whether the account of its money is known; of payouts begun before accounts were kept it is found out now."""
    if not payout.account_sealed:
        freeze([payout])
    return bool(payout.account_sealed)
