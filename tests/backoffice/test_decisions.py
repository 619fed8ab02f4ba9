"""What staff decide: who, when and why is kept; a refusal shows its sentence on the page and writes nothing."""

from __future__ import annotations

import uuid
from typing import Any

import pytest
from django.test import Client

from halles.catalog.models import Product
from halles.creators.models import Creator
from halles.moderation.models import Decision, Report, StaffAction
from halles.sellers import services as selling
from halles.sellers.models import Seller
from halles.social import services as socialising
from halles.social.models import Comment
from halles.users.models import User
from halles.videos.models import Video
from tests.catalog.makers import make_on_sale
from tests.creators.makers import make_creator
from tests.moderation.makers import make_report
from tests.sellers.makers import hand_in_papers, make_applicant, make_application, make_seller
from tests.users.makers import make_user
from tests.videos.makers import make_video

pytestmark = pytest.mark.django_db


def last_action() -> tuple[User, str, str, str]:
    (action,) = StaffAction.objects.all()
    return action.by, action.verb, action.target_id, action.why


def rule(desk: Client, kind: str, target_id: uuid.UUID, **form: str) -> Any:
    """The decision form, sent as staff fill it in."""
    return desk.post(f"/staff/reviews/decide/{kind}/{target_id}/", {"market": "FR", "sanction": "remove", **form})


def make_comment(video: Video) -> Comment:
    return socialising.post_comment(
        make_user(), kind="video", target_id=video.pk, text="Un bol superbe", language="fr", content_creator_id=None
    )


def test_a_complete_application_is_approved(desk: Client, staff: User) -> None:
    seller = make_applicant()
    page = desk.get(f"/staff/sellers/{seller.pk}/").content.decode()
    assert "Everything the market asks for is there." in page
    answer = desk.post(f"/staff/sellers/{seller.pk}/decide/", {"decision": "approve", "why": "All papers read"})
    assert answer["Location"] == f"/staff/sellers/{seller.pk}/"
    seller.refresh_from_db()
    assert seller.status == Seller.Status.APPROVED
    assert last_action() == (staff, "approve_seller", str(seller.pk), "All papers read")
    assert "All papers read" in desk.get(answer["Location"]).content.decode()
    record = desk.get("/staff/actions/").content.decode()
    assert f'<a href="/staff/sellers/{seller.pk}/">Shop approved</a>' in record


def test_nobody_reads_somebodys_papers_without_a_trace(desk: Client, staff: User) -> None:
    seller = make_applicant()
    paper = seller.documents.order_by("pk")[0]
    place = f"/staff/sellers/{seller.pk}/documents/{paper.pk}/"
    stranger = Client()
    stranger.force_login(seller.owner)
    assert stranger.get(place).status_code == 404
    assert not StaffAction.objects.exists()

    answer = desk.get(place)
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert len(b"".join(answer.streaming_content)) == paper.size_bytes  # type: ignore[attr-defined]
    assert last_action() == (staff, "read_document", str(seller.pk), "applied")
    assert StaffAction.objects.get().data == {"document": str(paper.pk), "kind": paper.kind}


def test_an_incomplete_application_is_refused_on_its_page_with_what_was_typed(desk: Client) -> None:
    seller = selling.apply(user=make_user(), application=make_application())
    answer = desk.post(
        f"/staff/sellers/{seller.pk}/decide/",
        {"decision": "approve", "why": "Looks <fine>", "missing": "identity_document"},
    )
    page = answer.content.decode()
    assert answer.status_code == 422
    assert 'id="refused"' in page
    assert "Looks &lt;fine&gt;</textarea>" in page
    assert 'value="identity_document" checked' in page
    seller.refresh_from_db()
    assert seller.status == Seller.Status.APPLIED
    assert not StaffAction.objects.exists()
    hand_in_papers(seller)
    assert desk.post(f"/staff/sellers/{seller.pk}/decide/", {"decision": "approve", "why": "ok"}).status_code == 302


