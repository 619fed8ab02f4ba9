"""What shops do when something happened elsewhere; named in halles.wiring."""

from __future__ import annotations

from halles.moderation.events import SanctionImposed, SanctionLifted
from halles.sellers.models import Seller
from halles.sellers.services.deciding import lift_suspension, suspend
from halles.users.queries import get_user


def suspend_decided(imposed: SanctionImposed) -> None:
    """Staff decided that a shop may not sell any longer."""
    if imposed.kind != "shop":
        return
    seller = Seller.objects.filter(pk=imposed.target_id, status=Seller.Status.APPROVED).first()
    if seller is not None:
        suspend(seller, by=get_user(imposed.by_id), why=imposed.why)


def bring_back(lifted: SanctionLifted) -> None:
    """An appeal pauses the decision, or it was wrong."""
    if lifted.kind == "shop" and Seller.objects.filter(pk=lifted.target_id).exists():
        lift_suspension(lifted.target_id)
