"""What was taken away is gone in the end, words and pictures; what the staff took away waits for the appeal."""

from __future__ import annotations

import datetime as dt

import pytest

from halles.kit import clock
from halles.markets.queries import get_market
from halles.media.models import Asset
from halles.moderation.models import Decision
from halles.moderation.services import decide_appeal, dismiss_report, open_appeal, take_back
from halles.reviews import services as reviews
from halles.reviews.models import Review, ReviewPicture
from halles.social import services as social
from halles.social.models import Answer, Comment, Question
from tests.catalog.makers import picture
from tests.moderation.makers import decide, make_report, make_staff
from tests.reviews.makers import DELIVERED_AT, make_review
from tests.social.test_questions import make_question
from tests.users.makers import make_user
from tests.videos.makers import make_video

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)
KEPT = dt.timedelta(days=get_market("FR").removed_words_days)


def test_a_review_its_author_removed_is_emptied_after_the_markets_days() -> None:
    kept, gone = make_review(), make_review(pictures=[picture()])
    removed_at = DELIVERED_AT + 3 * DAY
    with clock.travel(removed_at):
        reviews.add_follow_up(gone.user, gone.pk, text="Toujours bien.", language="fr")
        reviews.remove_own_review(gone.user, gone.pk)
    with clock.travel(removed_at + KEPT - DAY):
        assert reviews.forget_removed_reviews() == 0
    with clock.travel(removed_at + KEPT + DAY):
        assert reviews.forget_removed_reviews() == 1
        assert reviews.forget_removed_reviews() == 0
    gone.refresh_from_db()
    assert (gone.text, gone.status, gone.first_stars, ReviewPicture.objects.count()) == ("", "removed", 4, 0)
    assert [remark.text for remark in gone.remarks.all()] == [""]
    assert not Asset.objects.filter(user=gone.user).exists()
    assert Review.objects.get(pk=kept.pk).text == "Solide et joli."


def test_what_the_staff_removed_is_kept_while_an_appeal_can_come_or_waits() -> None:
    silent, appealed = make_review(pictures=[picture()]), make_review()
    decisions = [
        decide(kind="review", target_id=one.pk, subject=one.user, sanction=Decision.Sanction.REMOVE, is_urgent=True)
        for one in (silent, appealed)
    ]
    last = max(one.appeal_until for one in decisions)
    with clock.travel(last - DAY):
        assert reviews.forget_removed_reviews() == 0
        appeal = open_appeal(decisions[1].pk, user=appealed.user, text="C’était vrai.")
    with clock.travel(last + DAY):
        assert reviews.forget_removed_reviews() == 1
        silent.refresh_from_db()
        assert (silent.text, silent.status, ReviewPicture.objects.count()) == ("", "removed", 0)
        assert Review.objects.get(pk=appealed.pk).text == "Solide et joli."
        decide_appeal(appeal.pk, is_reversed=False, by=make_staff(), why="It is not.")
        assert reviews.forget_removed_reviews() == 1
        # The decision was wrong after all: the stars come back, the words are gone.
        take_back(decisions[0].pk, by=make_staff(), why="It was fine.")
    silent.refresh_from_db()
    assert (silent.text, silent.status, silent.first_stars) == ("", "shown", 4)


def test_comments_that_the_staff_removed_go_with_their_answers_when_no_appeal_can_come() -> None:
    author, answerer, video = make_user(), make_user(), make_video()
    comment = social.post_comment(author, kind="video", target_id=video.pk, text="Du plastique", language="fr")
    social.post_comment(answerer, kind="video", target_id=video.pk, text="Non", language="fr", parent_id=comment.pk)
    decision = decide(kind="comment", target_id=comment.pk, subject=author, sanction=Decision.Sanction.REMOVE)
    with clock.travel(clock.now() + KEPT + DAY):
        assert social.forget_removed_words() == 0
    with clock.travel(max(decision.appeal_until, clock.now() + KEPT) + DAY):
        assert social.forget_removed_words() == 2
        take_back(decision.pk, by=make_staff(), why="It was fine.")
    # Nothing is left to bring back.
    assert set(Comment.objects.values_list("text", "status")) == {("", "removed")}


def test_what_somebody_reported_is_kept_for_now() -> None:
    reported = make_review()
    report = make_report(kind="review", target_id=reported.pk, user=make_user())
    with clock.travel(DELIVERED_AT + 3 * DAY):
        reviews.remove_own_review(reported.user, reported.pk)
    with clock.travel(DELIVERED_AT + 1000 * DAY):
        assert reviews.forget_removed_reviews() == 0
        dismiss_report(report.pk, by=make_staff(), why="Nothing is wrong.")
        assert reviews.forget_removed_reviews() == 1


def test_comments_questions_and_answers_are_emptied_too() -> None:
    author = make_user()
    comment = social.post_comment(author, kind="video", target_id=make_video().pk, text="Joli bol", language="fr")
    shown = social.post_comment(author, kind="video", target_id=make_video().pk, text="Joli plat", language="fr")
    question = make_question()
    answer = social.answer_as_shop(
        question.seller, question.pk, by=question.seller.owner, text="Oui, à la main.", language="fr"
    )
    social.remove_own_comment(author, comment.pk)
    social.remove_own_question(question.user, question.pk)
    assert social.forget_removed_words() == 0
    with clock.travel(clock.now() + KEPT + DAY):
        assert social.forget_removed_words() == 3
    assert Comment.objects.get(pk=comment.pk).text == ""
    assert Comment.objects.get(pk=shown.pk).text == "Joli plat"
    assert (Question.objects.get(pk=question.pk).text, Answer.objects.get(pk=answer.pk).text) == ("", "")
