"""Who works in a shop."""

from __future__ import annotations

import uuid

from halles.kit import clock
from halles.sellers.errors import NoSuchPerson, NotAMember, OwnerStays, TooManyStaff
from halles.sellers.locks import lock_seller
from halles.sellers.models import Seller, SellerStaff
from halles.users.queries import find_user_by_email

STAFF_MAX = 30


def add_staff(seller: Seller, *, email: str, role: str) -> SellerStaff:
    """Give the person with this e-mail address a place (manager or packer), or another role if they have one.

    Refuses sellers.no_such_person, sellers.owner_stays, sellers.too_many_staff.
    """
    locked = lock_seller(seller.pk)
    user = find_user_by_email(email)
    if user is None:
        raise NoSuchPerson
    if role not in {SellerStaff.Role.MANAGER, SellerStaff.Role.PACKER} or user.pk == locked.owner_id:
        raise OwnerStays
    place = SellerStaff.objects.filter(seller=locked, user=user).first()
    if place is None:
        if SellerStaff.objects.filter(seller=locked).count() >= STAFF_MAX:
            raise TooManyStaff(count=STAFF_MAX)
        place = SellerStaff(seller=locked, user=user, added_at=clock.now())
    place.role = role
    place.save()
    return place


def remove_staff(seller: Seller, *, staff_id: uuid.UUID) -> None:
    """Take a person's place away; refuses sellers.not_a_member, sellers.owner_stays."""
    locked = lock_seller(seller.pk)
    place = SellerStaff.objects.filter(seller=locked, pk=staff_id).first()
    if place is None:
        raise NotAMember
    if place.role == SellerStaff.Role.OWNER:
        raise OwnerStays
    place.delete()
