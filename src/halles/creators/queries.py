"""Reads of profiles."""

from __future__ import annotations

import uuid
from collections.abc import Iterable

from django.db.models import Q

from halles.creators.errors import CreatorNotFound
from halles.creators.models import Creator
from halles.sellers.models import SellerStaff
from halles.users.models import User

POSTING_ROLES = (SellerStaff.Role.OWNER, SellerStaff.Role.MANAGER)
HANDLES_MAX = 50


def get_public_creator(handle: str) -> Creator:
    """The active profile of this handle, in any case, with avatar and shop; refuses creators.not_found."""
    creators = Creator.objects.filter(handle=handle.lower(), status=Creator.Status.ACTIVE)
    creator = creators.select_related("avatar", "seller").first()
    if creator is None:
        raise CreatorNotFound
    return creator


def get_creator_for_user(user: User, creator_id: uuid.UUID) -> Creator:
    """The profile when this person may post with it (theirs, or the official one of a shop they own or manage);
    refuses creators.not_found. Suspended profiles too: their owner may look."""
    creator = Creator.objects.filter(_may_post(user), pk=creator_id).select_related("avatar", "seller").first()
    if creator is None:
        raise CreatorNotFound
    return creator


def list_creators_of(user: User) -> list[Creator]:
    """The profiles this person may post with, their own first, oldest first."""
    creators = Creator.objects.filter(_may_post(user)).select_related("avatar", "seller")
    return sorted(creators, key=lambda creator: (creator.is_official, creator.pk))


def get_creator_for_staff(creator_id: uuid.UUID) -> Creator:
    """Any profile with its owner and shop, for the back office; refuses creators.not_found."""
    creator = Creator.objects.filter(pk=creator_id).select_related("avatar", "seller", "user").first()
    if creator is None:
        raise CreatorNotFound
    return creator


def find_official(seller_id: uuid.UUID) -> Creator | None:
    """The official profile of a shop, or None before its approval."""
    return Creator.objects.filter(seller=seller_id).select_related("avatar").first()


def find_by_handles(handles: Iterable[str]) -> dict[str, Creator]:
    """The active profiles of these handles (any case), by handle as it is kept; at most 50 are looked up."""
    wanted = list(dict.fromkeys(handle.lower().removeprefix("@") for handle in handles))[:HANDLES_MAX]
    found = Creator.objects.filter(handle__in=wanted, status=Creator.Status.ACTIVE)
    return {creator.handle: creator for creator in found}


def _may_post(user: User) -> Q:
    in_shop = SellerStaff.objects.filter(user=user, role__in=POSTING_ROLES).values("seller")
    return Q(user=user, seller=None) | Q(seller__in=in_shop)
