"""Who works in a shop: somebody who packs there, and a creator who has not answered yet."""

from __future__ import annotations

from functools import partial

from halles.demo.seed.cast import seat
from halles.demo.seed.moments import back
from halles.demo.seed.shops import find_shop
from halles.demo.seed.turns import turn
from halles.demo.world.kinds import PersonData, World
from halles.kit import transactions
from halles.kit.jobs import none_queued
from halles.sellers import queries as sellers
from halles.sellers import services as selling

SHOP, INVITED = "penn-avel", "leo"
# Nobody of the crowd: who works for a shop does not buy, write and review there.
PACKER = PersonData("packer.penn-avel", "Soizic Le Goff", "FR", "fr")
# Long enough that the invitation was answered by a person, short enough that the desk has no other.
HIRED_DAYS_AGO = 40


def form_team(world: World) -> None:
    """A packer who has accepted, and an invitation whose page tells a creator what accepting would take from them."""
    shop = next((one for one in world.shops if one.key == SHOP), None)
    seller = find_shop(shop) if shop else None
    if seller is None:
        return
    with turn("team"), none_queued():
        packer = seat(PACKER)
        if sellers.find_role(packer, seller) is None:
            with back(HIRED_DAYS_AGO):
                offered = transactions.run(
                    partial(selling.invite, seller, by=seller.owner, email=packer.email, role="packer")
                )
                transactions.run(partial(selling.accept_invitation, packer, invitation_id=offered.pk))
        invited = seat(world.person(INVITED))
        if sellers.find_role(invited, seller) is None and not sellers.was_invited(seller, invited.email):
            transactions.run(partial(selling.invite, seller, by=seller.owner, email=invited.email, role="manager"))
