"""Two answers to one invitation at once, and a shop that takes back what is being accepted."""

from __future__ import annotations

import datetime as dt

import pytest

from halles.kit import clock, transactions
from halles.sellers import services
from halles.sellers.errors import InvitationOver
from halles.sellers.models import PastPlace, SellerStaff, StaffInvitation
from tests.races.test_orders_meet import AT, together
from tests.sellers.makers import give_place, make_invitation, make_seller
from tests.users.makers import make_user

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.race]


def test_accepted_twice_at_once_is_one_place() -> None:
    with clock.travel(AT - dt.timedelta(days=1)):
        seller, cleo = make_seller(), make_user()
        invitation = transactions.run(lambda: make_invitation(seller, cleo.email))
    told = together(
        *[lambda: transactions.run(lambda: services.accept_invitation(cleo, invitation_id=invitation.pk))] * 4
    )
    assert sorted(type(one).__name__ for one in told) == ["InvitationOver"] * 3 + ["SellerStaff"]
    assert SellerStaff.objects.filter(user=cleo).count() == 1


def test_withdrawn_while_accepted_is_one_or_the_other() -> None:
    with clock.travel(AT - dt.timedelta(days=1)):
        seller, cleo = make_seller(), make_user()
        invitation = transactions.run(lambda: make_invitation(seller, cleo.email))
    accepted, withdrawn = together(
        lambda: transactions.run(lambda: services.accept_invitation(cleo, invitation_id=invitation.pk)),
        lambda: transactions.run(lambda: services.withdraw_invitation(seller, invitation_id=invitation.pk)),
    )
    status = StaffInvitation.objects.get().status
    if isinstance(accepted, SellerStaff):
        assert (status, type(withdrawn)) == ("accepted", InvitationOver)
    else:
        assert (status, type(accepted)) == ("withdrawn", InvitationOver)
    assert SellerStaff.objects.filter(user=cleo).exists() is (status == "accepted")


def test_removed_while_leaving_ends_once_and_a_second_offer_finds_one_place() -> None:
    with clock.travel(AT - dt.timedelta(days=1)):
        seller, cleo = make_seller(), make_user()
        place = give_place(seller, cleo)
    told = together(
        lambda: transactions.run(lambda: services.leave_shop(cleo, seller)),
        lambda: transactions.run(lambda: services.remove_staff(seller, staff_id=place.pk)),
    )
    assert sorted(type(one).__name__ for one in told) == ["NotAMember", "PastPlace"]
    assert (PastPlace.objects.count(), SellerStaff.objects.filter(user=cleo).exists()) == (1, False)
    offers = together(*[lambda: transactions.run(lambda: make_invitation(seller, cleo.email))] * 2)
    assert sorted(type(one).__name__ for one in offers) == ["AlreadyInvited", "StaffInvitation"]
