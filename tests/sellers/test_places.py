"""Places in shops: offered, taken by whom they are offered to, and ended by either side."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from halles.kit import clock
from halles.kit.errors import Refusal
from halles.sellers import personal, services
from halles.sellers.errors import (
    AlreadyHere,
    AlreadyInvited,
    DeclinedLately,
    InvitationNotFound,
    InvitationOver,
    InvitedTooOften,
    NotAMember,
    NotLookedAt,
    OwnerCannotLeave,
    OwnerStays,
    RoleUnknown,
    TooManyStaff,
    WrongStatus,
)
from halles.sellers.events import StaffGone, StaffInvitationClosed, StaffInvited, StaffJoined, StaffRoleChanged
from halles.sellers.models import PastPlace, Seller, SellerStaff, StaffInvitation
from halles.sellers.queries import find_role, list_invitations_of, list_invitations_to
from halles.sellers.services import inviting
from tests.announcements import heard
from tests.sellers.makers import give_place, make_invitation, make_seller
from tests.users.makers import make_user

pytestmark = pytest.mark.django_db
NOW = dt.datetime(2026, 6, 1, 9, tzinfo=dt.UTC)
DAY = dt.timedelta(days=1)


def refused(refusal: type[Refusal], work: Any) -> None:
    """Refused, and nothing was written."""
    before = written()
    with pytest.raises(refusal):
        work()
    assert written() == before


def written() -> list[Any]:
    return [list(model.objects.order_by("pk").values()) for model in (SellerStaff, PastPlace, StaffInvitation)]


def test_a_place_begins_when_the_person_accepts_it() -> None:
    with clock.travel(NOW - DAY):
        seller, cleo = make_seller(), make_user()
        with heard(StaffInvited) as told:
            invitation = make_invitation(seller, f"  {cleo.email.upper()} ")
    assert told == [StaffInvited(invitation.pk)]
    assert (invitation.email, invitation.expires_at) == (cleo.email, NOW + 13 * DAY)
    with clock.travel(NOW):
        assert find_role(cleo, seller) is None, "being invited opens nothing"
        assert [one.pk for one in list_invitations_of(seller)] == [invitation.pk]
        assert [one.seller for one in list_invitations_to(cleo)] == [seller]
        with heard(StaffJoined) as told_too:
            place = services.accept_invitation(cleo, invitation_id=invitation.pk)
        assert told_too == [StaffJoined(seller.pk, cleo.pk, "packer", NOW)]
        assert (place.role, place.added_at, find_role(cleo, seller)) == ("packer", NOW, "packer")
        assert list_invitations_of(seller) == list_invitations_to(cleo) == []
        refused(InvitationOver, lambda: services.accept_invitation(cleo, invitation_id=invitation.pk))
        refused(AlreadyHere, lambda: make_invitation(seller, cleo.email))


def test_only_who_has_shown_that_the_address_is_theirs_may_answer() -> None:
    seller, stranger = make_seller(), make_user()
    invitation = make_invitation(seller, "cleo@example.org")
    unproven = make_user(email="cleo@example.org", is_verified=False)
    for person in (stranger, unproven, seller.owner):
        refused(InvitationNotFound, lambda who=person: services.accept_invitation(who, invitation_id=invitation.pk))
        refused(InvitationNotFound, lambda who=person: services.decline_invitation(who, invitation_id=invitation.pk))
        assert list_invitations_to(person) == []


def test_an_invitation_ends_by_time_by_the_shop_or_by_a_no() -> None:
    with clock.travel(NOW):
        seller, cleo = make_seller(), make_user()
        late = make_invitation(seller, cleo.email)
    with clock.travel(NOW + 14 * DAY):
        assert list_invitations_to(cleo) == []
        refused(InvitationOver, lambda: services.accept_invitation(cleo, invitation_id=late.pk))
        taken_back = make_invitation(seller, cleo.email, "manager")
        late.refresh_from_db()
        assert late.status == "expired"
        refused(AlreadyInvited, lambda: make_invitation(seller, cleo.email))
        with heard(StaffInvitationClosed) as told:
            services.withdraw_invitation(seller, invitation_id=taken_back.pk)
        assert told == [StaffInvitationClosed(taken_back.pk)]
        refused(InvitationOver, lambda: services.accept_invitation(cleo, invitation_id=taken_back.pk))
        no = make_invitation(seller, cleo.email)
        services.decline_invitation(cleo, invitation_id=no.pk)
        refused(InvitationOver, lambda: services.accept_invitation(cleo, invitation_id=no.pk))
        refused(InvitationOver, lambda: services.withdraw_invitation(seller, invitation_id=no.pk))
    with clock.travel(NOW + 43 * DAY):
        refused(DeclinedLately, lambda: make_invitation(seller, cleo.email))
    with clock.travel(NOW + 45 * DAY):
        again = make_invitation(seller, cleo.email)
    assert find_role(cleo, seller) is None
    with clock.travel(again.expires_at + 91 * DAY):
        assert (services.forget_invitations(), StaffInvitation.objects.count()) == (4, 0)


def test_a_shop_cannot_touch_the_invitations_of_another() -> None:
    seller, rival = make_seller(), make_seller()
    invitation = make_invitation(seller, "cleo@example.org")
    refused(InvitationNotFound, lambda: services.withdraw_invitation(rival, invitation_id=invitation.pk))
    place = give_place(seller, make_user())
    refused(NotAMember, lambda: services.remove_staff(rival, staff_id=place.pk))
    refused(NotAMember, lambda: services.change_role(rival, staff_id=place.pk, role="manager"))


def test_an_address_is_not_written_to_again_and_again() -> None:
    with clock.travel(NOW):
        seller = make_seller()
        for _ in range(inviting.INVITATIONS_OF_A_DAY_MAX):
            one = make_invitation(seller, "cleo@example.org")
            services.withdraw_invitation(seller, invitation_id=one.pk)
        refused(InvitedTooOften, lambda: make_invitation(seller, "cleo@example.org"))
    with clock.travel(NOW + 2 * DAY):
        assert make_invitation(seller, "cleo@example.org").status == "waiting"


def test_a_shop_has_room_for_so_many_and_those_invited_count(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(inviting, "STAFF_MAX", 3)
    seller, cleo = make_seller(), make_user()
    give_place(seller, make_user())
    invitation = make_invitation(seller, cleo.email)
    refused(TooManyStaff, lambda: make_invitation(seller, "noe@example.org"))
    give_place(seller, make_user())
    refused(TooManyStaff, lambda: services.accept_invitation(cleo, invitation_id=invitation.pk))


def test_a_closed_shop_takes_nobody_in_and_nobody_becomes_owner() -> None:
    seller, cleo = make_seller(), make_user()
    refused(RoleUnknown, lambda: make_invitation(seller, cleo.email, "owner"))
    refused(AlreadyHere, lambda: make_invitation(seller, seller.owner.email))
    invitation = make_invitation(seller, cleo.email)
    Seller.objects.filter(pk=seller.pk).update(status="closed")
    assert list_invitations_to(cleo) == []
    refused(WrongStatus, lambda: services.accept_invitation(cleo, invitation_id=invitation.pk))
    refused(WrongStatus, lambda: make_invitation(seller, "noe@example.org"))


def test_who_is_sent_away_leaves_no_invitation_behind() -> None:
    seller, nick, cleo = make_seller(), make_user(), make_user()
    place = give_place(seller, nick, "manager")
    theirs = services.invite(seller, by=nick, email=cleo.email, role="manager")
    kept = make_invitation(seller, "noe@example.org")
    with heard(StaffInvitationClosed) as told:
        services.remove_staff(seller, staff_id=place.pk)
    assert told == [StaffInvitationClosed(theirs.pk)]
    assert [one.pk for one in list_invitations_of(seller)] == [kept.pk]
    refused(InvitationOver, lambda: services.accept_invitation(cleo, invitation_id=theirs.pk))


@pytest.mark.parametrize("status", ["applied", "needs_info"])
def test_whoever_has_only_applied_writes_to_nobody(status: str) -> None:
    seller = make_seller(status=status, name="You have won")
    refused(NotLookedAt, lambda: make_invitation(seller, "cleo@example.org"))
    Seller.objects.filter(pk=seller.pk).update(status="suspended")
    assert make_invitation(seller, "cleo@example.org").status == "waiting"


def test_a_place_is_changed_left_or_taken_away_and_stays_on_record() -> None:
    with clock.travel(NOW):
        seller, cleo, noe = make_seller(), make_user(), make_user()
        place, other = give_place(seller, cleo), give_place(seller, noe, "manager")
    with clock.travel(NOW + DAY):
        with heard(StaffRoleChanged) as told:
            services.change_role(seller, staff_id=place.pk, role="manager")
            services.change_role(seller, staff_id=place.pk, role="manager")
        assert told == [StaffRoleChanged(seller.pk, cleo.pk, "manager", NOW + DAY)]
        refused(RoleUnknown, lambda: services.change_role(seller, staff_id=place.pk, role="owner"))
    with clock.travel(NOW + 2 * DAY), heard(StaffGone) as gone:
        services.leave_shop(cleo, seller)
        services.remove_staff(seller, staff_id=other.pk)
    at = NOW + 2 * DAY
    assert gone == [StaffGone(seller.pk, cleo.pk, True, at), StaffGone(seller.pk, noe.pk, False, at)]
    past = PastPlace.objects.order_by("pk").values_list("user", "role", "began_at", "ended_at", "is_left")
    assert list(past) == [(cleo.pk, "manager", NOW, at, True), (noe.pk, "manager", NOW, at, False)]
    assert find_role(cleo, seller) is None
    refused(NotAMember, lambda: services.leave_shop(cleo, seller))
    refused(NotAMember, lambda: services.remove_staff(seller, staff_id=place.pk))
    invitation = make_invitation(seller, cleo.email)
    assert services.accept_invitation(cleo, invitation_id=invitation.pk).role == "packer"


def test_the_owner_stays() -> None:
    seller = make_seller()
    owner = SellerStaff.objects.get(seller=seller)
    refused(OwnerStays, lambda: services.remove_staff(seller, staff_id=owner.pk))
    refused(OwnerStays, lambda: services.change_role(seller, staff_id=owner.pk, role="packer"))
    refused(OwnerCannotLeave, lambda: services.leave_shop(seller.owner, seller))


def test_who_is_erased_leaves_no_place_and_no_invitation() -> None:
    seller, rival, cleo = make_seller(), make_seller(), make_user()
    services.leave_shop(cleo, give_place(seller, cleo).seller)
    give_place(rival, cleo)
    make_invitation(seller, cleo.email, "manager")
    told = personal.tell(cleo)
    assert [len(told[name]) for name in ("places", "former_places", "invitations")] == [1, 1, 1]
    personal.erase(cleo)
    assert not any(model.objects.filter(user=cleo).exists() for model in (SellerStaff, PastPlace))
    assert StaffInvitation.objects.count() == 0
