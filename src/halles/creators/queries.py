"""Reads of profiles."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q, QuerySet

from halles.creators.errors import CreatorNotFound
from halles.creators.models import Creator, CreatorSelling, PayoutDetails, SellingUse
from halles.creators.selling import Quota, week_of
from halles.kit.pages import Page, page_by_id
from halles.kit.statements import fetch
from halles.markets.queries import get_market
from halles.sellers.models import SellerStaff
from halles.users.address_forms import country_name
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


def list_own_handles(user: User) -> list[str]:
    """The handles of the person's own profiles, oldest first; the official ones of shops are left out."""
    own = Creator.objects.filter(user=user, seller=None).order_by("pk")
    return list(own.values_list("handle", flat=True)[:HANDLES_MAX])


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


def selling_status(creator: Creator) -> str:
    """ "none", "pilot" (under the weekly quota) or "full"; a shop's own profile sells its own goods: "full"."""
    if creator.seller_id is not None:
        return "full"
    status = CreatorSelling.objects.filter(creator=creator).values_list("status", flat=True).first()
    return status or "none"


def sells_for_others(creator: Creator) -> bool:
    """Whether a profile has leave to earn with other shops' goods; a shop's own profile sells its own alone."""
    return creator.seller_id is None and selling_status(creator) != "none"


def find_selling(creator: Creator) -> CreatorSelling | None:
    """The leave of a profile to earn with other shops' goods, or None while it has none."""
    return CreatorSelling.objects.filter(creator=creator).first()


def search_for_staff(text: str, *, standing: str = "", cursor: str | None = None) -> Page[Creator]:
    """Profiles by handle, name or their person's address, all without a text, newest first, with their leave to earn;
    `standing` "none", "pilot" or "full" narrows it to people's own profiles that stand so. Staff only."""
    text = text.strip().removeprefix("@")[:80]
    found = Creator.objects.select_related("selling", "seller")
    if text:
        named = Q(handle__icontains=text) | Q(name__icontains=text) | Q(user__email__icontains=text)
        found = found.filter(named)
    if standing == "none":
        found = found.filter(selling=None, seller=None)
    elif standing in CreatorSelling.Status.values:
        found = found.filter(selling__status=standing)
    return page_by_id(found, cursor)


def list_pilots(*, after: uuid.UUID | None, limit: int) -> list[Creator]:
    """Profiles under the quota, by id, behind `after`."""
    pilots = Creator.objects.filter(selling__status=CreatorSelling.Status.PILOT)
    return list((pilots.filter(pk__gt=after) if after else pilots).order_by("pk")[:limit])


def quota_of(creator: Creator, *, at: dt.datetime) -> Quota:
    """What went out in the week of the profile's market around `at`, whether or not the quota binds it."""
    market = get_market(creator.market)
    first, following = week_of(market, at)
    uses = SellingUse.objects.filter(creator=creator, at__gte=first, at__lt=following)
    counts = dict(uses.values_list("kind").annotate(count=Count("pk")).order_by())
    return Quota(
        video_count=counts.get("video", 0),
        video_max=market.creators.pilot_videos_week_max,
        show_count=counts.get("show", 0),
        show_max=market.creators.pilot_shows_week_max,
        until=following,
    )


@dataclass(frozen=True)
class PayoutAccount:
    """Where a creator's money goes; the number is in the clear: never shown, only handed to the bank."""

    creator_id: uuid.UUID
    user_id: uuid.UUID
    holder: str
    country: str
    bank_account: str
    is_verified: bool


def payout_account(creator_id: uuid.UUID) -> PayoutAccount | None:
    """The account of the person behind a profile of their own; None while they gave none, and for shops' profiles."""
    creator = Creator.objects.filter(pk=creator_id, seller=None).first()
    details = find_payout_details(creator.user_id) if creator else None
    if creator is None or details is None:
        return None
    return PayoutAccount(
        creator_id=creator_id,
        user_id=creator.user_id,
        holder=details.holder,
        country=details.country,
        bank_account=details.bank_account,
        is_verified=details.status == PayoutDetails.Status.VERIFIED,
    )


def find_payout_details(user_id: uuid.UUID) -> PayoutDetails | None:
    """What this person said about who is paid, or None."""
    return PayoutDetails.objects.filter(user=user_id).first()


def list_identities_waiting(*, limit: int = 100) -> list[PayoutDetails]:
    """People whose paper waits to be looked at, the longest first; staff only."""
    waiting = PayoutDetails.objects.filter(status=PayoutDetails.Status.GIVEN).exclude(document_key="")
    return list(waiting.select_related("user").order_by("changed_at")[:limit])


def get_details_for_staff(user_id: uuid.UUID) -> PayoutDetails:
    """The details of a person; refuses creators.not_found."""
    details = PayoutDetails.objects.filter(user=user_id).select_related("user").first()
    if details is None:
        raise CreatorNotFound
    return details


def shops_of_creator(creator: Creator) -> QuerySet[SellerStaff, Any]:
    """The ids of the shops its person has a place in: their goods are the profile's own and need no leave."""
    return SellerStaff.objects.filter(user=creator.user_id).values("seller")


def origin_words(creator: Creator, language: str) -> str:
    """Where a profile says it is from, the town first and the country's name in this language; empty when unsaid."""
    if not creator.origin_country:
        return ""
    near = dict.fromkeys([creator.origin_place, creator.origin_region, country_name(creator.origin_country, language)])
    return ", ".join(part for part in near if part)
