"""What was sent is to be shown: found in real videos and shows, reminded of, extended, appealed about, rated."""

from __future__ import annotations

import datetime as dt

import pytest

from halles.affiliates.errors import samples as errors
from halles.affiliates.events.samples import (
    SampleAppealAnswered,
    SampleClosed,
    SampleDueSoon,
)
from halles.affiliates.models import Sample, SampleAppeal
from halles.affiliates.queries.samples import (
    Fulfilment,
    fulfilment_of,
    stars_of,
)
from halles.affiliates.services import samples
from halles.affiliates.services.samples import asking
from halles.affiliates.services.samples.duty import look_at, look_at_duties
from halles.kit import clock
from halles.live.models import LiveProduct
from halles.live.services import end_session, go_live, pin
from halles.moderation.models import StaffAction
from halles.videos import services as videos
from tests.affiliates.sample_makers import (
    START,
    make_asked,
    make_delivered,
    make_offer,
    standing_with_sales,
)
from tests.announcements import heard
from tests.live.makers import make_session
from tests.orders.makers import make_variant
from tests.users.makers import make_user
from tests.videos.makers import make_video, place

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


@pytest.fixture(autouse=True)
def _has_sold(monkeypatch: pytest.MonkeyPatch) -> None:
    """Everybody has sold something: commissions have tests of their own."""
    monkeypatch.setattr(asking, "standing_of", standing_with_sales)


def post_video(sample: Sample, at: dt.datetime) -> None:
    with clock.travel(at):
        video = make_video(sample.creator, published_at=at)
        place(video, sample.variant)
        look_at_duties()
    sample.refresh_from_db()


def test_a_video_seen_for_three_days_keeps_the_word() -> None:
    with clock.travel(START):
        sample = make_delivered(make_asked())
    assert sample.delivered_at is not None
    # What was shown before the parcel came does not count, nor another product.
    early = make_video(sample.creator, published_at=sample.delivered_at - DAY)
    place(early, sample.variant)
    place(make_video(sample.creator, published_at=sample.delivered_at + DAY), make_variant())
    at = sample.delivered_at + 5 * DAY
    with clock.travel(at):
        assert look_at(sample.pk) is False
    sample.refresh_from_db()
    assert sample.posted_id is None
    post_video(sample, at)
    assert (sample.status, sample.seen_since) == ("delivered", at)
    with clock.travel(at + 2 * DAY):
        assert look_at(sample.pk) is False
    with clock.travel(at + 3 * DAY), heard(SampleClosed) as told:
        assert look_at_duties() == 1
        assert told == [SampleClosed(sample.pk, "posted")]
        assert fulfilment_of([sample.creator_id]) == {sample.creator_id: Fulfilment(1, 1)}
    sample.refresh_from_db()
    assert (sample.posted_kind, sample.closed_at) == ("video", at + 3 * DAY)


def test_a_video_taken_back_too_soon_starts_anew() -> None:
    with clock.travel(START):
        sample = make_delivered(make_asked())
    assert sample.due_at is not None
    at = sample.due_at - DAY
    post_video(sample, at)
    with clock.travel(sample.due_at + DAY):
        # It was posted in time and is still seen: the word may yet be kept.
        assert look_at(sample.pk) is False
        assert sample.posted_id is not None
        videos.unpublish(sample.posted_id)
        assert look_at(sample.pk) is True
    sample.refresh_from_db()
    assert (sample.status, sample.posted_id) == ("missed", None)


def test_ten_minutes_on_air_with_the_product_pinned_keep_the_word() -> None:
    with clock.travel(START):
        sample = make_delivered(make_asked())
    assert sample.delivered_at is not None
    begun = sample.delivered_at + 2 * DAY
    with clock.travel(begun):
        short = make_session(creator=sample.creator, media="on")
        LiveProduct.objects.create(session=short, product=sample.product, position=0)
        go_live(short.pk)
        pin(short.pk, sample.product_id)
    with clock.travel(begun + dt.timedelta(minutes=9)):
        assert look_at(sample.pk) is False
        end_session(short.pk)
    with clock.travel(begun + dt.timedelta(minutes=20)):
        assert look_at(sample.pk) is False
        show = make_session(creator=sample.creator, media="on")
        LiveProduct.objects.create(session=show, product=sample.product, position=0)
        go_live(show.pk)
    with clock.travel(begun + dt.timedelta(minutes=31)):
        assert look_at(sample.pk) is False
        pin(show.pk, sample.product_id)
        assert look_at(sample.pk) is True
    sample.refresh_from_db()
    assert (sample.status, sample.posted_kind, sample.posted_id) == ("posted", "show", show.pk)


