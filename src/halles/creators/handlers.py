"""What profiles do when something happened elsewhere; named in halles.wiring."""

from __future__ import annotations

from halles.creators.models import Creator
from halles.creators.services import create_official, suspend_creator
from halles.moderation.events import ReportDecided
from halles.sellers.events import SellerApproved
from halles.users.queries import get_user


def open_official_profile(event: SellerApproved) -> None:
    """An approved shop gets its official profile in the same transaction."""
    create_official(event.seller_id)


def suspend_reported(event: ReportDecided) -> None:
    """A profile that staff found rightly reported may not post any longer."""
    if event.kind != "creator" or not event.is_upheld:
        return
    creator = Creator.objects.filter(pk=event.target_id, status=Creator.Status.ACTIVE).first()
    if creator is not None:
        suspend_creator(creator, by=get_user(event.by_id), why=event.why)
