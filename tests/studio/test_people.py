"""Places in shops at the desk: invited, answered, left."""

from __future__ import annotations

from html import unescape

import pytest

from halles.sellers.models import PastPlace, SellerStaff, StaffInvitation
from halles.sellers.queries import find_role
from tests.affiliates.makers import make_creator, make_participation, make_plan
from tests.sellers.makers import give_place, make_invitation
from tests.studio.shop_makers import browser, make_shop, said
from tests.users.makers import make_user

pytestmark = pytest.mark.django_db


def test_a_manager_invites_and_nobody_has_a_place_before_they_accept() -> None:
    shop, cleo = make_shop(), make_user()
    client, url = shop.client("manager"), shop.url("people/")
    assert client.post(url, {"email": cleo.email, "role": "packer"})["Location"] == url
    page = said(client.get(url))
    assert cleo.email in page
    assert "Withdraw" in page
    assert browser(cleo).get(shop.url()).status_code == 404
    assert "A shop offers you a place in its team" in said(browser(cleo).get("/studio/"))
    invitation = StaffInvitation.objects.get()
    offered = said(browser(cleo).get("/studio/invitations/"))
    assert shop.seller.name in unescape(offered)
    assert "earns you no commission" not in offered, "who posts nothing is not frightened"
    there = browser(cleo).post(f"/studio/invitations/{invitation.pk}/accept/")
    assert there["Location"] == shop.url()
    assert browser(cleo).get(shop.url()).status_code == 200

    again = client.post(url, {"email": cleo.email, "role": "packer"})
    assert (again.status_code, "has a place in the shop already" in said(again)) == (422, True)
    place = SellerStaff.objects.get(user=cleo)
    client.post(f"{url}{place.pk}/role/", {"role": "manager"})
    assert browser(cleo).get(url).status_code == 200
    client.post(f"{url}{place.pk}/role/", {"role": "owner"})
    assert find_role(cleo, shop.seller) == "manager"


def test_a_creator_reads_what_a_place_takes_from_them_before_they_accept() -> None:
    shop, creator = make_shop(), make_creator()
    make_participation(make_plan(shop.seller), creator)
    make_invitation(shop.seller, creator.user.email)
    page = unescape(said(browser(creator.user).get("/studio/invitations/")))
    assert f"From the moment you accept, what {shop.seller.name} sells earns you no commission" in page
    assert f"@{creator.handle} takes part in plans of this shop now" in page
    assert "Accept, without commission here" in page


def test_invitations_are_answered_by_nobody_else_and_withdrawn_by_the_shop() -> None:
    shop, cleo = make_shop(), make_user()
    invitation = make_invitation(shop.seller, cleo.email)
    for answer in ("accept", "decline"):
        told = browser(shop.people["stranger"]).post(f"/studio/invitations/{invitation.pk}/{answer}/", follow=True)
        assert "There is no such invitation for you." in said(told)
    url = shop.url(f"people/invitations/{invitation.pk}/withdraw/")
    assert shop.client("packer").post(url).status_code == 403
    assert StaffInvitation.objects.get().status == "waiting"
    shop.client("manager").post(url)
    told = browser(cleo).post(f"/studio/invitations/{invitation.pk}/accept/", follow=True)
    assert "does not stand any more" in said(told)
    assert find_role(cleo, shop.seller) is None

    declined = make_invitation(shop.seller, cleo.email)
    browser(cleo).post(f"/studio/invitations/{declined.pk}/decline/")
    refused = shop.client("manager").post(shop.url("people/"), {"email": cleo.email, "role": "packer"})
    assert (refused.status_code, "has declined a place here" in said(refused)) == (422, True)


def test_one_leaves_a_place_but_not_ones_own_shop() -> None:
    shop = make_shop()
    page = said(shop.client("packer").get(shop.url("leave/")))
    assert "You can leave" in page
    assert shop.url("leave/") in said(shop.client("packer").get(shop.url()))
    assert shop.client("packer").post(shop.url("leave/"))["Location"] == "/studio/"
    assert shop.client("packer").get(shop.url()).status_code == 404
    assert PastPlace.objects.get().is_left
    told = shop.client().post(shop.url("leave/"), follow=True)
    assert "The owner cannot leave their shop." in said(told)
    assert find_role(shop.people["owner"], shop.seller) == "owner"
    assert shop.client("stranger").post(shop.url("leave/")).status_code == 404


def test_nobody_removes_the_owner_and_invitations_are_counted() -> None:
    shop = make_shop()
    client, url = shop.client("manager"), shop.url("people/")
    owner = SellerStaff.objects.get(role="owner", seller=shop.seller)
    told = said(client.post(f"{url}{owner.pk}/remove/", follow=True))
    assert "The owner cannot be removed from the shop" in told
    other = give_place(shop.seller, make_user())
    assert client.post(f"{url}{other.pk}/remove/")["Location"] == url
    answers = [client.post(url, {"email": f"new{n}@example.org", "role": "packer"}).status_code for n in range(21)]
    assert answers == [302] * 20 + [429]
    myself = SellerStaff.objects.get(user=shop.people["manager"])
    assert client.post(f"{url}{myself.pk}/remove/")["Location"] == "/studio/"
