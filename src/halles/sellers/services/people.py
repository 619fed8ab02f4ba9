"""Who works in a shop: what a place allows, and how it ends."""

from __future__ import annotations

import uuid

from halles.kit import clock
from halles.kit.events import emit
from halles.sellers.errors import NotAMember, OwnerCannotLeave, OwnerStays, RoleUnknown
from halles.sellers.events import StaffGone, StaffRoleChanged
from halles.sellers.locks import lock_seller
from halles.sellers.models import PastPlace, Seller, SellerStaff, StaffInvitation
from halles.sellers.services.inviting import withdraw_of
from halles.users.models import User


def change_role(seller: Seller, *, staff_id: uuid.UUID, role: str) -> SellerStaff:
    """Let somebody do more or less than before (manager or packer). Refuses sellers.role_unknown,
    sellers.not_a_member, sellers.owner_stays. Emits StaffRoleChanged unless it is the same."""
    if role not in StaffInvitation.Role.values:
        raise RoleUnknown
    place = _lock_place(seller, staff_id)
    if place.role != role:
        place.role = role
        place.save(update_fields=["role"])
        emit(StaffRoleChanged(seller.pk, place.user_id, role, clock.now()))
    return place


def remove_staff(seller: Seller, *, staff_id: uuid.UUID) -> PastPlace:
    """Take a person's place away, and back what they have offered others who have not answered yet. Refuses
    sellers.not_a_member, sellers.owner_stays. Emits StaffGone, and StaffInvitationClosed for each offer."""
    place = _lock_place(seller, staff_id)
    withdraw_of(seller, place.user_id)
    return _end(place, is_left=False)


def leave_shop(user: User, seller: Seller) -> PastPlace:
    """Give up one's own place. Refuses sellers.not_a_member, sellers.owner_cannot_leave. Emits StaffGone."""
    locked = lock_seller(seller.pk)
    place = SellerStaff.objects.filter(seller=locked, user=user).first()
    if place is None:
        raise NotAMember
    if place.role == SellerStaff.Role.OWNER:
        raise OwnerCannotLeave
    return _end(place, is_left=True)


def _lock_place(seller: Seller, staff_id: uuid.UUID) -> SellerStaff:
    """A place of the shop that is not its owner's; the shop is locked."""
    locked = lock_seller(seller.pk)
    place = SellerStaff.objects.filter(seller=locked, pk=staff_id).first()
    if place is None:
        raise NotAMember
    if place.role == SellerStaff.Role.OWNER:
        raise OwnerStays
    return place


def _end(place: SellerStaff, *, is_left: bool) -> PastPlace:
    now = clock.now()
    past = PastPlace.objects.create(
        seller_id=place.seller_id,
        user_id=place.user_id,
        role=place.role,
        began_at=place.added_at,
        ended_at=max(now, place.added_at),
        is_left=is_left,
    )
    place.delete()
    emit(StaffGone(past.seller_id, past.user_id, is_left, now))
    return past