def test_an_application_is_asked_for_what_is_missing(desk: Client) -> None:
    seller = make_applicant()
    desk.post(
        f"/staff/sellers/{seller.pk}/decide/",
        {"decision": "ask", "missing": ["register_extract"], "why": "The extract is of 2019."},
    )
    seller.refresh_from_db()
    assert (seller.status, seller.missing) == (Seller.Status.NEEDS_INFO, ["register_extract"])
    assert last_action()[1:] == ("ask_seller", str(seller.pk), "The extract is of 2019.")


def test_suspending_needs_a_reason_and_reinstating_undoes_it(desk: Client) -> None:
    seller = make_seller()
    address = f"/staff/sellers/{seller.pk}/decide/"
    assert rule(desk, "shop", seller.pk, rule="service", facts=" ", sanction="suspend").status_code == 422
    assert not StaffAction.objects.exists()
    rule(desk, "shop", seller.pk, rule="service", facts="Parcels never left.", sanction="suspend")
    seller.refresh_from_db()
    assert seller.status == Seller.Status.SUSPENDED
    desk.post(address, {"decision": "reinstate", "why": "They left."})
    seller.refresh_from_db()
    assert seller.status == Seller.Status.APPROVED
    assert list(StaffAction.objects.order_by("at").values_list("verb", flat=True)) == [
        "make_decision",
        "suspend_seller",
        "reinstate_seller",
        "lift_decision",
    ]
    assert Decision.objects.get().status == "lifted"


@pytest.mark.parametrize("kind", ["sellers", "reports", "videos", "comments", "products", "creators"])
def test_a_form_without_its_button_decides_nothing(desk: Client, kind: str) -> None:
    video = make_video()
    targets = {
        "sellers": lambda: make_applicant().pk,
        "reports": lambda: make_report(target_id=video.pk).pk,
        "videos": lambda: video.pk,
        "comments": lambda: make_comment(video).pk,
        "products": lambda: make_on_sale().product_id,
        "creators": lambda: video.creator_id,
    }
    answer = desk.post(f"/staff/{kind}/{targets[kind]()}/decide/", {"why": "pressed Enter"}, follow=True)
    assert "Press one of the buttons" in answer.content.decode()
    assert not StaffAction.objects.exists()
    video.refresh_from_db()
    assert video.status == Video.Status.PUBLISHED


def test_an_upheld_report_removes_the_video_and_closes_its_reports(desk: Client) -> None:
    video = make_video()
    report, other = make_report(target_id=video.pk), make_report(target_id=video.pk, reason="spam")
    page = desk.get(f"/staff/reports/{report.pk}/").content.decode()
    assert "Spam" in page
    assert "Suspend the profile" in page
    assert f"/staff/reviews/decide/video/{video.pk}/" in page
    answer = rule(desk, "video", video.pk, rule="honest_words", facts="A scam.")
    assert answer["Location"] == "/staff/reviews/"
    video.refresh_from_db()
    other.refresh_from_db()
    assert (video.status, other.status) == (Video.Status.REMOVED, Report.Status.UPHELD)
    assert StaffAction.objects.filter(verb="make_decision", why="A scam.").count() == 1


def test_a_report_somebody_else_decided_says_so(desk: Client) -> None:
    report = make_report(target_id=make_video().pk)
    desk.post(f"/staff/reports/{report.pk}/decide/", {"decision": "dismiss", "why": "Harmless."})
    answer = desk.post(f"/staff/reports/{report.pk}/decide/", {"decision": "dismiss", "why": "Not harmless."})
    assert answer.status_code == 422
    assert 'id="refused"' in answer.content.decode()
    assert [one.verb for one in StaffAction.objects.all()] == ["dismiss_report"]


@pytest.mark.parametrize("kind", ["video", "comment", "product", "creator"])
def test_what_was_reported_and_is_gone_still_shows_its_reports(desk: Client, kind: str) -> None:
    report = make_report(kind=kind, target_id=uuid.uuid4(), text="It was here")
    page = desk.get(f"/staff/reports/{report.pk}/").content.decode()
    assert "It was here" in page
    assert "no longer there" in page


