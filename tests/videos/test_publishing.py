"""From draft to shown and back: now, later, when the clip can be played, never past the staff."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from halles.creators.models import Creator
from halles.kit import clock, events
from halles.media.events import AssetPlayable, AssetRefused
from halles.media.models import Asset
from halles.moderation.models import Appeal, StaffAction
from halles.moderation.services import decide_appeal, open_appeal
from halles.sellers.models import Seller
from halles.videos import services
from halles.videos.errors import (
    AssetRefused as AssetRefusedError,
)
from halles.videos.errors import (
    CreatorSuspended,
    NotPossibleNow,
    PublishPast,
    PublishTooFar,
    ShopNotApproved,
    VideoIsHeld,
    VideoIsRemoved,
)
from halles.videos.events import VideoHeld, VideoPublished, VideoRemovedByStaff, VideoWithdrawn
from halles.videos.models import Video
from halles.videos.services import VideoChanges
from tests.announcements import heard
from tests.creators.makers import make_creator
from tests.moderation.makers import decide, make_report, make_staff, uphold
from tests.orders.makers import make_seller
from tests.users.makers import make_user
from tests.videos.makers import make_video

pytestmark = pytest.mark.django_db
DRAFT = Video.Status.DRAFT
NOW = dt.datetime(2026, 6, 2, 8, 30, tzinfo=dt.UTC)


def status(video: Video) -> str:
    video.refresh_from_db()
    return video.status


def make_playable(video: Video) -> None:
    Asset.objects.filter(pk=video.asset_id).update(
        status=Asset.Status.PLAYABLE, duration_ms=20_000, playable_at=clock.now()
    )
    events.emit(AssetPlayable(video.asset_id))


def test_a_playable_draft_is_shown_at_once_and_only_once() -> None:
    video = make_video(status=DRAFT)
    with heard(VideoPublished) as told, clock.travel(NOW):
        services.publish(video.pk)
        services.publish(video.pk)
    assert (status(video), video.published_at) == ("published", NOW)
    assert told == [VideoPublished(video.pk, video.creator_id)]


def test_a_video_published_while_its_clip_is_made_appears_when_the_first_size_is_ready() -> None:
    video = make_video(status=DRAFT, is_playable=False)
    services.publish(video.pk)
    assert status(video) == "scheduled"
    assert services.publish_due() == 0

    make_playable(video)
    assert status(video) == "published"


def test_a_clip_that_is_ready_does_not_show_what_nobody_published() -> None:
    draft, later = make_video(status=DRAFT, is_playable=False), make_video(status=DRAFT, is_playable=False)
    services.publish(later.pk, at=clock.now() + dt.timedelta(hours=1))
    make_playable(draft)
    make_playable(later)
    assert (status(draft), status(later)) == ("draft", "scheduled")


def test_a_scheduled_video_is_shown_by_the_job_when_its_time_has_come() -> None:
    video = make_video(status=DRAFT)
    with clock.travel(NOW):
        services.publish(video.pk, at=NOW + dt.timedelta(hours=2))
        assert services.publish_due() == 0
    with clock.travel(NOW + dt.timedelta(hours=2)):
        assert services.publish_due() == 1
        assert services.publish_due() == 0
    assert (status(video), video.published_at) == ("published", NOW + dt.timedelta(hours=2))


def test_a_refused_file_makes_a_waiting_video_a_draft_again() -> None:
    video = make_video(status=DRAFT, is_playable=False)
    services.publish(video.pk)
    Asset.objects.filter(pk=video.asset_id).update(status=Asset.Status.REFUSED, refusal_code="media.not_a_video")
    events.emit(AssetRefused(video.asset_id, "media.not_a_video"))
    assert status(video) == "draft"
    with pytest.raises(AssetRefusedError):
        services.publish(video.pk)
    assert status(video) == "draft"


def test_taking_back_and_showing_again_does_not_make_a_video_new() -> None:
    video = make_video(published_at=NOW)
    with heard(VideoWithdrawn) as told:
        services.unpublish(video.pk)
    assert (status(video), told) == ("draft", [VideoWithdrawn(video.pk, video.creator_id)])
    services.publish(video.pk)
    assert (status(video), video.published_at) == ("published", NOW)


@pytest.mark.parametrize(
    "words", [{"caption": "Sur www.pas-cher.shop"}, {"template_parts": {"hook": "Write on WhatsApp"}}]
)
def test_words_that_look_like_spam_are_read_by_the_staff_first(words: dict[str, Any]) -> None:
    video, staff = make_video(status=DRAFT, **words), make_staff()
    with heard(VideoHeld) as told:
        services.publish(video.pk)
    assert status(video) == "held"
    assert [event.user_id for event in told] == [video.creator.user_id]
    with pytest.raises(VideoIsHeld):
        services.publish(video.pk)

    services.release_video(video.pk, by=staff, why="A real address.")
    assert status(video) == "published"
    services.unpublish(video.pk)
    services.publish(video.pk)
    assert status(video) == "published", "the same words are not read twice"
    assert [action.verb for action in StaffAction.objects.all()] == ["release_video"]


def test_new_words_of_a_shown_video_are_checked_again() -> None:
    video = make_video()
    services.edit_video(video.pk, changes=VideoChanges(call_to_action="follow"))
    assert status(video) == "published"
    with heard(VideoWithdrawn, VideoHeld) as told:
        services.edit_video(video.pk, changes=VideoChanges(caption="Double your money"))
    assert (status(video), video.held_rules) == ("held", ["easy_money"])
    assert [type(event) for event in told] == [VideoWithdrawn, VideoHeld]


def test_staff_hold_and_release_and_a_released_draft_stays_one() -> None:
    staff = make_staff()
    shown, draft = make_video(), make_video(status=DRAFT)
    for video in (shown, draft):
        services.hold_video(video.pk, by=staff, why="Looks stolen.")
        assert (status(video), video.held_why) == ("held", "Looks stolen.")
        services.release_video(video.pk, by=staff)
    assert (status(shown), status(draft)) == ("published", "draft")
    with pytest.raises(NotPossibleNow):
        services.release_video(draft.pk, by=staff)


def test_an_upheld_report_removes_the_video_for_good_and_says_why() -> None:
    video = make_video()
    report = make_report(target_id=video.pk)
    with heard(VideoRemovedByStaff, VideoWithdrawn) as told:
        uphold(report, by=make_staff(), why="Another brand's film.")
    assert (status(video), video.removed_by_kind) == ("removed", "staff")
    assert VideoRemovedByStaff(video.pk, video.creator.user_id, "Another brand's film.") in told
    for forbidden in (services.publish, services.unpublish):
        with pytest.raises(VideoIsRemoved):
            forbidden(video.pk)
    assert status(video) == "removed"


@pytest.mark.parametrize("was", ["published", "draft", "held"])
def test_an_appeal_brings_a_video_back_as_it_stood_and_a_reversal_for_good(was: str) -> None:
    video, author = make_video(status=DRAFT if was == "draft" else "published"), make_user()
    if was == "held":
        services.hold_video(video.pk, by=make_staff(), why="To check")
    decision = decide(target_id=video.pk, subject=author, was=was)
    assert (status(video), video.removed_by_kind) == ("removed", "staff")
    appeal = open_appeal(decision.pk, user=author, text="It is my own film.")
    assert (status(video), video.removed_by_kind) == (was, "")
    decide_appeal(appeal.pk, is_reversed=True, by=make_staff(), why="It is.")
    assert status(video) == ("published" if was == "held" else was)


def test_an_appeal_that_is_refused_removes_the_video_again_and_a_deleted_one_stays_deleted() -> None:
    author, staff = make_user(), make_staff()
    again, deleted = make_video(), make_video()
    for video in (again, deleted):
        decision = decide(target_id=video.pk, subject=author, was="published")
        open_appeal(decision.pk, user=author, text="It is my own film.")
    services.delete_video(deleted.pk)
    for one in Appeal.objects.all():
        decide_appeal(one.pk, is_reversed=one.decision.target_id == deleted.pk, by=staff, why="Looked at.")
    assert (status(again), again.removed_by_kind) == ("removed", "staff")
    assert (status(deleted), deleted.removed_by_kind) == ("removed", "creator")


def test_suspended_profiles_and_shops_do_not_publish_not_even_by_schedule() -> None:
    suspended = make_video(status=DRAFT)
    services.publish(suspended.pk, at=clock.now() + dt.timedelta(hours=1))
    Creator.objects.filter(pk=suspended.creator_id).update(status=Creator.Status.SUSPENDED)
    with clock.travel(clock.now() + dt.timedelta(hours=2)):
        assert services.publish_due() == 0
    assert status(suspended) == "draft"
    with pytest.raises(CreatorSuspended):
        services.publish(suspended.pk)

    shop = make_creator()
    Creator.objects.filter(pk=shop.pk).update(seller=make_seller(owner=shop.user, status=Seller.Status.SUSPENDED))
    shop.refresh_from_db()
    closed = make_video(shop, status=DRAFT)
    with pytest.raises(ShopNotApproved):
        services.publish(closed.pk)
    assert (status(suspended), status(closed)) == ("draft", "draft")


def test_schedules_have_a_limit_and_the_past_is_refused() -> None:
    video = make_video(status=DRAFT)
    with pytest.raises(PublishTooFar):
        services.publish(video.pk, at=clock.now() + dt.timedelta(days=181))
    assert status(video) == "draft"
    with pytest.raises(PublishPast):
        services.publish(video.pk, at=clock.now() - dt.timedelta(days=1))
    assert status(video) == "draft"
    services.publish(video.pk, at=clock.now() - dt.timedelta(minutes=1))
    assert status(video) == "published"
    assert video.published_at is not None
    assert clock.now() - video.published_at < dt.timedelta(minutes=1)
