"""A promise is used once, given back, or made for a prize. Locks: the promise, then the stock."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from django.db.models import F

from halles.inventory import services as inventory
from halles.inventory.errors import SoldOut
from halles.kit import transactions
from halles.kit.events import emit
from halles.kit.ids import uuid7
from halles.kit.statements import fetch
from halles.promotions import errors
from halles.promotions.events import WaitlistOffered
from halles.promotions.models import CouponClaim, PricePromise, WaitlistPlace
from halles.promotions.queries import database_now
from halles.promotions.terms import Terms

PRIZE_STOCK_KIND = "giveaway"
SAMPLE_STOCK_KIND = "sample"
BATCH_SIZE = 200
Status = PricePromise.Status
Kind = PricePromise.Kind


def use(terms: Terms, *, user_id: uuid.UUID, group_id: uuid.UUID) -> None:
    """The promise or coupon becomes this purchase; its pieces are free for the reservation that follows in this
    transaction, and for nobody else. Refuses promotions.claim_lapsed, claim_used, claim_early, claim_elsewhere."""
    if terms.kind == "coupon":
        _use_coupon(terms, user_id, group_id)
        return
    promise = PricePromise.objects.select_for_update(no_key=True).filter(pk=terms.claim_id, user_id=user_id).first()
    if promise is None:
        raise errors.ClaimUnknown
    now = database_now()
    if promise.status == Status.USED:
        raise errors.ClaimUsed
    if promise.status != Status.OPEN or promise.until <= now:
        raise errors.ClaimLapsed
    if promise.usable_from is not None and promise.usable_from > now:
        raise errors.ClaimEarly
    if promise.unit_minor != terms.unit_minor:
        # The price fell between the look and the lock; the page shows it again.
        raise errors.ClaimEarly
    promise.status, promise.used_at, promise.order_group_id = Status.USED, now, group_id
    promise.save(update_fields=["status", "used_at", "order_group_id"])
    if not inventory.let_go(_stock_of(promise), promise.variant_id, promise.quantity):
        raise SoldOut({promise.variant_id: 0})


def restore(group_id: uuid.UUID) -> None:
    """The purchase was never paid: the promise or coupon is as before, with the deadline it had.

    The caller has just put the pieces on sale in this transaction and holds their stock's lock.
    """
    CouponClaim.objects.filter(order_group_id=group_id).update(status="open", used_at=None, order_group_id=None)
    promise = PricePromise.objects.select_for_update(no_key=True).filter(order_group_id=group_id).first()
    if promise is None:
        return
    is_kept = inventory.keep_again(_stock_of(promise), promise.variant_id, promise.quantity)
    assert is_kept, "pieces of a purchase that was just canceled are on sale"
    promise.status, promise.used_at, promise.order_group_id = Status.OPEN, None, None
    promise.save(update_fields=["status", "used_at", "order_group_id"])


def give_back(promise_id: uuid.UUID, *, user_id: uuid.UUID) -> None:
    """The person does not want it: it is offered to whoever waits. Refuses checkout.claim_unknown, claim_used."""
    promise = PricePromise.objects.filter(pk=promise_id, user_id=user_id).first()
    if promise is None:
        raise errors.ClaimUnknown
    # The deal first, as everywhere: its count moves with the promise.
    if promise.deal_id is not None:
        fetch("SELECT 1 FROM promotions_flashdeal WHERE id = %s FOR NO KEY UPDATE", [promise.deal_id])
    promise = PricePromise.objects.select_for_update(no_key=True).get(pk=promise_id)
    if promise.status == Status.USED:
        raise errors.ClaimUsed
    if promise.status != Status.OPEN:
        return
    promise.status = Status.RELEASED
    promise.save(update_fields=["status"])
    if promise.deal is not None:
        promise.deal.claimed_count = F("claimed_count") - promise.quantity
        promise.deal.save(update_fields=["claimed_count"])
        fetch(
            "UPDATE promotions_dealcustomer SET taken_count = taken_count - %s WHERE deal_id = %s AND user_id = %s",
            [promise.quantity, promise.deal_id, user_id],
        )
        fetch("SELECT (promotions_refresh(%s, clock_timestamp())).id", [promise.deal_id])
    else:
        inventory.let_go(_stock_of(promise), promise.variant_id, promise.quantity)


def promise_prize(
    *,
    giveaway_id: uuid.UUID,
    user_id: uuid.UUID,
    seller_id: uuid.UUID,
    variant_id: uuid.UUID,
    market: str,
    currency: str,
    until: dt.datetime,
) -> PricePromise:
    """One piece for nothing, sent at the shop's cost, out of the pieces kept for the giveaway."""
    return PricePromise.objects.create(
        kind=Kind.GIVEAWAY,
        reference_id=giveaway_id,
        user_id=user_id,
        seller_id=seller_id,
        variant_id=variant_id,
        market=market,
        currency=currency,
        until=until,
        **_one_for_nothing("~prize"),
    )


