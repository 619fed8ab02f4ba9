"""Reads of offers, promises and coupons."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Min, QuerySet

from halles.catalog.queries import find_price, lowest_shown
from halles.kit.statements import fetch
from halles.markets.queries import get_market
from halles.promotions.errors import ClaimElsewhere, ClaimUnknown, DealUnknown
from halles.promotions.models import Coupon, CouponClaim, FlashDeal, PricePromise, WaitlistPlace
from halles.promotions.terms import Terms

LIST_MAX = 200


@dataclass(frozen=True)
class ShownLow:
    """The lowest price that customers could pay in the window before an instant; None when nothing was ever shown."""

    amount_minor: int | None
    days: int


def database_now() -> dt.datetime:
    """The database's clock: offers know no other."""
    now: dt.datetime = fetch("SELECT clock_timestamp()", [])[0][0]
    return now


def get_deal(deal_id: uuid.UUID) -> FlashDeal:
    """The deal, else DealUnknown."""
    deal = FlashDeal.objects.select_related("variant__product").filter(pk=deal_id).first()
    if deal is None:
        raise DealUnknown
    return deal


def list_deals(reference_id: uuid.UUID) -> Sequence[FlashDeal]:
    """The deals of one show, newest first."""
    found = FlashDeal.objects.select_related("variant__product").filter(reference_id=reference_id)
    return list(found.order_by("-created_at")[:LIST_MAX])


def list_coupons(reference_id: uuid.UUID) -> Sequence[Coupon]:
    """The coupons of one show, newest first."""
    return list(Coupon.objects.filter(reference_id=reference_id).order_by("-created_at")[:LIST_MAX])


def list_promises_of(user_id: uuid.UUID, *, reference_ids: Sequence[uuid.UUID] | None = None) -> list[PricePromise]:
    """The person's promises, newest first; of some deals or of all."""
    found: QuerySet[PricePromise] = PricePromise.objects.select_related("variant__product").filter(user_id=user_id)
    if reference_ids is not None:
        found = found.filter(reference_id__in=reference_ids)
    return list(found.order_by("-created_at")[:LIST_MAX])


def list_coupon_claims_of(user_id: uuid.UUID, *, coupon_ids: Sequence[uuid.UUID]) -> list[CouponClaim]:
    """The person's coupons out of these."""
    return list(CouponClaim.objects.select_related("coupon").filter(user_id=user_id, coupon__in=coupon_ids))


def get_promise_for_user(promise_id: uuid.UUID, user_id: uuid.UUID) -> PricePromise:
    """The promise when it is this person's, else ClaimUnknown."""
    found = PricePromise.objects.select_related("variant__product").filter(pk=promise_id, user_id=user_id).first()
    if found is None:
        raise ClaimUnknown
    return found


def find_promise(promise_id: uuid.UUID) -> PricePromise | None:
    """Any promise, for those who know what they do (mails)."""
    return PricePromise.objects.select_related("variant__product", "user").filter(pk=promise_id).first()


def place_of(user_id: uuid.UUID, deal_id: uuid.UUID) -> int | None:
    """The person's place in the line that waits for a deal, from 1; None when they do not wait."""
    line = WaitlistPlace.objects.filter(deal=deal_id, promise=None, left_at=None)
    own = line.filter(user=user_id).first()
    return line.filter(pk__lte=own.pk).count() if own else None


def count_waiting(deal_id: uuid.UUID) -> int:
    """How many wait for a deal."""
    return WaitlistPlace.objects.filter(deal=deal_id, promise=None, left_at=None).count()


def low_before(variant_id: uuid.UUID, market: str, at: dt.datetime) -> ShownLow:
    """The low of the market's window before `at`: the lowest public price, and the lowest of earlier offers."""
    rules = get_market(market)
    public = lowest_shown(variant_id, market, before=at)
    if public is None:
        price = find_price(variant_id, market)
        public = price.amount_minor if price else None
    since = at - dt.timedelta(days=rules.low_price_window_days)
    earlier = FlashDeal.objects.filter(
        variant=variant_id, market=market, status__in=["open", "ended"], opens_at__lt=at, ends_at__gte=since
    ).aggregate(low=Min("price_minor"))["low"]
    known = [amount for amount in (public, earlier) if amount is not None]
    return ShownLow(min(known) if known else None, rules.low_price_window_days)


def get_terms(claim_id: uuid.UUID, *, user_id: uuid.UUID, variant_id: uuid.UUID, quantity: int, market: str) -> Terms:
    """What this promise or coupon of the person makes of so many pieces of a variant; nothing is used up yet.

    Refuses checkout.claim_unknown and promotions.claim_elsewhere; whether there is still time is asked when it is used.
    """
    promise = PricePromise.objects.filter(pk=claim_id, user_id=user_id).first()
    if promise is not None:
        if (promise.variant_id, promise.quantity, promise.market) != (variant_id, quantity, market):
            raise ClaimElsewhere
        return _of_promise(promise)
    claim = CouponClaim.objects.select_related("coupon").filter(pk=claim_id, user_id=user_id).first()
    if claim is None:
        raise ClaimUnknown
    return _of_coupon(claim, variant_id, quantity, market)


def is_prize(claim_id: uuid.UUID | None, user_id: uuid.UUID) -> bool:
    """Whether this is a prize or a sample of the person, which costs nothing."""
    if claim_id is None:
        return False
    return PricePromise.objects.filter(pk=claim_id, user_id=user_id, kind__in=PricePromise.FREE).exists()


def find_open_promise(claim_id: uuid.UUID, user_id: uuid.UUID, market: str) -> Terms | None:
    """The terms of a promise that this person can still use in the market, for a page that shows it; else None."""
    promise = PricePromise.objects.filter(pk=claim_id, user_id=user_id, market=market, status="open").first()
    return _of_promise(promise) if promise is not None and promise.until > database_now() else None


def _of_promise(promise: PricePromise) -> Terms:
    return Terms(
        claim_id=promise.pk,
        kind=promise.kind,
        reference_id=promise.reference_id,
        variant_id=promise.variant_id,
        quantity=promise.quantity,
        market=promise.market,
        funder=promise.funder,
        until=promise.until,
        unit_minor=promise.unit_minor,
        is_delivery_free=promise.is_delivery_free,
    )


def _of_coupon(claim: CouponClaim, variant_id: uuid.UUID, quantity: int, market: str) -> Terms:
    coupon = claim.coupon
    is_for_it = coupon.seller.products.filter(variants=variant_id)
    if coupon.product_id is not None:
        is_for_it = is_for_it.filter(pk=coupon.product_id)
    if coupon.market != market or not is_for_it.exists():
        raise ClaimElsewhere
    return Terms(
        claim_id=claim.pk,
        kind="coupon",
        reference_id=coupon.pk,
        variant_id=variant_id,
        quantity=quantity,
        market=market,
        funder="seller",
        until=claim.until,
        amount_minor=coupon.amount_minor,
        share_bps=coupon.share_bps,
        goods_minor_min=coupon.goods_minor_min,
    )
