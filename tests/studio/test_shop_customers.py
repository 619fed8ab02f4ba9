"""The desk answers: messages, questions, reviews; for managers, of this shop only."""

from __future__ import annotations

import pytest

from halles.reviews.models import Remark
from halles.social import services as socialising
from halles.social.models import Answer, Message
from tests.reviews.makers import make_review
from tests.studio.shop_makers import Shop, make_shop
from tests.users.makers import make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def shop() -> Shop:
    return make_shop()


def test_a_message_is_read_and_answered(shop: Shop) -> None:
    customer = make_user(name="Jean Petit")
    sent = socialising.write_to_shop(customer, shop.seller, text="Livrez-vous en Corse ?", language="fr")
    desk, way = shop.client("manager"), shop.url(f"messages/{sent.thread_id}/")
    waiting = desk.get(shop.url("messages/?waiting=yes")).content.decode()
    assert "Livrez-vous en Corse ?" in waiting
    assert "Jean P." in waiting
    assert "Jean Petit" not in waiting, "a stranger's name is not told before there is an order"
    assert desk.get(way).status_code == 200
    assert desk.post(way, {"text": "Oui"}).status_code == 302
    assert [one.text for one in Message.objects.order_by("pk")] == ["Livrez-vous en Corse ?", "Oui"]
    assert "Livrez-vous" not in desk.get(shop.url("messages/?waiting=yes")).content.decode()
    assert desk.post(way, {"text": "  "}).status_code == 422
    assert shop.client("packer").get(way).status_code == 403
    assert shop.client("stranger").get(way).status_code == 404


def test_another_shops_conversation_is_not_there(shop: Shop) -> None:
    other = make_shop()
    sent = socialising.write_to_shop(make_user(), other.seller, text="Bonjour", language="fr")
    desk = shop.client()
    for path in ("", "read/", "block/"):
        assert desk.post(shop.url(f"messages/{sent.thread_id}/{path}"), {"text": "Oui"}).status_code == 404
    assert desk.post(f"/report/message/{sent.pk}/", {"reason": "spam"}).status_code == 404
    assert Message.objects.count() == 1


def test_a_question_is_answered_once_and_the_answer_taken_back(shop: Shop) -> None:
    question = socialising.ask_question(make_user(), shop.variant.product_id, text="Au four ?", language="fr")
    desk, way = shop.client("manager"), shop.url(f"questions/{question.pk}/")
    assert "Au four ?" in desk.get(shop.url("questions/?unanswered=yes")).content.decode()
    assert desk.post(way, {"text": "Oui"}).status_code == 302
    assert desk.post(way, {"text": "Non"}).status_code == 422
    assert "Au four ?" not in desk.get(shop.url("questions/?unanswered=yes")).content.decode()
    assert desk.post(shop.url(f"answers/{Answer.objects.get().pk}/back/")).status_code == 302
    assert desk.post(way, {"text": "Oui, à 200 °C"}).status_code == 302
    assert make_shop().client().post(way.replace(shop.seller.slug, "nobody"), {"text": "x"}).status_code == 404
    assert shop.client("packer").get(way).status_code == 403


def test_a_review_is_replied_to_once(shop: Shop) -> None:
    review, foreign = make_review(shop.variant, text="Fendu"), make_review()
    desk, way = shop.client("manager"), shop.url(f"reviews/{review.pk}/")
    listed = desk.get(shop.url("reviews/")).content.decode()
    assert "Fendu" in listed
    assert desk.post(way, {"text": "Un autre part demain"}).status_code == 302
    assert desk.post(way, {"text": "Encore"}).status_code == 422
    assert [one.text for one in Remark.objects.all()] == ["Un autre part demain"]
    assert desk.get(shop.url(f"reviews/{foreign.pk}/")).status_code == 404
    assert f'action="/report/review/{review.pk}/"' in listed
    assert shop.client("packer").get(shop.url("reviews/")).status_code == 403
