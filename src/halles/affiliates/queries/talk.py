"""Messages about plans one by one: for whoever reads them, and for the staff when one was brought up."""

from __future__ import annotations

import uuid

from halles.affiliates.errors.plans import ParticipationNotFound
from halles.affiliates.models import PlanMessage
from halles.creators.queries import postable_by
from halles.sellers.models import SellerStaff
from halles.sellers.queries import list_sellers_of
from halles.users.models import User


def find_message(uid: uuid.UUID) -> PlanMessage | None:
    """A message in any status with its author, plan and shop, for those who decide about it."""
    rows = PlanMessage.objects.select_related(
        "user", "participation__creator", "participation__plan__seller", "participation__plan__product"
    )
    return rows.filter(uid=uid).first()


def get_message_for_reader(uid: uuid.UUID, reader: User) -> PlanMessage:
    """A message that somebody else wrote in a thread this person reads, as the creator or as a manager of the shop;
    refuses affiliates.participation_not_found."""
    found = find_message(uid)
    if found is None or found.status != PlanMessage.Status.SHOWN or found.user_id == reader.pk:
        raise ParticipationNotFound
    part = found.participation
    is_creator = postable_by(reader).filter(pk=part.creator_id).exists()
    if not is_creator and part.plan.seller not in list_sellers_of(reader, at_least=SellerStaff.Role.MANAGER):
        raise ParticipationNotFound
    return found
