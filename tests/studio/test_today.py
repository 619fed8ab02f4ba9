"""What waits, for a shop and for a profile: true counts, and a link to exactly where it is done."""

from __future__ import annotations

import datetime as dt

import pytest

from halles.kit import clock
from halles.returns.queries import tasks_of
from halles.sellers.models import SellerStaff
from halles.social import services as socialising
from halles.studio.creator_day import day_of
from halles.videos.models import Video
from tests.creators.makers import make_creator
from tests.returns.makers import DAY, DELIVERED_AT, ask, make_two_lines
from tests.studio.shop_makers import browser, make_shop, said
from tests.users.makers import make_user
from tests.videos.makers import make_video

pytestmark = pytest.mark.django_db


def test_a_return_is_told_with_its_deadline_and_leads_to_itself() -> None:
    order, first, second = make_two_lines()
    seller = order.seller
    SellerStaff.objects.create(seller=seller, user=seller.owner, role="owner", added_at=clock.now())
    client = browser(seller.owner)
    home = f"/studio/shops/{order.seller.slug}/"
    with clock.travel(DELIVERED_AT + DAY):
        one = ask(order, {first.pk: 1}, reason="not_as_described")
        due = tasks_of(order.seller)
        assert (due.answer_count, due.answer_id, due.answer_by_at, due.inspect_count) == (
            1,
            one.pk,
            one.deadline_at,
            0,
        )
        page = said(client.get(home))
        assert "1 return to answer" in page
        assert f"{home}returns/{one.pk}/" in page
        assert "1 return to answer" in said(client.get("/studio/"))
        ask(order, {second.pk: 1}, reason="not_as_described")
        page = said(client.get(home))
    assert "2 returns to answer" in page
    assert f'href="{home}returns/"' in page


def test_questions_wait_for_managers_and_an_answered_one_no_more() -> None:
    shop = make_shop()
    question = socialising.ask_question(
        make_user(), shop.variant.product_id, text="Does it fit a dishwasher?", language="en"
    )
    assert "1 question about your goods" in said(shop.client().get(shop.url()))
    packer = said(shop.client("packer").get(shop.url()))
    assert "1 question" not in packer
    assert "Nobody waits for an answer." in packer
    socialising.answer_as_shop(shop.seller, question.pk, by=shop.seller.owner, text="It does.", language="en")
    assert "Nobody waits for an answer." in said(shop.client().get(shop.url()))


def test_a_profiles_day_tells_what_is_held_removed_half_written_and_unanswered() -> None:
    profile = make_creator()
    shown = make_video(profile, caption="In the kiln")
    held = make_video(profile, caption="Wait for it")
    removed = make_video(profile, caption="Too loud")
    old = make_video(profile, caption="Long gone")
    own = make_video(profile, caption="I took it down")
    Video.objects.filter(pk=held.pk).update(status="held")
    Video.objects.filter(pk=removed.pk).update(status="removed", removed_by_kind="staff", held_why="It names a person.")
    Video.objects.filter(pk=old.pk).update(
        status="removed", removed_by_kind="staff", updated_at=clock.now() - dt.timedelta(days=40)
    )
    Video.objects.filter(pk=own.pk).update(status="removed", removed_by_kind="creator")
    said_by = make_user()
    comment = socialising.post_comment(said_by, kind="video", target_id=shown.pk, text="How hot is it?", language="en")
    day = day_of(profile)
    assert [one.pk for one in day.held] == [held.pk]
    assert [one.pk for one in day.removed] == [removed.pk]
    assert [(video.pk, count) for video, count in day.waiting] == [(shown.pk, 1)]
    assert day.yesterday.is_quiet
    page = said(browser(profile.user).get("/studio/"))
    for words in ("It names a person.", "1 comment without your answer", "Yesterday was quiet."):
        assert words in page
    assert "Long gone" not in page
    assert "I took it down" not in page
    socialising.post_comment(
        profile.user,
        kind="video",
        target_id=shown.pk,
        text="1,260 degrees.",
        language="en",
        parent_id=comment.pk,
        creator=profile,
    )
    assert day_of(profile).waiting == []


def test_a_profile_without_a_task_is_invited() -> None:
    profile = make_creator()
    page = said(browser(profile.user).get("/studio/"))
    assert "Nothing waits. Show how it is made" in page
    assert day_of(profile).has_task is False
