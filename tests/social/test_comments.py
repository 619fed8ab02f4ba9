"""Comments: held when they look like spam, answered one level deep, taken away with their answers."""

from __future__ import annotations

import uuid
from typing import Any

import pytest
from django.db import transaction

from halles.kit import clock, ids
from halles.kit.rate_limits import TooOften
from halles.moderation.decisions import list_decisions_about
from halles.moderation.models import StaffAction
from halles.moderation.services import decide_appeal, dismiss_report, open_appeal
from halles.social import queries, services
from halles.social.errors import CommentEmpty, CommentNotFound, CommentTooLong
from halles.social.models import Comment
from halles.users.models import User
from tests.creators.makers import make_creator
from tests.moderation.makers import decide, make_report, make_staff, uphold
from tests.users.makers import make_user

pytestmark = pytest.mark.django_db
VIDEO = ids.uuid7()


def say(user: User | None = None, text: str = "Belle lumière !", **changes: Any) -> Comment:
    facts: dict[str, Any] = {"kind": "video", "target_id": VIDEO, "language": "fr"}
    return services.post_comment(user or make_user(), text=text, **{**facts, **changes})


def count(target_id: uuid.UUID = VIDEO) -> int:
    return queries.counts_for("video", [target_id])[target_id].comment_count


def test_comments_are_shown_newest_first_with_their_first_answers_in_five_queries(
    django_assert_num_queries: Any,
) -> None:
    viewer, creator = make_user(name="Ada Lovelace"), make_creator()
    mine = say(viewer, "Quelle taille prendre ?")
    answer = say(creator.user, "Prenez du 42.", parent_id=mine.pk, creator=creator)
    say(text="Merci !", parent_id=answer.pk)
    say(text="Moi aussi", parent_id=mine.pk)
    other = say()
    services.like(viewer, kind="comment", target_id=other.pk)

    with django_assert_num_queries(5):
        page = queries.list_comments("video", VIDEO, viewer=viewer)

    assert [row.id for row in page.rows] == [other.pk, mine.pk]
    assert (page.rows[0].like_count, page.rows[0].is_liked, page.rows[0].is_mine) == (1, True, False)
    asked = page.rows[1]
    assert (asked.author, asked.is_mine, asked.reply_count) == ("Ada L.", True, 3)
    assert [(one.text, one.handle) for one in asked.replies] == [
        ("Prenez du 42.", creator.handle),
        ("Merci !", None),
    ]
    assert [row.text for row in queries.list_replies(mine.pk).rows] == ["Moi aussi", "Merci !", "Prenez du 42."]
    assert count() == 5


def test_what_looks_like_spam_is_seen_by_its_author_and_the_staff_only() -> None:
    author, staff = make_user(), make_staff()
    held = say(author, "Tout est sur www.pas-cher.shop")

    assert (held.status, held.held_rules, count()) == ("held", ["link"], 0)
    assert [row.is_held for row in queries.list_comments("video", VIDEO, viewer=author).rows] == [True]
    assert queries.list_comments("video", VIDEO).rows == []
    assert [one.pk for one in queries.list_held_comments().rows] == [held.pk]

    services.release_comment(held.pk, by=staff, why="A real shop.")
    assert [row.id for row in queries.list_comments("video", VIDEO).rows] == [held.pk]
    assert count() == 1
    assert StaffAction.objects.get().verb == "release_comment"


def test_only_the_author_removes_and_the_answers_go_too() -> None:
    author = make_user()
    comment = say(author)
    say(parent_id=comment.pk)
    with pytest.raises(CommentNotFound):
        services.remove_own_comment(make_user(), comment.pk)
    assert count() == 2

    services.remove_own_comment(author, comment.pk)
    services.remove_own_comment(author, comment.pk)

    assert count() == 0
    assert queries.list_comments("video", VIDEO, viewer=author).rows == []
    with pytest.raises(CommentNotFound):
        say(parent_id=comment.pk)
    assert Comment.objects.count() == 2


def test_an_upheld_report_removes_a_comment_and_owes_its_author_the_reason() -> None:
    author, staff = make_user(), make_staff()
    comment = say(author, "Menteur")
    report = make_report(kind="comment", target_id=comment.pk, reason="hate")

    decision = uphold(report, by=staff, why="An insult.", subject=author)

    comment.refresh_from_db()
    assert (comment.status, comment.removed_by_kind, count()) == ("removed", "staff", 0)
    assert list_decisions_about(author).rows == [decision]
    assert decision.facts == "An insult."


def test_a_dismissed_report_shows_a_held_comment_again() -> None:
    held = say(text="www.pas-cher.shop")
    report = make_report(kind="comment", target_id=held.pk)
    dismiss_report(report.pk, by=make_staff(), why="Harmless.")
    held.refresh_from_db()
    assert (held.status, count()) == ("shown", 1)


@pytest.mark.parametrize(("text", "refusal"), [("  \n ", CommentEmpty), ("x" * 501, CommentTooLong)])
def test_a_comment_has_words_but_not_too_many(text: str, refusal: type[Exception]) -> None:
    with pytest.raises(refusal):
        say(text=text)
    assert Comment.objects.count() == 0
    assert say(text="é" * 500 + "\x00").text == "é" * 500


def test_comments_have_a_limit() -> None:
    user = make_user()
    with clock.travel(clock.now().replace(second=1)):
        for number in range(10):
            say(user, f"n° {number}")
        with pytest.raises(TooOften), transaction.atomic():
            say(user)
    assert Comment.objects.count() == 10


def test_a_comment_comes_back_with_the_answers_that_went_with_it_and_the_count_is_right() -> None:
    author, staff = make_user(), make_staff()
    comment = say(author)
    answer, gone = say(parent_id=comment.pk), say(parent_id=comment.pk)
    remove_by_author = services.remove_own_comment
    remove_by_author(gone.user, gone.pk)
    decision = decide(kind="comment", target_id=comment.pk, subject=author)
    assert count() == 0
    appeal = open_appeal(decision.pk, user=author, text="Nobody is insulted.")
    assert dict(Comment.objects.values_list("pk", "status")) == {
        comment.pk: "shown",
        answer.pk: "shown",
        gone.pk: "removed",
    }
    assert count() == 2
    decide_appeal(appeal.pk, is_reversed=False, by=staff, why="It is an insult.")
    assert count() == 0


def test_an_answer_under_a_removed_comment_waits_for_it() -> None:
    author = make_user()
    comment = say()
    answer = say(author, parent_id=comment.pk)
    mine = decide(kind="comment", target_id=answer.pk, subject=author)
    theirs = decide(kind="comment", target_id=comment.pk, subject=comment.user)
    open_appeal(mine.pk, user=author, text="Nobody is insulted.")
    assert (Comment.objects.get(pk=answer.pk).status, count()) == ("removed", 0)
    open_appeal(theirs.pk, user=comment.user, text="Nor here.")
    assert (Comment.objects.get(pk=answer.pk).status, count()) == ("shown", 2)


def test_a_held_comment_waits_again_while_its_appeal_does_and_is_shown_when_it_was_right() -> None:
    author = make_user()
    held = say(author, text="www.pas-cher.shop")
    decision = decide(kind="comment", target_id=held.pk, subject=author, was="held")
    appeal = open_appeal(decision.pk, user=author, text="It is my grandmother's.")
    assert (Comment.objects.get().status, count()) == ("held", 0)
    decide_appeal(appeal.pk, is_reversed=True, by=make_staff(), why="It is.")
    assert (Comment.objects.get().status, count()) == ("shown", 1)
