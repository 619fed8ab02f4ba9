"""Questions in public, answered once for all."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from halles.kit.errors import Refusal
from halles.moderation.decisions import list_decisions_about
from halles.moderation.services import decide_appeal, open_appeal, report
from halles.social import asking, services
from halles.social.events import QuestionAnswered, QuestionAsked
from halles.social.models import Answer, Question
from tests.announcements import heard
from tests.catalog.makers import make_on_sale
from tests.moderation.makers import decide, make_staff, uphold
from tests.users.makers import make_user

pytestmark = pytest.mark.django_db


def make_question(text: str = "Passe-t-il au four ?") -> Question:
    variant = make_on_sale()
    return services.ask_question(make_user(name="Léa Roux"), variant.product_id, text=text, language="fr")


def code_of(told: pytest.ExceptionInfo[Refusal]) -> str:
    return told.value.code


def test_a_question_is_answered_once_by_the_shop_and_once_by_each_buyer() -> None:
    question = make_question()
    owner, buyer = question.seller.owner, make_user(name="Omar Sy")
    assert asking.count_unanswered(question.seller) == 1
    services.answer_as_buyer(buyer, question.pk, text="Chez moi oui.", language="fr")
    services.answer_as_shop(question.seller, question.pk, by=owner, text="Oui, jusqu'à 220 °C.", language="fr")
    twice: list[Callable[[], Answer]] = [
        lambda: services.answer_as_shop(question.seller, question.pk, by=owner, text="Encore", language="fr"),
        lambda: services.answer_as_buyer(buyer, question.pk, text="Encore", language="fr"),
    ]
    for again in twice:
        with pytest.raises(Refusal) as told:
            again()
        assert code_of(told) == "social.already_answered"
    (shown,) = asking.list_questions(question.product_id).rows
    assert (shown.author, shown.text) == ("Léa R.", "Passe-t-il au four ?")
    assert [(one.author, one.is_by_shop) for one in shown.answers] == [(question.seller.name, True), ("Omar S.", False)]
    assert asking.count_unanswered(question.seller) == 0


def test_only_the_products_own_shop_answers_and_only_what_is_on_sale_is_asked_about() -> None:
    question, other = make_question(), make_on_sale().seller
    with pytest.raises(Refusal) as told:
        services.answer_as_shop(other, question.pk, by=other.owner, text="Oui", language="fr")
    assert code_of(told) == "social.question_not_found"
    product = question.product
    product.status = "held"
    product.save()
    with pytest.raises(Refusal) as told:
        services.ask_question(make_user(), product.pk, text="Et la taille ?", language="fr")
    assert code_of(told) == "social.target_unknown"
    assert (Question.objects.count(), Answer.objects.count()) == (1, 0)


def test_words_have_limits() -> None:
    question = make_question()
    for text, code in (("  \n ", "social.words_missing"), ("a" * 501, "social.words_too_long")):
        with pytest.raises(Refusal) as told:
            services.ask_question(question.user, question.product_id, text=text, language="fr")
        assert code_of(told) == code
    for number in range(5):
        services.ask_question(question.user, question.product_id, text=f"Question {number} ?", language="fr")
    with pytest.raises(Refusal) as told:
        services.ask_question(question.user, question.product_id, text="Encore une ?", language="fr")
    assert code_of(told) == "kit.too_often"
    assert Question.objects.count() == 6


def test_a_suspicious_question_waits_and_the_shop_is_not_told() -> None:
    with heard(QuestionAsked) as told_of:
        question = make_question("Appelez-moi au +33612345678")
        assert question.status == Question.Status.HELD
        assert told_of == []
        assert asking.list_questions(question.product_id).rows == []
        assert [one.is_held for one in asking.list_questions(question.product_id, viewer=question.user).rows] == [True]
        services.release_question(question.pk, by=make_staff(), why="Harmless")
        assert told_of == [QuestionAsked(question.pk, question.seller_id)]


def test_who_asked_hears_of_the_answer_when_it_can_be_read() -> None:
    with heard(QuestionAnswered) as told_of:
        question = make_question()
        answer = services.answer_as_shop(
            question.seller, question.pk, by=question.seller.owner, text="Voir www.exemple.fr", language="fr"
        )
        assert (answer.status, told_of) == ("held", [])
        assert asking.count_unanswered(question.seller) == 1
        services.release_answer(answer.pk, by=make_staff(), why="Our own page")
        assert told_of == [QuestionAnswered(question.pk, answer.pk, question.user_id)]
        assert asking.count_unanswered(question.seller) == 0


def test_a_shop_takes_its_answer_back_to_give_a_better_one() -> None:
    question = make_question()
    owner = question.seller.owner
    first = services.answer_as_shop(question.seller, question.pk, by=owner, text="Non", language="fr")
    services.remove_answer_of_shop(question.seller, first.pk)
    assert asking.count_unanswered(question.seller) == 1
    services.answer_as_shop(question.seller, question.pk, by=owner, text="Oui", language="fr")
    (shown,) = asking.list_questions(question.product_id).rows
    assert [one.text for one in shown.answers] == ["Oui"]


def test_people_remove_only_their_own() -> None:
    question = make_question()
    answer = services.answer_as_buyer(make_user(), question.pk, text="Oui", language="fr")
    with pytest.raises(Refusal) as told:
        services.remove_own_question(make_user(), question.pk)
    assert code_of(told) == "social.question_not_found"
    with pytest.raises(Refusal) as told:
        services.remove_own_answer(question.user, answer.pk)
    assert code_of(told) == "social.answer_not_found"
    services.remove_own_question(question.user, question.pk)
    assert asking.list_questions(question.product_id).rows == []
    assert Answer.objects.get(pk=answer.pk).status == "removed"


def test_an_upheld_report_takes_a_question_away_with_its_reason() -> None:
    question = make_question()
    told = report(kind="question", target_id=question.pk, reason="spam", user=make_user())
    decision = uphold(told, by=make_staff(), why="Advertising", subject=question.user)
    assert asking.list_questions(question.product_id).rows == []
    assert list_decisions_about(question.user).rows == [decision]
    assert (decision.facts, decision.target_id) == ("Advertising", question.pk)


def test_a_question_comes_back_with_its_answers_and_what_its_author_deletes_stays_deleted() -> None:
    question = make_question()
    answer = services.answer_as_shop(
        question.seller, question.pk, by=question.seller.owner, text="Yes, by hand.", language="en"
    )
    decision = decide(kind="question", target_id=question.pk, subject=question.user)
    assert {Question.objects.get().status, Answer.objects.get().status} == {"removed"}
    appeal = open_appeal(decision.pk, user=question.user, text="I only asked.")
    (shown,) = asking.list_questions(question.product_id).rows
    assert [one.id for one in shown.answers] == [answer.pk]
    services.remove_own_question(question.user, question.pk)
    decide_appeal(appeal.pk, is_reversed=True, by=make_staff(), why="Only a question.")
    assert Question.objects.get().status == "removed"


def test_an_answer_comes_back_unless_the_shop_has_given_another() -> None:
    question, staff = make_question(), make_staff()
    seller = question.seller
    first = services.answer_as_shop(seller, question.pk, by=seller.owner, text="Yes.", language="en")
    decision = decide(kind="answer", target_id=first.pk, subject=seller.owner)
    assert Question.objects.get().answered_at is None
    open_appeal(decision.pk, user=seller.owner, text="It is true.")
    assert (Answer.objects.get().status, Question.objects.get().answered_at) == ("shown", first.created_at)
    decide_appeal(decision.appeal.pk, is_reversed=False, by=staff, why="It is not.")
    second = services.answer_as_shop(seller, question.pk, by=seller.owner, text="No.", language="en")
    again = decide(kind="answer", target_id=second.pk, subject=seller.owner)
    third = services.answer_as_shop(seller, question.pk, by=seller.owner, text="Perhaps.", language="en")
    open_appeal(again.pk, user=seller.owner, text="It was right.")
    assert dict(Answer.objects.values_list("pk", "status")) == {
        first.pk: "removed",
        second.pk: "removed",
        third.pk: "shown",
    }
