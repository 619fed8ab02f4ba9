"""Holding what a seller earned until the order is settled, and letting it go."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from django.db.models import F, OuterRef, Q, Subquery, Sum
from django.db.models.functions import Coalesce

from halles.kit import clock, transactions
from halles.kit.events import emit
from halles.kit.ids import uuid7
from halles.ledger.accounts import AccountKey, seller_available, seller_pending
from halles.ledger.models import BooksCheck
from halles.ledger.services import Reference, post
from halles.payouts import postings, queries
from halles.payouts.errors import HoldNotFound, HoldTooSmall
from halles.payouts.events import HoldReleased
from halles.payouts.models import Block, Hold

BATCH_SIZE = 100
CHECKS_KEPT = dt.timedelta(days=30)


def open_hold(
    *,
    seller_id: uuid.UUID,
    order_id: uuid.UUID,
    order_number: str,
    currency: str,
    amount_minor: int,
    at: dt.datetime | None = None,
) -> None:
    """Hold what the sale of an order put on seller_pending; a second call for the same order changes nothing."""
    Hold.objects.bulk_create(
        [
            Hold(
                seller_id=seller_id,
                order_id=order_id,
                order_number=order_number,
                currency=currency,
                amount_minor=amount_minor,
                created_at=at or clock.now(),
            )
        ],
        ignore_conflicts=True,
    )


def add_to_hold(order_id: uuid.UUID, amount_minor: int) -> AccountKey:
    """Hold more for the order (shipping earned) and return the account to credit, with the hold locked.

    After the release it is seller_available, and nothing is held.
    """
    hold = _lock(order_id)
    if hold.released_at is None:
        hold.amount_minor += amount_minor
        hold.save(update_fields=["amount_minor"])
    return _account(hold)


def take_back(order_id: uuid.UUID, amount_minor: int) -> list[tuple[AccountKey, int]]:
    """Hold less for the order (a refund) and return what to debit on which account, with the hold locked.

    After the release it is seller_available, which may go below zero: the seller then owes. Before it, what is free
    already or was spent on labels comes from there too. HoldTooSmall when the order has less than this for its seller.
    """
    hold = _lock(order_id)
    available = seller_available(hold.seller_id, hold.currency)
    if hold.released_at is not None:
        return [(available, amount_minor)]
    held = min(amount_minor, hold.amount_minor)
    if amount_minor - held > hold.elsewhere_minor:
        raise HoldTooSmall
    hold.amount_minor -= held
    hold.elsewhere_minor -= amount_minor - held
    hold.save(update_fields=["amount_minor", "elsewhere_minor"])
    return [(seller_pending(hold.seller_id, hold.currency), held), (available, amount_minor - held)]


def take_cost(order_id: uuid.UUID, amount_minor: int) -> AccountKey:
    """The seller bears a cost of the order: the account to debit, with the hold locked.

    From the hold when it is enough, else from seller_available, which may go below zero.
    """
    hold = _lock(order_id)
    if hold.released_at is None and amount_minor <= hold.amount_minor:
        hold.amount_minor -= amount_minor
        hold.elsewhere_minor += amount_minor
        hold.save(update_fields=["amount_minor", "elsewhere_minor"])
        return seller_pending(hold.seller_id, hold.currency)
    return seller_available(hold.seller_id, hold.currency)


def block(order_id: uuid.UUID, amount_minor: int, *, reference_id: uuid.UUID) -> None:
    """Keep `amount_minor` of what the order earned from becoming free until `unblock`; once per `reference_id`.

    Nothing happens when nothing was earned yet or all of it is free already: then a refund is owed by the seller.
    """
    hold = Hold.objects.select_for_update().filter(order_id=order_id, released_at=None).first()
    if hold is not None and amount_minor > 0:
        Block.objects.bulk_create(
            [Block(hold=hold, reference_id=reference_id, amount_minor=amount_minor, created_at=clock.now())],
            ignore_conflicts=True,
        )


def unblock(reference_id: uuid.UUID) -> None:
    """What was kept for this reference may become free; a second call changes nothing."""
    Block.objects.filter(reference_id=reference_id, lifted_at=None).update(lifted_at=clock.now())


def start_hold_clock(order_id: uuid.UUID, until: dt.datetime) -> None:
    """The order is delivered: what it earned is free at `until`. A clock that runs is not set again."""
    Hold.objects.filter(order_id=order_id, until=None, released_at=None).update(until=until)


def release_due(*, limit: int = BATCH_SIZE) -> int:
    """Release holds whose time has come, each in a transaction of its own, and return how many; no transaction open.

    Two workers at once share the work: a hold is released once, whoever comes first.
    """
    due = (
        Hold.objects.filter(released_at=None, until__lte=clock.now())
        .annotate(blocked_minor=Coalesce(Subquery(_blocked()), 0))
        # What is blocked as a whole has its turn when the block is lifted.
        .filter(Q(blocked_minor=0) | Q(amount_minor__gt=F("blocked_minor")))
        .order_by("until")
        .values_list("id", flat=True)
    )
    return sum(transactions.run_each(_release, list(due[:limit])))


def _release(hold_id: uuid.UUID) -> bool:
    now = clock.now()
    hold = Hold.objects.select_for_update(skip_locked=True).filter(id=hold_id, released_at=None, until__lte=now).first()
    if hold is None:
        return False
    blocked = Block.objects.filter(hold=hold, lifted_at=None).aggregate(total=Sum("amount_minor", default=0))["total"]
    free = max(0, hold.amount_minor - int(blocked))
    if blocked and not free:
        return False
    if free:
        # A part may have been freed before, while the rest was blocked.
        key = f"settlement:{hold.order_id}" if not blocked else f"settlement:{hold.order_id}:{uuid7()}"
        post(
            "settlement",
            key=key,
            reference=Reference("order", hold.order_id, hold.order_number),
            lines=postings.settled(hold.seller_id, free, hold.currency),
            at=now,
        )
    if blocked:
        hold.amount_minor -= free
        hold.elsewhere_minor += free
        hold.save(update_fields=["amount_minor", "elsewhere_minor"])
        return True
    hold.released_at = now
    hold.save(update_fields=["released_at"])
    emit(HoldReleased(hold.order_id, hold.seller_id, hold.amount_minor, hold.currency, now))
    return True


def _blocked() -> Any:
    rows = Block.objects.filter(hold=OuterRef("pk"), lifted_at=None).order_by().values("hold")
    return rows.annotate(total=Sum("amount_minor")).values("total")


def check_money() -> BooksCheck:
    """Prove the books and what shops wait for from the rows alone, and keep what came of it; older checks go."""
    found = queries.check_money_now()
    found.save()
    BooksCheck.objects.filter(at__lt=found.at - CHECKS_KEPT).delete()
    return found


def _lock(order_id: uuid.UUID) -> Hold:
    hold = Hold.objects.select_for_update().filter(order_id=order_id).first()
    if hold is None:
        raise HoldNotFound
    return hold


def _account(hold: Hold) -> AccountKey:
    maker = seller_pending if hold.released_at is None else seller_available
    return maker(hold.seller_id, hold.currency)
