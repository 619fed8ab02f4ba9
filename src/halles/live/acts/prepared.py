"""Flash deals that a shop prepares for a creator's shows: whoever runs such a show may begin them, on these terms only.

The agreement they belong to stands above this module, which is told by it: `reference_id` names it.
Locks: the prepared deal, then the stock.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction

from halles.inventory import services as inventory
from halles.kit import transactions
from halles.live.acts.access import variant_of
from halles.live.acts.errors import ActUnknown, PreparedElsewhere, PreparedLate, PreparedOver
from halles.live.models import LiveSession, PreparedDeal
from halles.markets.queries import get_market
from halles.promotions import services as promotions
from halles.promotions.models import FlashDeal
from halles.promotions.queries import database_now
from halles.users.models import User

STOCK_KIND = "prepared_deal"
BATCH_SIZE = 200
Status = PreparedDeal.Status
WAITING = (Status.OFFERED, Status.READY)


@dataclass(frozen=True)
class PreparedDraft:
    """The terms of a deal in minor units of the market; it can be begun before `until`."""

    variant_id: uuid.UUID
    market: str
    price_minor: int
    quota: int
    until: dt.datetime
    per_customer_max: int = 1
    countdown_seconds: int = 10
    duration_seconds: int = 300


@transaction.atomic
def prepare_deal(
    draft: PreparedDraft, *, creator_id: uuid.UUID, reference: tuple[str, uuid.UUID], is_agreed: bool, by: User
) -> PreparedDeal:
    """Keep the pieces of the shop for a deal of the creator's shows, ready at once or (not `is_agreed`) once
    `accept_prepared` says so.

    Refuses live.prepared_late, what promotions.create_deal refuses, and inventory.sold_out.
    """
    if draft.until <= database_now():
        raise PreparedLate
    variant = variant_of(draft.variant_id)
    promotions.check_deal(_deal_draft(draft, reference))
    made = PreparedDeal.objects.create(
        reference_kind=reference[0],
        reference_id=reference[1],
        creator_id=creator_id,
        seller_id=variant.product.seller_id,
        variant=variant,
        market=draft.market,
        currency=get_market(draft.market).currency,
        price_minor=draft.price_minor,
        quota=draft.quota,
        per_customer_max=draft.per_customer_max,
        countdown_seconds=draft.countdown_seconds,
        duration_seconds=draft.duration_seconds,
        until=draft.until,
        status=Status.READY if is_agreed else Status.OFFERED,
        created_by=by,
    )
    inventory.reserve({variant.pk: draft.quota}, reference=_stock_of(made), until=draft.until)
    return made


@transaction.atomic
def accept_prepared(reference_id: uuid.UUID) -> int:
    """The creator agreed: what was offered with it is ready for their shows; how many."""
    return PreparedDeal.objects.filter(reference_id=reference_id, status=Status.OFFERED).update(status=Status.READY)


@transaction.atomic
def withdraw_prepared(reference_ids: Sequence[uuid.UUID], *, prepared_id: uuid.UUID | None = None) -> int:
    """None of what was prepared by these agreements (or the one named) can begin any more; how many.

    The pieces are on sale again. What has begun runs on to its end.
    """
    rows = PreparedDeal.objects.select_for_update(no_key=True).filter(
        reference_id__in=reference_ids, status__in=[*WAITING, Status.BEGUN]
    )
    found = list((rows.filter(pk=prepared_id) if prepared_id else rows).order_by("pk"))
    waiting = [one for one in found if one.status in WAITING]
    for one in waiting:
        _close(one, Status.WITHDRAWN)
    # Called off during its countdown, one that has begun must not come back.
    begun = [one.pk for one in found if one.status == Status.BEGUN]
    PreparedDeal.objects.filter(pk__in=begun).update(until=database_now())
    return len(waiting)


def is_counting_down(reference_id: uuid.UUID, prepared_id: uuid.UUID) -> bool:
    """Whether a show has begun this deal of an agreement, and it has not opened yet."""
    begun = PreparedDeal.objects.filter(pk=prepared_id, reference_id=reference_id, status=Status.BEGUN)
    return begun.filter(deal__status=FlashDeal.Status.ANNOUNCED).exists()


@transaction.atomic
def shorten_prepared(reference_ids: Sequence[uuid.UUID], until: dt.datetime) -> None:
    """The agreements end at `until`: nothing prepared by them can begin later."""
    later = PreparedDeal.objects.filter(reference_id__in=reference_ids, until__gt=until)
    later.update(until=until)


def take_prepared(session: LiveSession, prepared_id: uuid.UUID) -> tuple[PreparedDeal, promotions.DealDraft]:
    """The deal with its pieces let go for the offer that the caller makes of it in this transaction.

    Refuses live.act_unknown unless it waits for a show of this creator, live.prepared_elsewhere in a show of another
    market, live.prepared_over.
    """
    one = PreparedDeal.objects.select_for_update(no_key=True).filter(pk=prepared_id).first()
    if one is None or one.creator_id != session.creator_id or one.status == Status.OFFERED:
        raise ActUnknown
    if one.market != session.market:
        raise PreparedElsewhere
    if one.status != Status.READY or one.until <= database_now():
        raise PreparedOver
    is_free = inventory.let_go(_stock_of(one), one.variant_id, one.quota)
    assert is_free, "the pieces of a prepared deal are kept until it begins"
    draft = PreparedDraft(
        variant_id=one.variant_id,
        market=one.market,
        price_minor=one.price_minor,
        quota=one.quota,
        until=one.until,
        per_customer_max=one.per_customer_max,
        countdown_seconds=one.countdown_seconds,
        duration_seconds=one.duration_seconds,
    )
    return one, _deal_draft(draft, ("live_session", session.pk))


def put_back(deal_id: uuid.UUID) -> None:
    """A deal was called off before it opened: if it was a prepared one, it may be begun again while its time lasts."""
    one = PreparedDeal.objects.select_for_update(no_key=True).filter(deal=deal_id, status=Status.BEGUN).first()
    if one is None or one.until <= database_now():
        return
    if inventory.keep_again(_stock_of(one), one.variant_id, one.quota):
        one.status, one.deal = Status.READY, None
        one.save(update_fields=["status", "deal"])


def lapse_prepared(*, limit: int = BATCH_SIZE) -> int:
    """Whose time is over gives the pieces back, each in a transaction of its own; how many. No transaction open."""
    due = PreparedDeal.objects.filter(status__in=WAITING, until__lte=database_now()).order_by("until")
    found = list(due.values_list("pk", flat=True)[:limit])
    transactions.run_each(_lapse, found)
    return len(found)


def _lapse(prepared_id: uuid.UUID) -> None:
    one = PreparedDeal.objects.select_for_update(no_key=True).get(pk=prepared_id)
    if one.status in WAITING and one.until <= database_now():
        _close(one, Status.LAPSED)


def _close(one: PreparedDeal, status: str) -> None:
    one.status = status
    one.save(update_fields=["status"])
    inventory.release(_stock_of(one))


def _stock_of(one: PreparedDeal) -> inventory.Reference:
    return inventory.Reference(STOCK_KIND, one.pk)


def _deal_draft(draft: PreparedDraft, reference: tuple[str, uuid.UUID]) -> promotions.DealDraft:
    return promotions.DealDraft(
        reference_kind=reference[0],
        reference_id=reference[1],
        variant_id=draft.variant_id,
        market=draft.market,
        price_minor=draft.price_minor,
        quota=draft.quota,
        per_customer_max=draft.per_customer_max,
        countdown_seconds=draft.countdown_seconds,
        duration_seconds=draft.duration_seconds,
    )
