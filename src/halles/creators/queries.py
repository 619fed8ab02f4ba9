"""Reads of profiles."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Sequence

from django.db.models import Q, QuerySet

from halles.creators.errors import CreatorNotFound
from halles.creators.models import Creator
from halles.kit.statements import fetch
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


def list_public_creators(creator_ids: Sequence[uuid.UUID]) -> dict[uuid.UUID, Creator]:
    """The active profiles among these by id, with avatar and shop. Two statements."""
    found = Creator.objects.filter(pk__in=creator_ids, status=Creator.Status.ACTIVE)
    loaded = found.select_related("avatar", "seller").prefetch_related("avatar__renditions")
    return {creator.pk: creator for creator in loaded}


def get_creator_for_user(user: User, creator_id: uuid.UUID) -> Creator:
    """The profile when this person may post with it (theirs, or the official one of a shop they own or manage);
    refuses creators.not_found. Suspended profiles too: their owner may look."""
    creator = postable_by(user).filter(pk=creator_id).select_related("avatar", "seller").first()
    if creator is None:
        raise CreatorNotFound
    return creator


def list_creators_of(user: User) -> list[Creator]:
    """The profiles this person may post with, their own first, oldest first."""
    creators = postable_by(user).select_related("avatar", "seller")
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


def postable_by(user: User) -> QuerySet[Creator]:
    """The profiles this person may post with: theirs, and the official ones of shops they own or manage."""
    in_shop = SellerStaff.objects.filter(user=user, role__in=POSTING_ROLES).values("seller")
    return Creator.objects.filter(Q(user=user, seller=None) | Q(seller__in=in_shop))


_STARTS = """
SELECT id FROM (
    SELECT id, row_number() OVER (ORDER BY id) AS number FROM creators_creator WHERE status = 'active'
) numbered WHERE number %% %(size)s = 1 ORDER BY id LIMIT %(limit)s
"""


def list_part_starts(*, size: int, limit: int) -> list[uuid.UUID]:
    """The first active profile of every part of `size`, oldest first, at most `limit` parts. One statement."""
    return [row[0] for row in fetch(_STARTS, {"size": size, "limit": limit})]


def list_part(start: uuid.UUID, *, size: int) -> list[str]:
    """The handles of up to `size` active profiles from `start` on."""
    creators = Creator.objects.filter(status=Creator.Status.ACTIVE, pk__gte=start).order_by("pk")
    return list(creators.values_list("handle", flat=True)[:size])
