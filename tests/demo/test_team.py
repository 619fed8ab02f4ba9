"""The team of a shop of the demo world: somebody works there, and a creator is asked."""

from __future__ import annotations

import pytest

from halles.demo.seed.cast import seat
from halles.demo.seed.shops import open_shop
from halles.demo.seed.team import INVITED, SHOP, form_team
from halles.demo.world.read import read_world
from halles.sellers.models import SellerStaff, StaffInvitation
from halles.sellers.queries import list_invitations_to

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_packer_works_in_a_shop_and_a_creator_has_an_invitation_to_answer() -> None:
    world = read_world()
    seller = open_shop(world, world.shop(SHOP))
    form_team(world)
    form_team(world)
    assert sorted(SellerStaff.objects.values_list("role", flat=True)) == ["owner", "packer"]
    assert sorted(StaffInvitation.objects.values_list("role", "status")) == [
        ("manager", "waiting"),
        ("packer", "accepted"),
    ]
    assert [one.seller for one in list_invitations_to(seat(world.person(INVITED)))] == [seller]
