"""What customers write on pages: reviews, questions, messages; who may, what they see, what is refused."""

from __future__ import annotations

import datetime as dt
import uuid

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from halles.kit import clock
from halles.moderation.models import Report
from halles.orders.models import Order
from halles.reviews import queries
from halles.reviews.models import Review
from halles.social import inbox
from halles.social import services as socialising
from halles.social.models import Message, Question
from halles.users.models import User
from tests.catalog.makers import picture
from tests.orders.makers import make_variant
from tests.reviews.makers import line_of, make_delivered, make_review
from tests.users.makers import make_user

pytestmark = pytest.mark.django_db


def page_of(person: User) -> Client:
    client = Client(headers={"Accept-Language": "en"})
    client.force_login(person)
    return client


def recent_order() -> Order:
    return make_delivered(make_variant(), at=clock.now() - dt.timedelta(days=4))


def buyer_of(order: Order) -> User:
    assert order.group.user is not None
    return order.group.user


def photo() -> SimpleUploadedFile:
    return SimpleUploadedFile("photo.png", picture().read(), "image/png")


def test_a_review_from_the_order_to_the_product_page() -> None:
    order = recent_order()
    line, client = line_of(order), page_of(buyer_of(order))
    way = reverse("storefront:write_review", args=[line.pk])
    assert way in client.get(reverse("storefront:order", args=[order.group_id])).content.decode()
    assert "star-choice" in client.get(way).content.decode()
    answer = client.post(way, {"stars": "4", "text": "Lovely <b>glaze</b>", "pictures": [photo(), photo()]})
    review = Review.objects.get()
    assert answer["Location"] == reverse("storefront:review", args=[review.pk])
    own = client.get(answer["Location"]).content.decode()
    assert "Lovely &lt;b&gt;glaze&lt;/b&gt;" in own
    assert "Add a video" in own
    page = Client().get(reverse("storefront:product_reviews", args=[line.product_id])).content.decode()
    assert "Lovely &lt;b&gt;glaze&lt;/b&gt;" in page
    assert page.count("review__pictures") == 1
    assert "4.0" in page
    product = Client().get(f"/p/{line.product_id}/", follow=True).content.decode()
    assert "Lovely" in product


def test_the_form_says_what_is_wrong_and_keeps_the_words() -> None:
    order = recent_order()
    way, client = reverse("storefront:write_review", args=[line_of(order).pk]), page_of(buyer_of(order))
    answer = client.post(way, {"text": "Words without stars"})
    assert answer.status_code == 422
    assert "Please choose from one to five stars." in answer.content.decode()
    assert "Words without stars" in answer.content.decode()
    no_picture = SimpleUploadedFile("a.png", b"nothing", "image/png")
    answer = client.post(way, {"stars": "4", "text": "With a broken picture", "pictures": [no_picture]})
    assert answer.status_code == 422
    assert "With a broken picture" in answer.content.decode()
    assert Review.objects.count() == 0


def test_nobody_writes_before_delivery_or_for_somebody_else() -> None:
    order = recent_order()
    way = reverse("storefront:write_review", args=[line_of(order).pk])
    assert page_of(make_user()).get(way).status_code == 404
    assert page_of(make_user()).post(way, {"stars": "1"}).status_code == 404
    assert Client().get(way).status_code == 302
    Order.objects.filter(pk=order.pk).update(status="in_transit", delivered_at=None)
    client = page_of(buyer_of(order))
    page = client.get(reverse("storefront:order", args=[order.group_id])).content.decode()
    assert way not in page
    early = client.get(way).content.decode()
    assert "You can review it once it has arrived." in early
    assert "star-choice" not in early
    assert client.post(way, {"stars": "5"}).status_code == 422
    assert Review.objects.count() == 0


def test_a_held_review_is_seen_by_its_author_only() -> None:
    review = make_review(text="Appelez le +33612345678")
    own = reverse("storefront:review", args=[review.pk])
    assert "waits for a reader" in page_of(review.user).get(own).content.decode()
    assert Client().get(own).status_code == 404
    assert page_of(make_user()).get(own).status_code == 404
    every = reverse("storefront:product_reviews", args=[review.product_id])
    assert "33612345678" not in Client().get(every).content.decode()


def test_helpful_is_a_button_that_answers_with_itself() -> None:
    review = make_review()
    way = reverse("storefront:helpful", args=[review.pk])
    client = page_of(make_user())
    answer = client.post(way, {"wanted": "true"}, headers={"HX-Request": "true"})
    assert 'aria-pressed="true"' in answer.content.decode()
    assert queries.get_public_review(review.pk).helpful_count == 1
    assert client.post(way, {"wanted": "false"}).status_code == 302
    assert queries.get_public_review(review.pk).helpful_count == 0
    assert Client().post(way, {"wanted": "true"})["Location"].startswith(reverse("account_login"))


