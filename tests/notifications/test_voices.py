"""Mails about reviews, questions and messages: each told once, in the reader's language, and not too often."""

from __future__ import annotations

import datetime as dt

import pytest
from django.conf import settings

from halles.kit import clock
from halles.notifications.models import Mail
from halles.reviews import services as reviewing
from halles.social import services as socialising
from halles.social.models import Side
from tests.moderation.makers import decide
from tests.notifications.makers import forget, tell_all
from tests.orders.makers import make_seller, make_variant
from tests.reviews.makers import DELIVERED_AT, line_of, make_delivered, make_review
from tests.users.makers import make_user

pytestmark = pytest.mark.django_db


def kinds(mails: list[Mail]) -> list[str]:
    return [mail.kind for mail in mails]


def test_a_customer_is_asked_once_and_led_to_the_form() -> None:
    order = make_delivered(make_variant(), user=make_user(language="fr"))
    forget()
    assert reviewing.ask_for_review(order.pk)
    assert reviewing.ask_for_review(order.pk)
    (mail,) = tell_all()
    assert (mail.kind, mail.to, mail.language) == ("review_asked", order.group.email, "fr")
    assert f"{settings.BASE_URL}/orders/lines/{line_of(order).pk}/review/" in mail.text
    assert f'href="{settings.BASE_URL}/orders/lines/{line_of(order).pk}/review/"' in mail.html


def test_who_has_reviewed_is_not_asked() -> None:
    review = make_review()
    forget()
    assert not reviewing.ask_for_review(review.order_line.order_id)
    assert tell_all() == []


def test_a_shop_hears_of_reviews_once_a_day_and_the_author_of_the_reply() -> None:
    variant = make_variant()
    first, _second = make_review(variant), make_review(variant)
    mails = [mail for mail in tell_all() if mail.kind == "review_shown"]
    assert [mail.to for mail in mails] == [variant.seller.contact_email]
    assert f"{settings.BASE_URL}/studio/shops/{variant.seller.slug}/reviews/" in mails[0].text
    forget()
    reviewing.reply_as_shop(variant.seller, first.pk, by=variant.seller.owner, text="Merci & à bientôt", language="fr")
    (mail,) = tell_all()
    assert (mail.kind, mail.to) == ("review_replied", first.user.email)
    assert "Merci & à bientôt" in mail.text
    assert "Merci &amp; à bientôt" in mail.html


def test_an_author_reads_why_a_review_was_removed_in_one_mail() -> None:
    review = make_review(text="Achetez ailleurs")
    forget()
    about = {"kind": "review", "target_id": review.pk, "subject": review.user, "about": review.text}
    decide(**about, rule="spam", facts="Publicité")
    (mail,) = tell_all()
    assert (mail.kind, mail.to) == ("decision_made", review.user.email)
    assert "Achetez ailleurs" in mail.text
    assert "Publicité" in mail.text
    review.refresh_from_db()
    assert review.status == "removed"


def test_a_question_reaches_the_shop_and_its_answer_the_asker() -> None:
    variant, asker = make_variant(), make_user(language="fr")
    question = socialising.ask_question(asker, variant.product_id, text="Passe-t-il au four ?", language="fr")
    socialising.ask_question(asker, variant.product_id, text="Et au froid ?", language="fr")
    assert kinds(tell_all()) == ["question_asked"]
    forget()
    socialising.answer_as_shop(variant.seller, question.pk, by=variant.seller.owner, text="Oui.", language="fr")
    (mail,) = tell_all()
    assert (mail.kind, mail.to, mail.language) == ("question_answered", asker.email, "fr")
    assert "Passe-t-il au four ?" in mail.text
    assert f"#question-{question.pk}" in mail.text


def test_a_message_is_told_unless_it_was_read_meanwhile() -> None:
    customer, seller = make_user(), make_seller()
    message = socialising.write_to_shop(customer, seller, text="Bonjour", language="fr")
    socialising.write_to_shop(customer, seller, text="Il y a quelqu'un ?", language="fr")
    (mail,) = tell_all()
    assert (mail.kind, mail.to) == ("message_waits", seller.contact_email)
    assert f"/studio/shops/{seller.slug}/messages/{message.thread_id}/" in mail.text
    forget()
    socialising.answer_customer(seller, message.thread_id, by=seller.owner, text="Oui !", language="fr")
    socialising.mark_read(message.thread_id, reader=Side.CUSTOMER)
    assert tell_all() == []
    socialising.answer_customer(seller, message.thread_id, by=seller.owner, text="Encore là ?", language="fr")
    (mail,) = tell_all()
    assert (mail.kind, mail.to) == ("message_waits", customer.email)
    assert f"{settings.BASE_URL}/messages/{message.thread_id}/" in mail.text


def test_asking_is_planned_for_some_days_after_delivery() -> None:
    from tests.payments.makers import waiting_jobs

    before = {job[0] for job in waiting_jobs()}
    at = clock.now() - dt.timedelta(days=1)
    make_delivered(make_variant(), at=at)
    planned = [job for job in waiting_jobs() if job[0] not in before and job[1] == "reviews.ask"]
    assert len(planned) == 1
    make_delivered(make_variant(), at=DELIVERED_AT)
    assert len([job for job in waiting_jobs() if job[1] == "reviews.ask"]) == 1, "months late: nobody is asked"
