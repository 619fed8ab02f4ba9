"""What profiles do when something happened elsewhere; named in halles.wiring."""

from __future__ import annotations

from halles.creators.models import Creator
from halles.creators.personal import forget_profile
from halles.creators.services import create_official, lift_suspension, suspend_creator
from halles.moderation.events import SanctionImposed, SanctionLifted
from halles.sellers.events import SellerApproved, SellerForgotten
from halles.users.queries import get_user


def open_official_profile(event: SellerApproved) -> None:
    """An approved shop gets its official profile in the same transaction."""
    create_official(event.seller_id)


def forget_official_profile(event: SellerForgotten) -> None:
    """A shop without a name leaves its profile none."""
    for creator_id in list(Creator.objects.filter(seller=event.seller_id).values_list("pk", flat=True)):
        forget_profile(creator_id)


def suspend(imposed: SanctionImposed) -> None:
    """Staff decided that a profile may not post any longer."""
    if imposed.kind != "creator":
        return
    creator = Creator.objects.filter(pk=imposed.target_id, status=Creator.Status.ACTIVE).first()
    if creator is not None:
        suspend_creator(creator, by=get_user(imposed.by_id), why=imposed.why)


def bring_back(lifted: SanctionLifted) -> None:
    """An appeal pauses the decision, or it was wrong."""
    if lifted.kind == "creator" and Creator.objects.filter(pk=lifted.target_id).exists():
        lift_suspension(lifted.target_id)
