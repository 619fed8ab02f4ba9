"""What waits, for a shop and for a profile: true counts, and a link to exactly where it is done."""

from __future__ import annotations

import datetime as dt

import pytest

from halles.affiliates.models import Sample
from halles.affiliates.services import fees, participating, talking
from halles.backoffice.evening import this_evening
from halles.kit import clock
from halles.returns.queries import tasks_of
from halles.sellers.models import SellerStaff
from halles.social import services as socialising
from halles.studio.creator_day import day_of
from halles.studio.shop_access import Desk, Role
from halles.studio.today import Task, waiting_of
from halles.videos.models import Video
from tests.affiliates.fee_makers import make_fee
from tests.affiliates.plan_makers import make_invitation, make_open_plan
from tests.affiliates.sample_makers import make_asked_plainly
from tests.creators.makers import make_creator
from tests.orders.makers import make_variant
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


def test_a_shop_is_told_which_creators_wait_and_packers_are_not() -> None:
    shop, camille = make_shop(), make_creator()
    plan = make_open_plan(shop.variant, needs_approval=True)
    part = participating.join(camille, plan.pk)
    sample = make_asked_plainly(camille, shop.variant, plan=plan)
    page = said(shop.client().get(shop.url()))
    assert "1 creator asks to sell for you" in page
    assert shop.url(f"plans/parts/{part.pk}/") in page
    assert "1 request for a sample to decide" in page
    [task] = [one for one in waiting_of(Desk(shop.seller.owner, shop.seller, Role.OWNER)) if one.by_at]
    assert (task.url, task.by_at) == (shop.url("samples/"), sample.decide_by)
    talking.write_message(shop.seller, camille, side="creator", by=camille.user, body="Bonjour, un bol ?")
    page = said(shop.client().get(shop.url()))
    assert "1 creator waits for your answer" in page
    assert shop.url(f"talks/{camille.pk}/") in page
    talking.write_message(shop.seller, camille, side="shop", by=shop.seller.owner, body="Oui.")
    assert "waits for your answer" not in said(shop.client().get(shop.url()))
    assert "Nobody waits for an answer." in said(shop.client("packer").get(shop.url()))


def test_a_profiles_day_tells_what_shops_ask_of_it() -> None:
    bowl, jug, camille = make_variant(), make_variant(), make_creator()
    make_invitation(bowl, camille)
    plan = make_open_plan(jug)
    participating.join(camille, plan.pk)
    sample = make_asked_plainly(camille, jug, plan=plan)
    now = clock.now()
    Sample.objects.filter(pk=sample.pk).update(
        status="delivered", delivered_at=now, due_at=dt.datetime(2026, 12, 20, 12, tzinfo=dt.UTC)
    )
    talking.write_message(jug.seller, camille, side="shop", by=jug.seller.owner, body="Have you tried it?")
    day = day_of(camille)
    assert [one.plan.product_id for one in day.invitations] == [bowl.product_id]
    assert [one.seller for one in day.letters] == [jug.seller]
    assert [one.pk for one in day.to_show] == [sample.pk]
    page = said(browser(camille.user).get("/studio/"))
    for words in (f"{bowl.seller.name} invites you to sell it", "wrote to you and waits for an answer", "by Dec 20"):
        assert words in page, words
    base = f"/studio/profiles/{camille.pk}/"
    for path in ("marketplace/", "plans/", "money/", "samples/"):
        assert f'href="{base}{path}"' in page, path
    talking.write_message(jug.seller, camille, side="creator", by=camille.user, body="Tomorrow.")
    participating.answer_invitation(day.invitations[0].pk, yes=False)
    # Found in a video of theirs: nothing is left to do but to leave it there.
    Sample.objects.filter(pk=sample.pk).update(posted_kind="video", posted_id=sample.pk, seen_since=now)
    assert day_of(camille).has_task is False


def test_fees_wait_on_both_sides_and_for_the_staff() -> None:
    fee = make_fee()
    seller, creator = fee.seller, fee.creator
    day = day_of(creator)
    assert (day.has_task, [one.pk for one in day.fees]) == (True, [fee.pk])
    assert f"{seller.name} offers you a fee" in said(browser(creator.user).get("/studio/"))
    fees.agree(fee.pk)
    assert f"Fee of {seller.name}, for work to come" in said(browser(creator.user).get("/studio/"))
    desk = Desk(seller.owner, seller, Role.OWNER)
    assert [one for one in waiting_of(desk) if "fee" in one.sentence] == []
    variant = fee.participation.plan.product.variants.get()
    work = make_video(creator, shows=variant, published_at=clock.now())
    fees.deliver(fee.pk, work.pk)
    fee.refresh_from_db()
    [task] = [one for one in waiting_of(desk) if "fee" in one.sentence]
    assert task == Task("1 piece of work for a fee to look at", f"/studio/shops/{seller.slug}/fees/", fee.review_by)
    assert day_of(creator).fees == []
    assert this_evening().fee_count == 0
    fees.refuse_work(fee.pk, why="It shows another bowl.")
    assert this_evening().fee_count == 1
