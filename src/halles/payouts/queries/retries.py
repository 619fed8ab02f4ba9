"""Who may send again what the bank refused or sent back."""

from __future__ import annotations

import enum

from halles.markets.queries import get_market
from halles.payouts.models import Payout
from halles.payouts.payees import Payee, get_payee
from halles.payouts.queries.planning import alone_max_minor
from halles.users.models import User


class RetryStep(enum.StrEnum):
    """What a person can do about a payout that failed or came back."""

    SEND = "send"
    AGREE = "agree"
    # This person has agreed; somebody else sends it.
    WAIT = "wait"


def retry_step(payout: Payout, person: User, payee: Payee | None = None) -> RetryStep:
    """Whether this person may send it again, or has to agree first, or has agreed and waits for somebody else.

    Up to the market's amount one person is enough. Above it one agrees and another sends: the bank has refused the
    account that two had looked at before. Agreeing holds for one account, not for one that the payee gives afterwards.
    """
    limit = alone_max_minor(get_market(payout.run.market), payout.currency)
    if limit is None or payout.amount_minor <= limit:
        return RetryStep.SEND
    payee = payee or get_payee(payout.payee_kind, payout.payee_id)
    if payout.agreed_by_id is None or not payee.is_account(payout.agreed_mark):
        return RetryStep.AGREE
    return RetryStep.WAIT if payout.agreed_by_id == person.pk else RetryStep.SEND
