"""Coupons of a show: for those who did what is asked, while there are any."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field

from django.db import transaction

from halles.kit.statements import fetch
from halles.live.acts import chain
from halles.live.acts.access import product_of, require_live, require_own_shop, shop_of
from halles.live.acts.errors import ActUnknown
from halles.live.acts.tasks import Tasks, require_done, require_time_left, require_welcome
from halles.live.models import LiveSession, ShowAct
from halles.promotions import services as promotions
from halles.promotions.models import Coupon, CouponClaim
from halles.users.models import User

REFERENCE = "live_session"


@dataclass(frozen=True)
class CouponDraft:
    """An amount (minor units) or a share (basis points) off: of one product, or of everything of the shop."""

    quota: int
    amount_minor: int | None = None
    share_bps: int | None = None
    goods_minor_min: int = 0
    product_id: uuid.UUID | None = None
    minutes: int = 10
    valid_minutes: int = 1_440
    tasks: Tasks = field(default_factory=Tasks)
    title: str = ""


@transaction.atomic
def open_live_coupon(session: LiveSession, draft: CouponDraft, *, by: User) -> Coupon:
    """Offer it now. Refuses live.not_live, live.not_your_shop and what promotions.create_coupon refuses."""
    require_live(session)
    # How long somebody has watched is known to the room's line alone, and coupons are taken from a page.
    require_time_left(draft.tasks, seconds=0, gap_seconds=0)
    product = product_of(session, draft.product_id) if draft.product_id else None
    seller = product.seller if product else shop_of(session)
    require_own_shop(session, seller.pk, by)
    coupon = promotions.create_coupon(
        reference_kind=REFERENCE,
        reference_id=session.pk,
        seller=seller,
        market=session.market,
        quota=draft.quota,
        minutes=draft.minutes,
        by=by,
        product=product,
        amount_minor=draft.amount_minor,
        share_bps=draft.share_bps,
        goods_minor_min=draft.goods_minor_min,
        valid_minutes=draft.valid_minutes,
    )
    ShowAct.objects.create(
        id=coupon.pk,
        session=session,
        kind=ShowAct.Kind.COUPON,
        status=ShowAct.Status.OPEN,
        title=draft.title,
        tasks=draft.tasks.as_json(),
        created_by=by,
    )
    worth = {"amount_minor": coupon.amount_minor, "share_bps": coupon.share_bps, "currency": coupon.currency}
    chain.record(session.pk, "coupon_open", {"act": coupon.pk, "quota": coupon.quota, **worth})
    chain.tell(coupon.pk)
    return coupon


@transaction.atomic
def claim_live_coupon(session: LiveSession, coupon_id: uuid.UUID, *, user: User) -> CouponClaim:
    """One coupon for this person, the same when asked again. Refuses live.not_live, live.banned,
    live.task_left and promotions.coupon_over."""
    act = ShowAct.objects.filter(pk=coupon_id, session=session, kind=ShowAct.Kind.COUPON).first()
    if act is None:
        raise ActUnknown
    require_live(session)
    require_welcome(session, user.pk)
    require_done(session, act.tasks, user.pk, watched_ms=0)
    claim = promotions.claim_coupon(coupon_id, user=user)
    fetch("SELECT live_tell_act(%s, false)", [coupon_id])
    return claim


@transaction.atomic
def end_live_coupon(session: LiveSession, coupon_id: uuid.UUID) -> None:
    """No more claims; what people hold stays good. Twice is once."""
    act = ShowAct.objects.filter(pk=coupon_id, session=session, kind=ShowAct.Kind.COUPON).first()
    if act is None:
        raise ActUnknown
    if act.status == ShowAct.Status.ENDED:
        return
    promotions.end_coupon(coupon_id)
    claimed = Coupon.objects.values_list("claimed_count", flat=True).get(pk=coupon_id)
    chain.record(session.pk, "coupon_ended", {"act": coupon_id, "claimed": claimed})
    chain.tell(coupon_id)
