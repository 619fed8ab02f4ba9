"""Who may show other shops' goods, how often in a week, and what is missing."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

import pytest

from halles.creators import errors, services
from halles.creators.models import Creator, CreatorSelling, SellingUse
from halles.creators.queries import quota_of, selling_status
from halles.kit import clock
from halles.live.models import LiveProduct, LiveSession
from halles.live.services import go_live, set_bag
from halles.moderation.models import StaffAction
from halles.social import services as social
from halles.social import tallies
from halles.social.tallies import Counted
from halles.videos import services as videos
from halles.videos.models import Video
from tests.creators.makers import make_creator
from tests.live.makers import make_session
from tests.orders.makers import make_seller, make_variant
from tests.users.makers import make_user
from tests.videos.makers import make_video, place

pytestmark = pytest.mark.django_db
MONDAY = dt.datetime(2026, 11, 23, 8, tzinfo=dt.UTC)


def make_newcomer(followers: int = 3_000, **changes: Any) -> Creator:
    creator = make_creator(selling="none", **changes)
    follow(creator, followers)
    return creator


def follow(creator: Creator, count: int) -> None:
    tallies.add(Counted("creator", creator.pk, "follow"), count)


def make_draft(creator: Creator, variant: Any) -> Video:
    video = make_video(creator, status="draft")
    place(video, variant)
    return video


def make_staged(creator: Creator, variant: Any) -> LiveSession:
    session = make_session(creator=creator, media="on")
    LiveProduct.objects.create(session=session, product=variant.product, position=0)
    return session


def test_with_three_thousand_followers_one_begins_at_once_under_the_quota() -> None:
    creator = make_newcomer()
    with pytest.raises(errors.NotOfAge):
        social.start_selling(creator, is_of_age=False)
    assert selling_status(creator) == "none"
    assert social.start_selling(creator, is_of_age=True).status == "pilot"
    with pytest.raises(errors.AlreadySelling):
        social.start_selling(creator, is_of_age=True)
    assert CreatorSelling.objects.count() == 1


def test_below_the_minimum_one_is_told_what_is_missing() -> None:
    creator = make_newcomer(followers=640)
    with pytest.raises(errors.TooFewFollowers) as refused:
        social.start_selling(creator, is_of_age=True)
    assert refused.value.data == {"needed": 1_000, "count": 640, "missing": 360}
    assert CreatorSelling.objects.count() == 0


def test_with_five_thousand_there_is_no_quota_and_a_shop_needs_no_leave() -> None:
    assert social.start_selling(make_newcomer(followers=5_000), is_of_age=True).status == "full"
    seller = make_seller()
    official = Creator.objects.create(
        handle="atelier", name="Atelier", user=seller.owner, seller=seller, market="FR", created_at=clock.now()
    )
    with pytest.raises(errors.OfficialSells):
        social.start_selling(official, is_of_age=True)
    video = make_draft(official, make_variant(seller))
    assert videos.publish(video.pk).status == "published"
    assert SellingUse.objects.count() == 0


def test_without_leave_only_ones_own_shops_goods_are_shown() -> None:
    creator = make_newcomer()
    video = make_draft(creator, make_variant())
    with pytest.raises(errors.NotSelling):
        videos.publish(video.pk)
    video.refresh_from_db()
    assert (video.status, SellingUse.objects.count()) == ("draft", 0)
    own = make_seller(owner=creator.user)
    own.staff.create(user=creator.user, role="owner", added_at=clock.now())
    assert videos.publish(make_draft(creator, make_variant(own)).pk).status == "published"
    assert videos.publish(make_video(creator, status="draft").pk).status == "published"
    session = make_staged(creator, make_variant())
    with pytest.raises(errors.NotSelling):
        go_live(session.pk)
    session.refresh_from_db()
    assert session.status == "planned"


def test_five_videos_a_week_and_the_sixth_waits_for_monday() -> None:
    creator, variant = make_newcomer(), make_variant()
    with clock.travel(MONDAY):
        social.start_selling(creator, is_of_age=True)
        for _ in range(5):
            videos.publish(make_draft(creator, variant).pk)
        first = Video.objects.filter(creator=creator).order_by("pk").first()
        assert first is not None
        # Taking one back and showing it again is no second one; a deleted one does not make room.
        videos.unpublish(first.pk)
        videos.publish(first.pk)
        videos.delete_video(first.pk)
        assert (quota_of(creator, at=clock.now()).video_count, quota_of(creator, at=clock.now()).left("video")) == (
            5,
            0,
        )
        sixth = make_draft(creator, variant)
        with pytest.raises(errors.QuotaOfVideos):
            videos.publish(sixth.pk)
        sixth.refresh_from_db()
        assert sixth.status == "draft"
        # Nothing for sale in it: no quota.
        assert videos.publish(make_video(creator, status="draft").pk).status == "published"
    with clock.travel(MONDAY + dt.timedelta(days=7)):
        assert videos.publish(sixth.pk).status == "published"


def test_a_planned_video_over_the_quota_is_shown_the_week_after() -> None:
    creator, variant = make_newcomer(), make_variant()
    with clock.travel(MONDAY):
        social.start_selling(creator, is_of_age=True)
        planned = make_draft(creator, variant)
        assert videos.publish(planned.pk, at=clock.now() + dt.timedelta(days=1)).status == "scheduled"
        for _ in range(5):
            videos.publish(make_draft(creator, variant).pk)
    with clock.travel(MONDAY + dt.timedelta(days=2)):
        videos.publish_due()
        planned.refresh_from_db()
        # Monday begins at 23:00 UTC in Paris.
        assert (planned.status, planned.publish_at) == ("scheduled", dt.datetime(2026, 11, 29, 23, tzinfo=dt.UTC))
    with clock.travel(MONDAY + dt.timedelta(days=7)):
        videos.publish_due()
        planned.refresh_from_db()
        assert planned.status == "published"


def test_a_product_placed_in_a_shown_video_takes_a_place() -> None:
    creator, variant = make_newcomer(), make_variant()
    social.start_selling(creator, is_of_age=True)
    video = make_video(creator)
    videos.place_anchor(video.pk, videos.AnchorDraft(variant.product_id, 1_000, 5_000))
    assert [(use.kind, use.content_id) for use in SellingUse.objects.all()] == [("video", video.pk)]
    bare = make_newcomer()
    shown = make_video(bare)
    with pytest.raises(errors.NotSelling):
        videos.set_anchors(shown.pk, [videos.AnchorDraft(variant.product_id, 1_000, 5_000)])
    assert shown.anchors.count() == 0


def test_three_shows_a_week_count_when_on_air_with_a_product() -> None:
    creator, variant = make_newcomer(), make_variant()
    with clock.travel(MONDAY):
        social.start_selling(creator, is_of_age=True)
        empty = make_session(creator=creator, media="on")
        go_live(empty.pk)
        assert quota_of(creator, at=clock.now()).show_count == 0
        # A rehearsal and a plan take no place; a product that comes into a running show does.
        make_staged(creator, variant)
        set_bag(empty.pk, [variant.product_id])
        for _ in range(2):
            go_live(make_staged(creator, variant).pk)
        fourth = make_staged(creator, variant)
        with pytest.raises(errors.QuotaOfShows):
            go_live(fourth.pk)
        fourth.refresh_from_db()
        assert (fourth.status, quota_of(creator, at=clock.now()).show_count) == ("planned", 3)


def test_the_quota_is_lifted_at_five_thousand_followers() -> None:
    creator, variant = make_newcomer(), make_variant()
    social.start_selling(creator, is_of_age=True)
    for _ in range(5):
        videos.publish(make_draft(creator, variant).pk)
    follow(creator, 2_000)
    assert videos.publish(make_draft(creator, variant).pk).status == "published"
    assert selling_status(creator) == "full"
    other = make_newcomer()
    social.start_selling(other, is_of_age=True)
    follow(other, 2_000)
    assert (social.lift_quotas(), selling_status(other)) == (1, "full")
    assert social.lift_quotas() == 0


def test_staff_admits_a_profile_with_a_reason() -> None:
    creator, staff = make_newcomer(followers=3), make_user(is_staff=True, staff_role="admin")
    with pytest.raises(errors.WhyMissing):
        services.admit_selling(creator, by=staff, why=" ")
    assert selling_status(creator) == "none"
    services.admit_selling(creator, by=staff, why="Known from the market in Dijon.")
    assert selling_status(creator) == "full"
    with pytest.raises(errors.NoQuotaAlready):
        services.admit_selling(creator, by=staff, why="Once more.")
    assert StaffAction.objects.get().verb == "admit_creator"


def test_nobody_takes_the_place_of_another_content() -> None:
    creator = make_newcomer()
    social.start_selling(creator, is_of_age=True)
    content = uuid.uuid4()
    services.spend_place(creator, kind="video", content_id=content)
    services.spend_place(creator, kind="video", content_id=content)
    assert SellingUse.objects.count() == 1
