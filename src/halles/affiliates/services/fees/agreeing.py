"""The creator takes an offer, declines it, or gives up what was agreed."""

from __future__ import annotations

import uuid

from django.db import transaction

from halles.affiliates.errors import fees as errors
from halles.affiliates.errors.plans import OwnShop, ShopNotSelling
from halles.affiliates.models import Fee, Participation
from halles.affiliates.queries.plans import own_shop_among
from halles.affiliates.services.fees.moving import give_back, lock_fee, move, set_aside
from halles.kit import clock
from halles.payouts.services import lock_free_money
from halles.sellers.models import Seller

Status = Fee.Status


@transaction.atomic
def agree(fee_id: uuid.UUID) -> Fee:
    """Take the offer: the shop's money is set aside, and what is made from now on carries the label of paid work.

    Refuses affiliates.fee_has_moved, fee_overdue, fee_invitation_first, shop_not_selling, own_shop to who works for the
    shop by now, and fee_not_enough_free when the shop has spent what it offered, or its payouts are held. Emits
    FeeMoved.
    """
    fee = lock_fee(fee_id, Status.OFFERED)
    if fee.due_at <= clock.now():
        raise errors.FeeOverdue
    if fee.participation.status != Participation.Status.ACTIVE:
        raise errors.InvitationFirst
    if fee.seller.status != Seller.Status.APPROVED:
        raise ShopNotSelling
    if own_shop_among([fee.creator_id], fee.seller_id):
        raise OwnShop
    if lock_free_money(fee.seller_id, fee.currency) < fee.amount_minor:
        raise errors.NotEnoughFree
    fee.agreed_at = clock.now()
    set_aside(fee)
    return fee


@transaction.atomic
def decline(fee_id: uuid.UUID) -> Fee:
    """Say no. Refuses affiliates.fee_has_moved. Emits FeeMoved."""
    fee = lock_fee(fee_id, Status.OFFERED)
    move(fee, Status.DECLINED)
    return fee


@transaction.atomic
def give_up(fee_id: uuid.UUID) -> Fee:
    """The work will not come: the shop has its money back at once. Refuses affiliates.fee_has_moved. Emits FeeMoved."""
    fee = lock_fee(fee_id, Status.AGREED)
    give_back(fee)
    return fee
