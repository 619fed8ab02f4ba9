"""The shop accepts the work or refuses it; what it refuses is decided by staff."""

from __future__ import annotations

import uuid

from django.db import transaction

from halles.affiliates.errors import fees as errors
from halles.affiliates.models import Fee
from halles.affiliates.models.fees import WORDS_LENGTH_MAX
from halles.affiliates.services.fees.moving import accept, give_back, lock_fee, move
from halles.kit import clock
from halles.moderation.services import record_staff_action, require_other
from halles.sellers.models import SellerStaff
from halles.users.models import User

DECISION_LENGTH_MAX = 1_000
Status = Fee.Status


@transaction.atomic
def accept_work(fee_id: uuid.UUID) -> Fee:
    """The work is as agreed: its fee is the creator's, or waits for the end of a hold of the shop's payouts. Also
    after a refusal, as long as staff has not decided.

    Refuses affiliates.fee_has_moved. Emits FeeMoved.
    """
    fee = lock_fee(fee_id, Status.DELIVERED, Status.REFUSED)
    accept(fee)
    return fee


@transaction.atomic
def refuse_work(fee_id: uuid.UUID, *, why: str) -> Fee:
    """The work is not as agreed: staff decides, and the money stays set aside until then.

    Refuses affiliates.fee_reason_missing, affiliates.fee_has_moved, and affiliates.fee_review_over once its days are
    over: silence has accepted, whenever the calendar comes to it. Emits FeeMoved.
    """
    why = why.replace("\x00", "").strip()
    if not 1 <= len(why) <= WORDS_LENGTH_MAX:
        raise errors.ReasonMissing
    fee = lock_fee(fee_id, Status.DELIVERED)
    if fee.review_by is not None and fee.review_by <= clock.now():
        raise errors.ReviewOver
    fee.refuse_words, fee.refused_at = why, clock.now()
    move(fee, Status.REFUSED)
    return fee


@transaction.atomic
def decide_fee(fee_id: uuid.UUID, *, is_paid: bool, why: str, by: User) -> Fee:
    """Staff pays the creator, at the end of a hold of the shop's payouts where there is one, or gives the shop its
    money back; both sides read why.

    Refuses affiliates.fee_reason_missing, affiliates.fee_has_moved, and moderation.own_case to the creator and to the
    shop's people. Emits FeeMoved.
    """
    why = why.replace("\x00", "").strip()[:DECISION_LENGTH_MAX]
    if not why:
        raise errors.ReasonMissing
    fee = lock_fee(fee_id, Status.REFUSED)
    at_shop = SellerStaff.objects.filter(seller=fee.seller_id).values_list("user", flat=True)
    require_other(by, fee.creator.user_id, *at_shop)
    fee.decided_by, fee.decision_words = by, why
    if is_paid:
        accept(fee)
    else:
        give_back(fee)
    data = {"number": fee.number, "paid": is_paid}
    record_staff_action(by=by, verb="decide_fee", kind="fee", target_id=fee.pk, why=why, data=data)
    return fee
