"""Polls, quizzes and coupons of a show."""

from __future__ import annotations

import json

import pytest

from halles.live.acts import coupons, polls
from halles.live.acts.errors import Banned, PollWrong, TaskLeft
from halles.live.acts.queries import get_state, part_of
from halles.live.acts.tasks import Tasks
from halles.live.errors import NotLive
from halles.live.models import ActRecord, Poll, PollVote, Restriction
from halles.promotions.errors import CouponOver
from halles.promotions.models import Coupon, CouponClaim
from halles.social.models import Follow
from tests.live.acts.makers import make_stage, vote
from tests.promotions.makers import make_customer

pytestmark = pytest.mark.django_db


def test_everybody_votes_once_and_the_right_answer_comes_at_the_end() -> None:
    stage = make_stage()
    draft = polls.PollDraft("Which clay?", ("Red", "White", "Black"), correct=1)
    poll = polls.open_poll(stage.session, draft, by=stage.host)
    first, second = make_customer(), make_customer()
    answers = vote(stage, poll.pk, (first, 1), (second, 2), (first, 1), (first, 0), (None, 0), (second, 9))
    assert [answer.get("code") for answer in answers] == [
        None,
        None,
        None,
        "live.voted_already",
        "live.sign_in",
        "live.choice_unknown",
    ]
    assert Poll.objects.get().counts == [0, 1, 1]
    assert "correct" not in get_state(poll.pk)
    polls.close_poll(stage.session, poll.pk)
    polls.close_poll(stage.session, poll.pk)
    state = get_state(poll.pk)
    assert (state["correct"], state["counts"], state["status"]) == (1, [0, 1, 1], "ended")
    assert vote(stage, poll.pk, (make_customer(), 1))[0]["code"] == "live.poll_over"
    assert json.loads(ActRecord.objects.get(kind="poll_ended").text)["body"]["counts"] == [0, 1, 1]
    assert PollVote.objects.count() == 2
    assert part_of(first.pk, stage.session)["votes"] == [{"act": str(poll.pk), "choice": 1}]


@pytest.mark.parametrize(
    "draft",
    [
        polls.PollDraft("", ("a", "b")),
        polls.PollDraft("q", ("a",)),
        polls.PollDraft("q", ("a", " a ")),
        polls.PollDraft("q", tuple("abcdefghi")),
        polls.PollDraft("q", ("a", "b"), correct=2),
        polls.PollDraft("q", ("a", "b" * 61)),
    ],
)
def test_a_poll_must_make_sense(draft: polls.PollDraft) -> None:
    stage = make_stage()
    with pytest.raises(PollWrong):
        polls.open_poll(stage.session, draft, by=stage.host)
    assert not Poll.objects.exists()


def test_a_coupon_for_those_who_follow_while_there_are_any() -> None:
    stage = make_stage()
    draft = coupons.CouponDraft(quota=1, share_bps=1_000, tasks=Tasks(follow=True))
    coupon = coupons.open_live_coupon(stage.session, draft, by=stage.host)
    first, second = make_customer(), make_customer()
    with pytest.raises(TaskLeft):
        coupons.claim_live_coupon(stage.session, coupon.pk, user=first)
    assert not CouponClaim.objects.exists()
    for person in (first, second):
        Follow.objects.create(user=person, creator=stage.session.creator)
    held = coupons.claim_live_coupon(stage.session, coupon.pk, user=first)
    with pytest.raises(CouponOver):
        coupons.claim_live_coupon(stage.session, coupon.pk, user=second)
    assert Coupon.objects.get().claimed_count == 1
    assert part_of(first.pk, stage.session)["coupons"][0]["claim_id"] == held.pk
    coupons.end_live_coupon(stage.session, coupon.pk)
    assert get_state(coupon.pk)["status"] == "ended"


def test_who_is_banned_takes_no_coupon() -> None:
    stage = make_stage()
    coupon = coupons.open_live_coupon(stage.session, coupons.CouponDraft(quota=1, share_bps=500), by=stage.host)
    banned = make_customer()
    Restriction.objects.create(
        creator=stage.session.creator, kind="ban", user=banned, name="x", reason="spam", made_by=stage.host
    )
    with pytest.raises(Banned):
        coupons.claim_live_coupon(stage.session, coupon.pk, user=banned)
    assert not CouponClaim.objects.exists()
    assert Coupon.objects.get().claimed_count == 0


def test_nothing_of_it_before_the_show() -> None:
    stage = make_stage(status="planned")
    with pytest.raises(NotLive):
        polls.open_poll(stage.session, polls.PollDraft("q", ("a", "b")), by=stage.host)
    with pytest.raises(NotLive):
        coupons.open_live_coupon(stage.session, coupons.CouponDraft(quota=1, share_bps=500), by=stage.host)
    assert not Poll.objects.exists()
    assert not Coupon.objects.exists()
