"""What authors took away is gone in the end, words and pictures; what the staff took away waits for the appeal."""

from __future__ import annotations

import datetime as dt

import pytest

from halles.kit import clock
from halles.markets.queries import get_market
from halles.media.models import Asset
from halles.moderation.models import Decision
from halles.moderation.services import dismiss_report
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


def test_what_the_staff_removed_or_somebody_reported_is_kept_for_now() -> None:
    by_staff, reported = make_review(), make_review()
    decide(kind="review", target_id=by_staff.pk, subject=by_staff.user, sanction=Decision.Sanction.REMOVE)
    report = make_report(kind="review", target_id=reported.pk, user=make_user())
    with clock.travel(DELIVERED_AT + 3 * DAY):
        reviews.remove_own_review(reported.user, reported.pk)
    with clock.travel(DELIVERED_AT + 1000 * DAY):
        assert reviews.forget_removed_reviews() == 0
        dismiss_report(report.pk, by=make_staff(), why="Nothing is wrong.")
        assert reviews.forget_removed_reviews() == 1
    assert Review.objects.get(pk=by_staff.pk).text == "Solide et joli."


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
