"""Whose numbers somebody may see: staff everybody's, people of a shop its own, creators their own."""

from __future__ import annotations

import uuid

from halles.analytics.figures import Scope
from halles.analytics.queries import busiest_market
from halles.creators import queries as creators
from halles.creators.models import Creator
from halles.markets.queries import list_markets
from halles.sellers import queries as sellers
from halles.sellers.models import Seller, SellerStaff
from halles.users.models import User
from halles.users.staff_roles import require_task

TASK = "numbers"


def everybody(user: User) -> tuple[Scope, str]:
    """The whole hall, for staff whose role includes it, and the busiest market; StaffMayNot otherwise."""
    require_task(user, TASK)
    return Scope(), busiest_market() or list_markets(open_only=False)[0].code


def scope_of_seller(user: User, slug: str) -> tuple[Scope, str]:
    """A shop's numbers for its owner or a manager, and its home market; refuses as `get_seller_for_staff_member`."""
    return of_shop(sellers.get_seller_for_staff_member(user, slug, at_least=SellerStaff.Role.MANAGER))


def scope_of_creator(user: User, creator_id: uuid.UUID) -> tuple[Scope, str]:
    """What the videos and shows of a profile sold, for those who post with it; creators.not_found for others."""
    return of_profile(creators.get_creator_for_user(user, creator_id))


def of_shop(seller: Seller) -> tuple[Scope, str]:
    """A shop's numbers, once it is known that the reader may see them."""
    official = creators.find_official(seller.pk)
    return Scope("seller", seller.pk, official.pk if official else None), seller.market


def of_profile(creator: Creator) -> tuple[Scope, str]:
    """A profile's numbers, once it is known that the reader may see them."""
    return Scope("creator", creator.pk, creator.pk), creator.market
