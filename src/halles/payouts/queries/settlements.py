"""What became of one order's money in settlements that free thousands at once."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from django.db.models import Q

from halles.kit.pages import Page, page_by_id
from halles.ledger.models import Transaction
from halles.payouts.models import Hold, Payout, Reserve, Settlement

ORDERS_AT_ONCE = 500


@dataclass(frozen=True)
class SettlementShare:
    """An order's part of the settlement that freed it: `amount_minor` no longer waits, `reserve_minor` of it is kept
    back. `key` names the entry of the books; with `is_shared` it is about many orders of the shop at once."""

    at: dt.datetime
    currency: str
    amount_minor: int
    reserve_minor: int
    key: str
    is_shared: bool

    @property
    def free_minor(self) -> int:
        """What the shop could have at once."""
        return self.amount_minor - self.reserve_minor


@dataclass(frozen=True)
class Release:
    """When what an order earned became free, and the run of the settlement that did it."""

    at: dt.datetime
    run_id: uuid.UUID | None


def find_release(hold: Hold) -> Release | None:
    """How the hold was released; None while it waits."""
    if hold.released_at is not None:
        return Release(hold.released_at, hold.settlement_id)
    if hold.is_single or hold.until is None:
        return None
    later = Settlement.objects.filter(seller_id=hold.seller_id, currency=hold.currency, through__gte=hold.until)
    settled = later.order_by("through").first()
    return Release(settled.at, settled.run_id) if settled is not None else None


def find_settlement_share(seller_id: uuid.UUID, order_id: uuid.UUID) -> SettlementShare | None:
    """The order's share of the settlement that ended its hold; None while it waits, and when nothing was left."""
    hold = Hold.objects.filter(seller_id=seller_id, order_id=order_id).first()
    release = find_release(hold) if hold is not None else None
    if hold is None or release is None or release.run_id is None or not hold.amount_minor:
        return None
    alone = f"settlement:{order_id}"
    keys = (alone, f"settlement:{release.run_id}:{seller_id}:{hold.currency}")
    key = Transaction.objects.filter(key__in=keys).values_list("key", flat=True).first() or ""
    reserve = find_reserve(seller_id, order_id)
    return SettlementShare(
        at=release.at,
        currency=hold.currency,
        amount_minor=hold.amount_minor,
        reserve_minor=reserve.kept_minor if reserve else 0,
        key=key,
        is_shared=key != alone,
    )


@dataclass(frozen=True)
class SettledOrder:
    """One order of an entry that freed many: `amount_minor` of `currency` since `released_at`."""

    order_id: uuid.UUID
    order_number: str
    currency: str
    amount_minor: int
    released_at: dt.datetime | None


def list_settled(seller_id: uuid.UUID, run_id: uuid.UUID, cursor: str | None = None) -> Page[SettledOrder]:
    """The orders of a shop that one settlement freed together, the latest first."""
    moves = list(Settlement.objects.filter(seller_id=seller_id, run_id=run_id))
    freed = Q(settlement_id=run_id)
    for move in moves:
        freed |= _freed_by(move)
    page = page_by_id(Hold.objects.filter(freed, seller_id=seller_id), cursor, size=100)
    at = moves[0].at if moves else None
    rows = [
        SettledOrder(one.order_id, one.order_number, one.currency, one.amount_minor, one.released_at or at)
        for one in page.rows
    ]
    return Page(rows, page.next_cursor)


def released_order_ids(run_id: uuid.UUID, *, size: int = ORDERS_AT_ONCE) -> Iterator[list[uuid.UUID]]:
    """The orders that a run of the settlement freed, in parts of at most `size`, each read when it is asked for."""
    ways = [Q(settlement_id=run_id)]
    ways += [_freed_by(move) for move in Settlement.objects.filter(run_id=run_id).order_by("pk")]
    for freed in ways:
        rows = Hold.objects.filter(freed).order_by("until", "pk").values_list("until", "pk", "order_id")
        found = list(rows[:size])
        while found:
            yield [order_id for *_, order_id in found]
            until, pk, _order_id = found[-1]
            later = Q(until__gt=until) | Q(until=until, pk__gt=pk)
            found = list(rows.filter(later, until__gte=until)[:size]) if len(found) == size else []


def _freed_by(move: Settlement) -> Q:
    since = Q(until__gt=move.after) if move.after is not None else Q()
    of_shop = Q(seller_id=move.seller_id, currency=move.currency, is_single=False, released_at=None)
    return of_shop & since & Q(until__lte=move.through)


def find_reserve(seller_id: uuid.UUID, order_id: uuid.UUID) -> Reserve | None:
    """What was kept back of the order, let go or not; None when nothing was."""
    return Reserve.objects.filter(seller_id=seller_id, order_id=order_id).first()


def payouts_by_id(ids: Collection[uuid.UUID]) -> dict[uuid.UUID, Payout]:
    """Payouts with their runs, by id; unknown ids are left out."""
    return {one.pk: one for one in Payout.objects.filter(pk__in=ids).select_related("run")}
