"""What was written and waits: shown or removed, with a reason; reported words beside their report."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from halles.moderation.models import StaffAction
from halles.moderation.services import report
from halles.reviews import services as reviewing
from halles.reviews.models import Review
from halles.social import services as socialising
from halles.social.models import Message, Question
from tests.orders.makers import make_seller, make_variant
from tests.reviews.makers import make_review
from tests.users.makers import make_user

pytestmark = pytest.mark.django_db
SUSPICIOUS = "Appelez le +33612345678"


def test_what_waits_is_read_shown_or_removed(desk: Client) -> None:
    review = make_review(text=SUSPICIOUS)
    question = socialising.ask_question(make_user(), make_variant().product_id, text=SUSPICIOUS, language="fr")
    message = socialising.write_to_shop(make_user(), make_seller(), text="Western Union ?", language="fr")
    page = desk.get("/staff/reviews/words/").content.decode()
    assert page.count(SUSPICIOUS) == 2
    assert "Western Union ?" in page
    ways = {"review": review.pk, "question": question.pk, "message": message.pk}
    for kind, target in ways.items():
        way = f"/staff/reviews/words/{kind}/{target}/decide/"
        desk.post(way, {"decision": "release"})
        decided = StaffAction.objects.exclude(verb="read_message")
        assert decided.count() == list(ways).index(kind), "a decision has its reason"
        desk.post(way, {"decision": "release", "why": "Read it"})
    assert Review.objects.get().status == "shown"
    assert Question.objects.get().status == "shown"
    assert Message.objects.get().status == "shown"


def test_reported_words_stand_beside_their_report(desk: Client) -> None:
    review = make_review(text="Un avis gênant")
    told = report(kind="review", target_id=review.pk, reason="spam", user=make_user())
    assert "Un avis gênant" in desk.get(f"/staff/reports/{told.pk}/").content.decode()
    way = f"/staff/reviews/decide/review/{review.pk}/"
    assert "Un avis gênant" in desk.get(way).content.decode()
    desk.post(way, {"market": "FR", "rule": "spam", "facts": "Advertising", "sanction": "remove"})
    assert Review.objects.get().status == "removed"


def test_every_kind_of_words_stands_beside_its_decision(desk: Client) -> None:
    review = make_review(text="Un avis gênant")
    reply = reviewing.reply_as_shop(
        review.seller, review.pk, by=review.seller.owner, text="Une réponse gênante", language="fr"
    )
    question = socialising.ask_question(make_user(), review.product_id, text="Une question gênante", language="fr")
    answer = socialising.answer_as_shop(
        question.seller, question.pk, by=question.seller.owner, text="Un mot gênant", language="fr"
    )
    message = socialising.write_to_shop(make_user(), review.seller, text="Un message gênant", language="fr")
    things: dict[str, Any] = {
        "review": review,
        "review_remark": reply,
        "question": question,
        "answer": answer,
        "message": message,
    }
    report(kind="message", target_id=message.pk, reason="spam", user=make_user())
    for kind, thing in things.items():
        assert thing.text in desk.get(f"/staff/reviews/decide/{kind}/{thing.pk}/").content.decode(), kind