def test_a_question_asked_answered_by_a_buyer_and_deleted_by_its_author() -> None:
    order = recent_order()
    asker, product = page_of(make_user(name="Léa Roux")), line_of(order).product_id
    way = reverse("storefront:questions", args=[product])
    assert asker.post(way, {"text": "Is it oven-proof?"}).status_code == 302
    question = Question.objects.get()
    assert Client().post(way, {"text": "Me too"})["Location"].startswith(reverse("account_login"))
    answer = reverse("storefront:answer", args=[question.pk])
    assert asker.get(answer).status_code == 403
    buyer = page_of(buyer_of(order))
    assert "I have it: answer" in buyer.get(way).content.decode()
    assert buyer.post(answer, {"text": "Mine survived 200 °C"}).status_code == 302
    page = Client().get(way).content.decode()
    assert "Is it oven-proof?" in page
    assert "Mine survived 200 °C" in page
    assert buyer.post(reverse("storefront:remove_question", args=[question.pk])).status_code == 404
    assert asker.post(reverse("storefront:remove_question", args=[question.pk])).status_code == 302
    assert "Is it oven-proof?" not in Client().get(way).content.decode()


def test_a_message_about_an_order_with_a_private_picture() -> None:
    order = recent_order()
    buyer = buyer_of(order)
    client, stranger = page_of(buyer), page_of(make_user())
    way = reverse("storefront:ask_about_order", args=[order.pk])
    assert stranger.get(way).status_code == 404
    answer = client.post(way, {"text": "It is chipped", "pictures": [photo()]})
    message = Message.objects.get()
    thread = reverse("storefront:thread", args=[message.thread_id])
    assert answer["Location"] == f"{thread}#latest"
    assert client.get(way)["Location"] == thread, "the order has one conversation"
    shown = reverse("storefront:message_picture", args=[message.pictures.get().pk])
    assert shown in client.get(thread).content.decode()
    picture_of_it = client.get(shown)
    assert picture_of_it.content.startswith(b"RIFF")
    assert picture_of_it["Cache-Control"].startswith("private")
    for page in (thread, shown):
        assert stranger.get(page).status_code == 404
    assert Client().get(shown).status_code == 404
    assert "It is chipped" in client.get(reverse("storefront:messages")).content.decode()


def test_reading_a_conversation_tells_the_other_side_and_a_look_changes_nothing() -> None:
    order = recent_order()
    buyer, seller = buyer_of(order), order.seller
    sent = socialising.write_to_shop(buyer, seller, text="Hello", language="en")
    socialising.answer_customer(seller, sent.thread_id, by=seller.owner, text="Hello back", language="en")
    client, way = page_of(buyer), reverse("storefront:thread", args=[sent.thread_id])
    page = client.get(way)
    assert inbox.count_new(buyer) == 1, "a page that is looked at writes nothing"
    seen = page.content.decode().split("?seen=")[1].split('"')[0]
    same = client.get(f"{way}?seen={seen}", headers={"HX-Request": "true"})
    assert same.status_code == 204
    client.post(reverse("storefront:mark_thread_read", args=[sent.thread_id]))
    assert inbox.count_new(buyer) == 0
    client.post(reverse("storefront:block_thread", args=[sent.thread_id]), {"wanted": "true"})
    assert client.post(way, {"text": "One more"}).status_code == 422
    client.post(reverse("storefront:block_thread", args=[sent.thread_id]), {"wanted": "false"})
    assert client.post(way, {"text": "One more"}).status_code == 302


def test_only_what_one_sees_can_be_reported() -> None:
    review, client = make_review(), page_of(make_user())
    sent = socialising.write_to_shop(make_user(), review.seller, text="Hello", language="en")
    for kind, target in (("message", sent.pk), ("planet", review.pk), ("review", uuid.uuid4())):
        way = reverse("storefront:report", args=[kind, target])
        assert client.post(way, {"reason": "spam"}).status_code == 404
    assert Report.objects.count() == 0
    way = reverse("storefront:report", args=["review", review.pk])
    answer = client.post(way, {"reason": "spam"}, headers={"HX-Request": "true"})
    assert "Somebody will look at it" in answer.content.decode()
    assert [(one.kind, one.target_id) for one in Report.objects.all()] == [("review", review.pk)]


def test_a_shops_page_shows_what_buyers_say_and_how_soon_it_answers() -> None:
    review = make_review(text="Robuste")
    seller = review.seller
    for hours in (1, 3, 5):
        at = clock.now() - dt.timedelta(days=2)
        with clock.travel(at):
            sent = socialising.write_to_shop(make_user(), seller, text="Bonjour", language="fr")
        with clock.travel(at + dt.timedelta(hours=hours)):
            socialising.answer_customer(seller, sent.thread_id, by=seller.owner, text="Oui", language="fr")
    socialising.measure_answer_times()
    visitor = Client(headers={"Accept-Language": "en"})
    page = visitor.get(reverse("storefront:shop", args=[seller.slug])).content.decode()
    assert "Robuste" in page
    assert "usually answers within 3 hours" in page
    assert reverse("storefront:ask_shop", args=[seller.slug]) in page


def test_the_sheet_brings_the_first_words_of_buyers() -> None:
    review = make_review(text="Robuste")
    client = Client(headers={"HX-Request": "true", "Accept-Language": "fr"})
    sheet = client.get(reverse("storefront:offer_sheet", args=[review.product_id])).content.decode()
    assert reverse("storefront:sheet_reviews", args=[review.product_id]) in sheet
    assert "4,0" in sheet
    assert "Robuste" in client.get(reverse("storefront:sheet_reviews", args=[review.product_id])).content.decode()
