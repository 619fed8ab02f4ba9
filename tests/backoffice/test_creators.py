"""How a profile stands with other shops' goods, and letting one in: with a reason, once, and left in the record."""

from __future__ import annotations

import pytest
from django.test import Client

from halles.creators.events import SellingAdmitted
from halles.creators.models import Creator, CreatorSelling
from halles.creators.queries import selling_status
from halles.moderation.models import StaffAction
from halles.notifications.models import Mail
from halles.notifications.services import write_mail
from halles.notifications.telling import LETTERS
from halles.social import services as social
from halles.social import tallies
from halles.social.tallies import Counted
from halles.users.models import User
from tests.announcements import heard
from tests.creators.makers import make_creator
from tests.moderation.makers import make_staff
from tests.sellers.makers import make_seller

pytestmark = pytest.mark.django_db
WHY = "Known from the market in Dijon."


def make_newcomer(followers: int) -> Creator:
    creator = make_creator(selling="none")
    tallies.add(Counted("creator", creator.pk, "follow"), followers)
    return creator


def make_official() -> Creator:
    creator = make_creator(selling="none")
    Creator.objects.filter(pk=creator.pk).update(seller=make_seller())
    return creator


def page_of(desk: Client, creator: Creator) -> str:
    return " ".join(desk.get(f"/staff/creators/{creator.pk}/").content.decode().split())


def test_the_list_finds_profiles_by_name_and_by_how_they_stand(desk: Client) -> None:
    newcomer = make_creator(selling="pilot", handle="nora.makes", name="Nora")
    full, none = make_creator(), make_creator(selling="none")
    for asked, shown in (
        ({}, {newcomer, full, none}),
        ({"q": "@NORA"}, {newcomer}),
        ({"q": newcomer.user.email}, {newcomer}),
        ({"standing": "pilot"}, {newcomer}),
        ({"standing": "full"}, {full}),
        ({"standing": "none"}, {none}),
        ({"standing": "½"}, {newcomer, full, none}),
    ):
        page = desk.get("/staff/creators/", asked).content.decode()
        assert {one for one in (newcomer, full, none) if f"@{one.handle}<" in page} == shown, asked
    assert "No profile matches." in desk.get("/staff/creators/", {"q": "nobody like it"}).content.decode()


def test_the_page_says_how_a_profile_stands_and_why(desk: Client) -> None:
    few, enough = make_newcomer(12), make_newcomer(3_000)
    page = page_of(desk, few)
    assert "May not sell for other shops" in page
    assert "The market asks for 1,000 followers; 988 are missing." in page
    social.start_selling(enough, is_of_age=True)
    page = page_of(desk, enough)
    assert "Newcomer, with a weekly quota" in page
    assert "The quota ends at 5,000 followers" in page
    assert "0 of 5 videos, 0 of 3 shows" in page
    tallies.add(Counted("creator", enough.pk, "follow"), 2_000)
    social.lift_quotas()
    page = page_of(desk, enough)
    assert "when 5,000 people followed" in page
    assert "There is no limit to lift." in page
    assert "It shows the goods of its shop and needs no permission." in page_of(desk, make_official())


def test_letting_in_asks_for_a_reason_and_leaves_it_in_the_record(desk: Client, staff: User) -> None:
    creator = make_newcomer(12)
    door = f"/staff/creators/{creator.pk}/admit/"
    refused = desk.post(door, {"why": "  "})
    assert refused.status_code == 422
    assert "Say why, in a sentence that the creator will read." in refused.content.decode()
    assert (selling_status(creator), StaffAction.objects.count()) == ("none", 0)

    with heard(SellingAdmitted) as told:
        assert desk.post(door, {"why": WHY})["Location"] == f"/staff/creators/{creator.pk}/"
    assert told == [SellingAdmitted(creator.pk, WHY)]
    assert selling_status(creator) == "full"
    action = StaffAction.objects.get()
    assert (action.by, action.verb, action.target_id, action.why) == (staff, "admit_creator", str(creator.pk), WHY)
    page = page_of(desk, creator)
    assert f"Let in by {staff.name} on" in page
    assert WHY in page
    assert f'href="/staff/creators/{creator.pk}/"' in desk.get("/staff/actions/").content.decode()

    again = desk.post(door, {"why": "Once more."})
    assert again.status_code == 422
    assert "earns without a quota already" in again.content.decode()
    assert (StaffAction.objects.count(), CreatorSelling.objects.count()) == (1, 1)


def test_a_newcomer_is_let_out_of_the_quota_and_a_shops_profile_needs_nothing(desk: Client) -> None:
    newcomer, official = make_creator(selling="pilot"), make_official()
    desk.post(f"/staff/creators/{newcomer.pk}/admit/", {"why": WHY})
    assert CreatorSelling.objects.get(creator=newcomer).lifted_at is not None
    refused = desk.post(f"/staff/creators/{official.pk}/admit/", {"why": WHY})
    assert refused.status_code == 422
    assert "needs no permission for it" in refused.content.decode()
    assert StaffAction.objects.count() == 1


@pytest.mark.parametrize("role", ["support", "finance"])
def test_other_roles_neither_look_nor_let_in(role: str) -> None:
    creator = make_newcomer(12)
    desk = Client()
    desk.force_login(make_staff(role))
    assert desk.get(f"/staff/creators/{creator.pk}/").status_code == 403
    assert desk.post(f"/staff/creators/{creator.pk}/admit/", {"why": WHY}).status_code == 403
    assert selling_status(creator) == "none"


def test_the_creator_reads_why_in_a_mail() -> None:
    creator = make_newcomer(12)
    facts = {"creator_id": str(creator.pk), "why": WHY, "at": "2026-11-23T10:00:00+00:00"}
    (letter,) = LETTERS["selling_admitted"](**facts)
    write_mail(letter)
    assert write_mail(letter) is None, "told once"
    mail = Mail.objects.get()
    assert mail.to == creator.user.email
    assert WHY in mail.text
    assert f"/studio/profiles/{creator.pk}/marketplace/" in mail.text
