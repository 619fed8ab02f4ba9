"""What the bank refused or sent back goes once more, to the account the payee has now: by staff, large ones by two."""

from __future__ import annotations

import uuid

from django.db import IntegrityError, transaction
from django.utils.translation import get_language

from halles.kit.jobs import defer
from halles.kit.money import format_money
from halles.ledger.queries import balance
from halles.markets.queries import get_market
from halles.moderation.services import record_staff_action, require_other
from halles.moderation.services.recording import require_said
from halles.payouts import postings
from halles.payouts.errors import BalanceTooSmall, CannotBePaid, NeedsSecondLook
from halles.payouts.models import PayeeKind, Payout, PayoutRun
from halles.payouts.payees import Payee, get_payee
from halles.payouts.queries.planning import alone_max_minor, obstacles
from halles.payouts.queries.retries import RetryStep, retry_step
from halles.payouts.services.payee_holds import people_of
from halles.payouts.services.planning import begin, lock_payout
from halles.payouts.services.recovering import recover_debts
from halles.payouts.words import why_words
from halles.users.models import User

Status = Payout.Status


def agree_to_retry(payout_id: uuid.UUID, *, by: User, why: str) -> Payout:
    """Say that a payout which is more than one person sends alone may go once more to the account the payee has now;
    somebody else sends it. What somebody has agreed to for this account already stays as it is.

    Refuses payouts.payout_has_moved, payouts.cannot_be_paid, and moderation.own_case to whose money it is.
    """
    payout, payee = _lock_payable(payout_id, by)
    if retry_step(payout, by, payee) != RetryStep.AGREE:
        return payout
    payout.agreed_by, payout.agreed_mark = by, payee.account_mark
    payout.save(update_fields=["agreed_by", "agreed_mark"])
    _record(payout, "agree_to_retry", by, why)
    return payout


def retry_payout(payout_id: uuid.UUID, *, by: User, why: str) -> Payout:
    """Send one that failed or came back once more, to the account the payee has now.

    Refuses payouts.payout_has_moved, payouts.cannot_be_paid (on hold, the same refused account, another one on its
    way), payouts.needs_second_look (more than one person sends alone, and nobody else has agreed to this account),
    payouts.balance_too_small, and moderation.own_case to whose money it is.
    """
    payout, payee = _lock_payable(payout_id, by)
    if retry_step(payout, by, payee) != RetryStep.SEND:
        limit = alone_max_minor(get_market(payout.run.market), payout.currency) or 0
        raise NeedsSecondLook(limit=format_money(limit, payout.currency, get_language() or "en"))
    if payout.payee_kind == PayeeKind.CREATOR:
        recover_debts(payout.currency, of=[payout.payee_id])
    account = postings.available_of(payout.payee_kind, payout.payee_id, payout.currency)
    if balance(account) < payout.amount_minor:
        raise BalanceTooSmall
    payout.account_shown, payout.account_mark = payee.account_shown, payee.account_mark
    _begin_alone(payout)
    # The next time somebody looks at it anew.
    payout.agreed_by, payout.agreed_mark = None, ""
    payout.save(update_fields=["agreed_by", "agreed_mark"])
    PayoutRun.objects.filter(pk=payout.run_id).update(status=PayoutRun.Status.RUNNING, done_at=None)
    _record(payout, "retry_payout", by, why)
    defer("payouts.send_payout", payout_id=str(payout.pk))
    return payout


def _lock_payable(payout_id: uuid.UUID, by: User) -> tuple[Payout, Payee]:
    payout = lock_payout(payout_id, Status.FAILED, Status.RETURNED)
    require_other(by, *people_of(payout.payee_kind, payout.payee_id))
    payee = get_payee(payout.payee_kind, payout.payee_id)
    kept = obstacles(payout.payee_kind, [payee], payout.currency)
    if payee.id in kept:
        raise CannotBePaid(why=why_words(kept[payee.id]))
    return payout, payee


def _begin_alone(payout: Payout) -> None:
    """Somebody who sends another payout of the payee at this moment is not seen before; the constraint sees them."""
    try:
        with transaction.atomic():
            begin([payout])
    except IntegrityError as lost:
        raise CannotBePaid(why=why_words("open_payout")) from lost


def _record(payout: Payout, verb: str, by: User, why: str) -> None:
    data = {"payout": payout.number, "attempt": payout.attempts}
    record_staff_action(by=by, verb=verb, kind="payout", target_id=payout.pk, why=require_said(why), data=data)
