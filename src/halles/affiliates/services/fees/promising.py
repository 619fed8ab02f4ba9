"""A shop promises a fee, or takes the offer back before it was taken."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from django.db import transaction

from halles.affiliates.errors import fees as errors
from halles.affiliates.errors.plans import ShopNotSelling
from halles.affiliates.events.fees import FeeMoved
from halles.affiliates.models import Fee, Participation
from halles.affiliates.models.fees import WORDS_LENGTH_MAX
from halles.affiliates.services.fees.moving import lock_fee, move
from halles.affiliates.services.locking import lock_part
from halles.kit import clock, rate_limits
from halles.kit.events import emit
from halles.kit.ids import short_code
from halles.ledger.accounts import seller_available
from halles.ledger.queries import balance
from halles.markets.queries import get_market
from halles.payouts.models import PayeeKind
from halles.payouts.queries.planning import is_held
from halles.sellers.models import Seller

AMOUNT_MAX = 10**12
# To one creator in one plan: each is a mail, and so is taking it back.
FEES_A_DAY_MAX = 30
Status = Fee.Status


@dataclass(frozen=True)
class FeeDraft:
    """So much, in minor units of `currency`, for one video or show (`content_kind`) until the end of `due_on` on the
    shop's clock; `words` say what it should be."""

    amount_minor: int
    currency: str
    content_kind: str
    due_on: dt.date
    words: str = ""


@transaction.atomic
def promise_fee(participation_id: uuid.UUID, draft: FeeDraft) -> Fee:
    """Offer a creator who is invited to a running plan, or takes part in one, a fee for a piece of work. Nothing is set
    aside before they agree.

    Refuses affiliates.participation_not_found, fee_not_taking_part, shop_not_selling, fee_wrong, fee_kind_not_in_plan,
    fee_due_not_possible, fee_too_many, fee_not_enough_free, and kit.too_often. Emits FeeMoved.
    """
    part = _running_part(participation_id)
    plan = part.plan
    if plan.seller.status != Seller.Status.APPROVED:
        raise ShopNotSelling
    words = draft.words.replace("\x00", "").strip()
    if not 0 < draft.amount_minor <= AMOUNT_MAX or len(words) > WORDS_LENGTH_MAX:
        raise errors.FeeWrong(length_max=WORDS_LENGTH_MAX)
    if draft.content_kind not in Fee.ContentKind.values or plan.content_kind not in {"any", draft.content_kind}:
        raise errors.KindNotInPlan(kinds=plan.get_content_kind_display())
    market = get_market(plan.seller.market)
    days_ahead = (draft.due_on - clock.today(market.time_zone)).days
    if not 1 <= days_ahead <= market.fees.due_days_max:
        raise errors.DueNotPossible(days=market.fees.due_days_max)
    if Fee.objects.filter(participation=part, status__in=Fee.OPEN).count() >= market.fees.open_max:
        raise errors.TooManyFees(count_max=market.fees.open_max)
    free_minor = balance(seller_available(plan.seller_id, draft.currency))
    if free_minor < draft.amount_minor or is_held(PayeeKind.SELLER, plan.seller_id):
        raise errors.NotEnoughFree
    rate_limits.take(f"fee-offer:{part.pk}", limit=FEES_A_DAY_MAX, per_seconds=24 * 3600)
    fee = Fee.objects.create(
        number=short_code("F", 9),
        participation=part,
        creator_id=part.creator_id,
        seller_id=plan.seller_id,
        amount_minor=draft.amount_minor,
        currency=draft.currency,
        content_kind=draft.content_kind,
        words=words,
        due_at=dt.datetime.combine(draft.due_on + dt.timedelta(days=1), dt.time(), ZoneInfo(market.time_zone)),
        offered_at=clock.now(),
    )
    emit(FeeMoved(fee.pk, fee.status))
    return fee


@transaction.atomic
def withdraw(fee_id: uuid.UUID) -> Fee:
    """Take an offer back that was not answered yet. Refuses affiliates.fee_has_moved. Emits FeeMoved."""
    fee = lock_fee(fee_id, Status.OFFERED)
    move(fee, Status.WITHDRAWN)
    return fee


def _running_part(participation_id: uuid.UUID) -> Participation:
    """Their part in the plan, locked so that two offers at once are counted one after the other and none is made while
    the plan is being ended."""
    part = lock_part(participation_id)
    now = clock.now()
    if part.status not in {Participation.Status.INVITED, Participation.Status.ACTIVE}:
        raise errors.NotTakingPart
    ends = [end for end in (part.plan.ends_at, part.plan.ended_at) if end is not None]
    if ends and min(ends) <= now:
        raise errors.NotTakingPart
    return part
