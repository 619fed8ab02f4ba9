"""What creators keep of a person: their own profiles, and who is paid what these earn."""

from __future__ import annotations

import uuid

from django.db import transaction

from halles.creators.events import CreatorSuspended
from halles.creators.handles import mark_of
from halles.creators.models import Creator, PayoutDetails, RetiredHandle
from halles.kit.events import emit
from halles.media.services import erase_asset
from halles.users.erasing import records_over
from halles.users.models import User
from halles.users.personal import Rows, rows

ORIGIN = ("origin_country", "origin_region", "origin_place")


def tell(user: User) -> Rows:
    """Profiles, and payout details without the sealed numbers."""
    own = Creator.objects.filter(user=user, seller=None)
    details = PayoutDetails.objects.filter(user=user)
    return {
        "profiles": rows(own, "handle", "name", "bio", "market", *ORIGIN, "languages", "status", "created_at"),
        "payout_details": rows(details, "holder", "country", "address", "status", "document_name", "changed_at"),
    }


def erase(user: User) -> None:
    """The own profiles stop, and keep neither handle nor name; nobody else may have the handle. A shop's profile stays
    the shop's."""
    for creator_id in list(Creator.objects.filter(user=user, seller=None).values_list("pk", flat=True)):
        forget_profile(creator_id)


@transaction.atomic
def forget_profile(creator_id: uuid.UUID) -> None:
    """This profile stops and is nobody's any more; twice is once."""
    creator = Creator.objects.select_for_update(of=("self",)).get(pk=creator_id)
    was_active = creator.status == Creator.Status.ACTIVE
    avatar_id, creator.avatar = creator.avatar_id, None
    creator.status = Creator.Status.SUSPENDED
    gone = f"gone_{creator.pk.hex[-20:]}"
    if creator.handle != gone:
        RetiredHandle.objects.get_or_create(mark=mark_of(creator.handle))
    creator.handle, creator.name, creator.bio = gone, "", ""
    for field in ORIGIN:
        setattr(creator, field, "")
    creator.save(update_fields=["avatar", "status", "handle", "name", "bio", *ORIGIN])
    if avatar_id is not None:
        erase_asset(avatar_id)
    if was_active:
        emit(CreatorSuspended(creator.pk, ""))


@transaction.atomic
def forget_old_payees() -> int:
    """Who was paid is forgotten of erased people when the law wants their records no more; how many."""
    return PayoutDetails.objects.filter(records_over()).delete()[0]