def test_a_reported_video_is_held_then_shown_from_the_reports_page(desk: Client) -> None:
    video = make_video()
    back = f"/staff/reports/{make_report(target_id=video.pk).pk}/"
    answer = desk.post(f"/staff/videos/{video.pk}/decide/", {"decision": "hold", "why": "To check", "next": back})
    assert answer["Location"] == back
    video.refresh_from_db()
    assert video.status == Video.Status.HELD
    assert "Show it" in desk.get(back).content.decode()
    desk.post(f"/staff/videos/{video.pk}/decide/", {"decision": "release", "why": "Fine", "next": back})
    video.refresh_from_db()
    assert video.status == Video.Status.PUBLISHED
    refused = desk.post(f"/staff/videos/{video.pk}/decide/", {"decision": "release", "why": "Twice"}, follow=True)
    assert "cannot be done with a video in its present state" in refused.content.decode()
    assert StaffAction.objects.count() == 2


def test_removing_a_video_needs_a_reason(desk: Client) -> None:
    video = make_video()
    answer = rule(desk, "video", video.pk, rule="", facts="")
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Please say what you saw" in page
    assert "Which rule" in page
    video.refresh_from_db()
    assert video.status == Video.Status.PUBLISHED
    assert not StaffAction.objects.exists()


def test_a_comment_is_removed_with_its_reason(desk: Client) -> None:
    comment = make_comment(make_video())
    rule(desk, "comment", comment.pk, rule="respect", facts="Insulting.")
    comment.refresh_from_db()
    assert comment.status == Comment.Status.REMOVED
    decision = Decision.objects.get()
    assert (decision.subject, decision.about, decision.was) == (comment.user, "Un bol superbe", "shown")
    assert {one.verb for one in StaffAction.objects.all()} == {"make_decision", "remove_comment"}


def test_a_held_comment_names_its_author_and_its_video(desk: Client) -> None:
    comment = make_comment(video := make_video(caption="How the glaze is mixed"))
    comment.user.name = "Ondine Vasseur"
    comment.user.save()
    Comment.objects.filter(pk=comment.pk).update(status=Comment.Status.HELD)
    page = desk.get("/staff/reviews/").content.decode()
    for named in ("Ondine Vasseur", "How the glaze is mixed", video.creator.name, f"/v/{video.pk}"):
        assert named in page


def test_a_product_is_taken_off_sale_and_given_back(desk: Client) -> None:
    product = make_on_sale().product
    back = f"/staff/reports/{make_report(kind='product', target_id=product.pk).pk}/"
    assert "Take it off sale" in desk.get(back).content.decode()
    rule(desk, "product", product.pk, rule="eu_unsafe_product", facts="No CE mark.", sanction="take_off_sale")
    product.refresh_from_db()
    assert (product.status, product.held_why) == (Product.Status.HELD, "No CE mark.")
    assert "Give it back to its shop" in desk.get(back).content.decode()
    desk.post(f"/staff/products/{product.pk}/decide/", {"decision": "release", "why": "Marked.", "next": back})
    product.refresh_from_db()
    assert product.status == Product.Status.PAUSED


def test_a_profile_is_suspended_and_may_post_again(desk: Client) -> None:
    creator = make_creator()
    back = f"/staff/reports/{make_report(kind='creator', target_id=creator.pk).pk}/"
    rule(desk, "creator", creator.pk, rule="spam", facts="Spam.", sanction="suspend")
    creator.refresh_from_db()
    assert creator.status == Creator.Status.SUSPENDED
    assert "Let the profile post again" in desk.get(back).content.decode()
    desk.post(f"/staff/creators/{creator.pk}/decide/", {"decision": "reinstate", "why": "Talked.", "next": back})
    creator.refresh_from_db()
    assert creator.status == Creator.Status.ACTIVE
