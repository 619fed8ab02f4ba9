"""Coupons: made by a shop, claimed once per person while there are any, ended by hand or by the clock."""

from __future__ import annotations

import datetime as dt
import uuid

from halles.catalog.models import Product
from halles.kit.statements import fetch
from halles.markets.queries import get_market
from halles.promotions import errors
from halles.promotions.models import Coupon, CouponClaim
from halles.promotions.queries import database_now
from halles.sellers.models import Seller
from halles.users.models import User

_TAKE = """
UPDATE promotions_coupon SET claimed_count = claimed_count + 1
WHERE id = %s AND status = 'open' AND ends_at > clock_timestamp() AND claimed_count < quota
RETURNING valid_minutes
"""


def create_coupon(
    *,
    reference_kind: str,
    reference_id: uuid.UUID,
    seller: Seller,
    market: str,
    quota: int,
    minutes: int,
    by: User,
    product: Product | None = None,
    amount_minor: int | None = None,
    share_bps: int | None = None,
    goods_minor_min: int = 0,
    valid_minutes: int = 1_440,
) -> Coupon:
    """A coupon that can be claimed for `minutes` and used for `valid_minutes` after that. The shop bears it.

    Refuses promotions.coupon_worth and promotions.out_of_range.
    """
    rules = get_market(market)
    live = rules.live
    if (amount_minor is None) == (share_bps is None) or (amount_minor is not None and amount_minor <= 0):
        raise errors.CouponWorthWrong(share=live.coupon_share_bps_max // 100)
    if share_bps is not None and not 0 < share_bps <= live.coupon_share_bps_max:
        raise errors.CouponWorthWrong(share=live.coupon_share_bps_max // 100)
    # An amount is a share of the least purchase it can be used for.
    if amount_minor is not None and amount_minor * 10_000 > goods_minor_min * live.coupon_share_bps_max:
        raise errors.CouponWorthWrong(share=live.coupon_share_bps_max // 100)
    for value, highest in ((quota, live.coupon_quota_max), (minutes, 1_440), (valid_minutes, live.coupon_minutes_max)):
        if not 1 <= value <= highest:
            raise errors.OutOfRange(what="", lowest=1, highest=highest)
    return Coupon.objects.create(
        reference_kind=reference_kind,
        reference_id=reference_id,
        seller=seller,
        product=product,
        market=rules.code,
        currency=rules.currency,
        amount_minor=amount_minor,
        share_bps=share_bps,
        goods_minor_min=goods_minor_min,
        quota=quota,
        valid_minutes=valid_minutes,
        ends_at=database_now() + dt.timedelta(minutes=minutes),
        created_by=by,
    )


def claim_coupon(coupon_id: uuid.UUID, *, user: User) -> CouponClaim:
    """One coupon for this person, the same one when asked again. The caller has seen that the task is done.

    Refuses promotions.coupon_over.
    """
    # Locked first, so that a twin of this request waits and finds the claim.
    fetch("SELECT 1 FROM promotions_coupon WHERE id = %s FOR NO KEY UPDATE", [coupon_id])
    known = CouponClaim.objects.select_related("coupon").filter(coupon=coupon_id, user=user).first()
    if known is not None:
        return known
    taken = fetch(_TAKE, [coupon_id])
    if not taken:
        raise errors.CouponOver
    now = database_now()
    until = now + dt.timedelta(minutes=taken[0][0])
    return CouponClaim.objects.create(coupon_id=coupon_id, user=user, claimed_at=now, until=until)


def end_coupon(coupon_id: uuid.UUID) -> None:
    """No more claims; what people hold stays good until its own deadline."""
    Coupon.objects.filter(pk=coupon_id, status=Coupon.Status.OPEN).update(status=Coupon.Status.ENDED)
