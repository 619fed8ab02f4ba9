"""Staff take back decisions about anything, and read private messages only when somebody brought them up."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from halles.kit import clock
from halles.moderation import services as moderating
from halles.moderation.models import Decision, StaffAction, TargetKind
from halles.reviews.models import Review
from halles.social import services as social
from halles.social.models import Comment, Message, Question
from halles.users.models import User
from halles.videos.models import Video
from tests.moderation.makers import decide, make_report, make_staff
from tests.notifications.makers import forget, tell_all
from tests.reviews.makers import make_review
from tests.sellers.makers import make_seller
from tests.social.test_questions import make_question
from tests.users.makers import make_user
from tests.videos.makers import make_video

pytestmark = pytest.mark.django_db


def browser(person: User) -> Client:
    client = Client(headers={"Accept-Language": "en"})
    client.force_login(person)
    return client


def write(text: str = "Where do you live?") -> Message:
    return social.write_to_shop(make_user(), make_seller(), text=text, language="en")


def comment() -> Comment:
    return social.post_comment(make_user(), kind="video", target_id=make_video().pk, text="Menteur", language="fr")


def thing(kind: str) -> tuple[uuid.UUID, User]:
    """Something of this kind that is shown, and whose it is."""
    if kind == "video":
        video = make_video()
        return video.pk, video.creator.user
    makers: dict[str, Callable[[], Any]] = {
        "comment": comment,
        "review": make_review,
        "question": make_question,
        "message": write,
    }
    made = makers[kind]()
    return made.pk, made.user


def status_of(kind: str, target_id: uuid.UUID) -> str:
    models: dict[str, Any] = {
        "video": Video,
        "comment": Comment,
        "review": Review,
        "question": Question,
        "message": Message,
    }
    return str(models[kind]._default_manager.get(pk=target_id).status)


@pytest.mark.parametrize("kind", ["video", "comment", "review", "question", "message"])
def test_a_decision_is_taken_back_and_the_thing_is_there_again(kind: str) -> None:
    target_id, author = thing(kind)
    was = status_of(kind, target_id)
    decision = decide(kind=kind, target_id=target_id, subject=author, was=was, sanction=Decision.Sanction.REMOVE)
    assert status_of(kind, target_id) == "removed"
    desk, place = browser(make_staff("moderator")), f"/staff/reviews/decisions/{decision.pk}/"
    assert "Take the decision back" in desk.get(place).content.decode()
    forget()
    assert desk.post(f"{place}take-back/", {"why": " "}).status_code == 422
    assert status_of(kind, target_id) == "removed"
    assert desk.post(f"{place}take-back/", {"why": "We misread it."}).status_code == 302
    decision.refresh_from_db()
    assert (status_of(kind, target_id), decision.status) == (was, "lifted")
    (mail,) = [one for one in tell_all() if one.to == author.email]
    assert mail.subject == "We have taken a decision back"
    assert "We misread it." in mail.text
    twice = desk.post(f"{place}take-back/", {"why": "Again."})
    assert (twice.status_code, "has ended already" in twice.content.decode()) == (422, True)


def test_what_waits_on_appeal_or_is_about_oneself_is_not_taken_back() -> None:
    target_id, author = thing("comment")
    decision = decide(kind="comment", target_id=target_id, subject=author, is_urgent=True)
    moderating.open_appeal(decision.pk, user=author, text="It is true.")
    desk = browser(make_staff("moderator"))
    assert desk.post(f"/staff/reviews/decisions/{decision.pk}/take-back/", {"why": "Well."}).status_code == 422
    me = make_staff("moderator")
    own = decide(kind="comment", target_id=comment().pk, subject=me)
    page = browser(me).get(f"/staff/reviews/decisions/{own.pk}/").content.decode()
    assert "Take the decision back" not in page
    assert browser(me).post(f"/staff/reviews/decisions/{own.pk}/take-back/", {"why": "Well."}).status_code == 422
    assert status_of("comment", target_id) == "removed"
    assert not StaffAction.objects.filter(verb="lift_decision").exists()


def looks() -> list[tuple[str, str]]:
    return list(StaffAction.objects.filter(verb="read_message").order_by("at").values_list("by__email", "target_id"))


def test_a_private_message_that_nobody_brought_up_is_not_read_by_its_id() -> None:
    message, moderator = write(), make_staff("moderator")
    desk = browser(moderator)
    page = desk.get(f"/staff/reviews/decide/message/{message.pk}/")
    assert page.status_code == 404
    assert "Where do you live?" not in page.content.decode()
    assert looks() == []


def test_a_reported_message_is_read_and_each_look_is_written_down() -> None:
    message, moderator = write(), make_staff("moderator")
    report = make_report(kind=TargetKind.MESSAGE, target_id=message.pk, user=make_user())
    desk = browser(moderator)
    assert "Where do you live?" in desk.get(f"/staff/reports/{report.pk}/").content.decode()
    assert "Where do you live?" in desk.get(f"/staff/reviews/decide/message/{message.pk}/").content.decode()
    assert looks() == [(moderator.email, str(message.pk))], "the same look"
    with clock.travel(clock.now() + dt.timedelta(hours=2)):
        desk.get(f"/staff/reports/{report.pk}/")
    other = make_staff("moderator")
    browser(other).get(f"/staff/reports/{report.pk}/")
    assert looks() == [
        (moderator.email, str(message.pk)),
        (other.email, str(message.pk)),
        (moderator.email, str(message.pk)),
    ]


def test_held_messages_are_read_by_those_who_release_them_and_that_is_written_down() -> None:
    held = write("Western Union ?")
    assert held.status == "held"
    moderator = make_staff("moderator")
    assert "Western Union ?" in browser(moderator).get("/staff/reviews/words/").content.decode()
    assert looks() == [(moderator.email, str(held.pk))]
    support = make_staff("support")
    assert browser(support).get("/staff/reviews/words/").status_code in {403, 404}
    assert len(looks()) == 1