def promise_sample(
    *,
    sample_id: uuid.UUID,
    user_id: uuid.UUID,
    seller_id: uuid.UUID,
    variant_id: uuid.UUID,
    market: str,
    currency: str,
    until: dt.datetime,
) -> PricePromise:
    """One piece for a creator, sent at the shop's cost and kept for them until then. Refuses inventory.sold_out."""
    inventory.reserve({variant_id: 1}, reference=inventory.Reference(SAMPLE_STOCK_KIND, sample_id), until=None)
    return PricePromise.objects.create(
        kind=Kind.SAMPLE,
        reference_id=sample_id,
        user_id=user_id,
        seller_id=seller_id,
        variant_id=variant_id,
        market=market,
        currency=currency,
        until=until,
        **_one_for_nothing("~sample"),
    )


def _one_for_nothing(key: str) -> dict[str, Any]:
    return {
        "id": uuid7(),
        "quantity": 1,
        "unit_minor": 0,
        "is_delivery_free": True,
        "key": key,
        "created_at": database_now(),
    }


def forfeit_prizes(*, limit: int = BATCH_SIZE) -> int:
    """Prizes that nobody fetched in time and samples that could not be sent: the pieces are on sale again.

    How many; no transaction open.
    """
    due = PricePromise.objects.filter(deal=None, status=Status.OPEN, until__lte=database_now()).order_by("until")
    found = list(due.values_list("pk", flat=True)[:limit])
    transactions.run_each(_forfeit, found)
    return len(found)


def tell_waiting(*, limit: int = BATCH_SIZE) -> int:
    """Tell those whose turn has come, once each (WaitlistOffered); how many. No transaction open."""
    due = WaitlistPlace.objects.filter(promise__isnull=False, told_at=None).order_by("pk")
    found = list(due.values_list("pk", flat=True)[:limit])
    transactions.run_each(_tell, found)
    return len(found)


def _use_coupon(terms: Terms, user_id: uuid.UUID, group_id: uuid.UUID) -> None:
    claim = CouponClaim.objects.select_for_update(no_key=True).filter(pk=terms.claim_id, user_id=user_id).first()
    if claim is None:
        raise errors.ClaimUnknown
    now = database_now()
    if claim.status == CouponClaim.Status.USED:
        raise errors.ClaimUsed
    if claim.until <= now:
        raise errors.ClaimLapsed
    claim.status, claim.used_at, claim.order_group_id = CouponClaim.Status.USED, now, group_id
    claim.save(update_fields=["status", "used_at", "order_group_id"])


def _forfeit(promise_id: uuid.UUID) -> None:
    promise = PricePromise.objects.select_for_update(no_key=True).get(pk=promise_id)
    if promise.status != Status.OPEN or promise.until > database_now():
        return
    promise.status = Status.EXPIRED
    promise.save(update_fields=["status"])
    inventory.let_go(_stock_of(promise), promise.variant_id, promise.quantity)


def _tell(place_id: int) -> None:
    place = (
        WaitlistPlace.objects.select_for_update(of=("self",), no_key=True)
        .select_related("promise")
        .filter(pk=place_id, told_at=None)
        .first()
    )
    if place is None or place.promise is None:
        return
    place.told_at = database_now()
    place.save(update_fields=["told_at"])
    promise = place.promise
    if promise.status == Status.OPEN:
        emit(
            WaitlistOffered(
                promise_id=promise.pk,
                user_id=promise.user_id,
                variant_id=promise.variant_id,
                quantity=promise.quantity,
                unit_minor=promise.unit_minor,
                currency=promise.currency,
                market=promise.market,
                until=promise.until,
            )
        )


def _stock_of(promise: PricePromise) -> inventory.Reference:
    if promise.kind == Kind.SAMPLE:
        return inventory.Reference(SAMPLE_STOCK_KIND, promise.reference_id)
    kind = "flash_deal" if promise.deal_id is not None else PRIZE_STOCK_KIND
    return inventory.Reference(kind, promise.reference_id)