def test_reminders_three_days_and_one_day_before_then_it_is_missed() -> None:
    with clock.travel(START):
        sample = make_delivered(make_asked())
    assert sample.due_at is not None
    told: list[object] = []
    for left in (4.0, 3.0, 2.5, 1.0, 0.5):
        with clock.travel(sample.due_at - left * DAY), heard(SampleDueSoon) as now_told:
            look_at(sample.pk)
            told += now_told
    assert told == [SampleDueSoon(sample.pk, 3), SampleDueSoon(sample.pk, 1)]
    with clock.travel(sample.due_at), heard(SampleClosed) as closed:
        assert look_at_duties() == 1
        assert closed == [SampleClosed(sample.pk, "missed")]
        found = fulfilment_of([sample.creator_id])[sample.creator_id]
        assert (found.kept_count, found.due_count, found.rate_bps) == (0, 1, 0)
        with pytest.raises(errors.AskAgainLater):
            make_asked(sample.creator, make_offer())
    with clock.travel(sample.due_at + 30 * DAY):
        assert make_asked(sample.creator, make_offer()).status == "asked"
        with pytest.raises(errors.AskedAlready):
            make_asked(sample.creator, sample.offer)


def test_one_extension_while_there_is_time() -> None:
    with clock.travel(START):
        sample = make_delivered(make_asked())
        with pytest.raises(errors.NotOnItsWay):
            samples.extend(make_asked().pk)
    assert sample.due_at is not None
    due_at = sample.due_at
    with clock.travel(due_at - DAY):
        look_at(sample.pk)
        samples.extend(sample.pk)
        with pytest.raises(errors.ExtendedAlready):
            samples.extend(sample.pk)
    sample.refresh_from_db()
    assert (sample.due_at, sample.reminded_count) == (due_at + 7 * DAY, 0)
    with clock.travel(due_at + 4 * DAY), heard(SampleDueSoon) as told:
        assert look_at(sample.pk) is False
        assert told == [SampleDueSoon(sample.pk, 3)]
    with clock.travel(due_at + 7 * DAY):
        with pytest.raises(errors.NotOnItsWay):
            samples.extend(sample.pk)
        assert look_at(sample.pk) is True


def test_an_appeal_stops_the_days_and_is_answered_once() -> None:
    with clock.travel(START):
        sample = make_delivered(make_asked())
    assert sample.due_at is not None
    due_at, staff = sample.due_at, make_user(is_staff=True, staff_role="admin")
    with clock.travel(due_at - DAY):
        with pytest.raises(errors.AppealIncomplete):
            samples.appeal(sample.pk, reason="defect", words="")
        assert SampleAppeal.objects.count() == 0
        samples.appeal(sample.pk, reason="defect", words="Il est arrivé fendu.")
        with pytest.raises(errors.AppealedAlready):
            samples.appeal(sample.pk, reason="unsafe", words="Encore.")
    with clock.travel(due_at + DAY):
        assert look_at(sample.pk) is False
        with pytest.raises(errors.AnswerMissing):
            samples.answer_appeal(sample.pk, is_granted=False, answer="", by=staff)
        samples.answer_appeal(sample.pk, is_granted=False, answer="The picture shows no crack.", by=staff)
        with pytest.raises(errors.AppealAnswered):
            samples.answer_appeal(sample.pk, is_granted=True, answer="Or does it?", by=staff)
        assert StaffAction.objects.get().verb == "answer_sample_appeal"
        assert look_at(sample.pk) is False
    sample.refresh_from_db()
    # The two days that the appeal took come back.
    assert (sample.status, sample.due_at) == ("delivered", due_at + 2 * DAY)
    with clock.travel(due_at + 2 * DAY):
        assert look_at(sample.pk) is True


def test_who_got_something_broken_is_excused_and_may_ask_again() -> None:
    with clock.travel(START):
        sample = make_delivered(make_asked())
        with clock.travel(START + 8 * DAY), heard(SampleAppealAnswered, SampleClosed) as told:
            samples.appeal(sample.pk, reason="defect", words="Fendu.")
            staff = make_user(is_staff=True, staff_role="admin")
            samples.answer_appeal(sample.pk, is_granted=True, answer="We see the crack.", by=staff)
            assert told == [SampleClosed(sample.pk, "excused"), SampleAppealAnswered(sample.pk, is_granted=True)]
            assert fulfilment_of([sample.creator_id]) == {sample.creator_id: Fulfilment()}
            assert make_asked(sample.creator, sample.offer).status == "asked"


def test_a_shop_rates_once_when_it_is_over() -> None:
    with clock.travel(START):
        sample = make_delivered(make_asked())
        with pytest.raises(errors.NotToBeRated):
            samples.rate(sample.pk, stars=5)
    assert sample.due_at is not None
    with clock.travel(sample.due_at):
        look_at(sample.pk)
        for stars, words in ((0, ""), (6, ""), (3, "x" * 501)):
            with pytest.raises(errors.StarsWrong):
                samples.rate(sample.pk, stars=stars, words=words)
        assert stars_of([sample.creator_id]) == {}
        samples.rate(sample.pk, stars=2, words="Jamais montré.")
        with pytest.raises(errors.NotToBeRated):
            samples.rate(sample.pk, stars=5)
    assert stars_of([sample.creator_id]) == {sample.creator_id: (2.0, 1)}
