"""Reviews, questions and messages over HTTP."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from halles.kit import clock
from halles.orders.models import Order
from halles.reviews.models import Review
from halles.sellers.models import SellerStaff
from halles.social.models import Message
from halles.users.models import User
from halles.users.services import issue_token
from tests.catalog.makers import picture
from tests.orders.makers import make_variant
from tests.reviews.makers import line_of, make_delivered
from tests.users.makers import make_user

pytestmark = pytest.mark.django_db
API = "/api/v1"


def client_of(person: User) -> Client:
    return Client(headers={"Authorization": f"Bearer {issue_token(person, 'test')}", "Accept-Language": "fr"})


def told(answer: Any, status: int) -> dict[str, Any]:
    assert answer.status_code == status, answer.content
    document: dict[str, Any] = answer.json()
    return document


def recent_order() -> Order:
    variant = make_variant()
    SellerStaff.objects.create(seller=variant.seller, user=variant.seller.owner, role="owner", added_at=clock.now())
    return make_delivered(variant, at=clock.now() - dt.timedelta(days=4))


def buyer_of(order: Order) -> User:
    assert order.group.user is not None
    return order.group.user


def post(client: Client, path: str, **body: Any) -> Any:
    return client.post(API + path, body, content_type="application/json")


def test_a_review_is_written_read_voted_on_and_replied_to() -> None:
    order = recent_order()
    line, client = line_of(order), client_of(buyer_of(order))
    photo = SimpleUploadedFile("bol.png", picture().read(), "image/png")
    body = {"stars": 4, "text": "Très beau", "pictures": [photo]}
    written = told(client.post(f"{API}/order-lines/{line.pk}/review", body), 201)
    assert (written["first_stars"], written["language"], written["status"]) == (4, "fr", "shown")
    assert len(written["picture_urls"]) == 1
    read = told(Client().get(f"{API}/products/{line.product_id}/reviews?stars=4&has_pictures=true"), 200)
    assert read["summary"] == {"count": 1, "average": 4.0, "by_stars": {"5": 0, "4": 1, "3": 0, "2": 0, "1": 0}}
    assert [one["author"] for one in read["reviews"]] == ["Camille D."]
    path = f"{API}/reviews/{written['id']}"
    assert told(client.put(f"{path}/helpful"), 403)["code"] == "reviews.own_review"
    assert told(client_of(make_user()).put(f"{path}/helpful"), 200) == {"helpful_count": 1}
    changed = told(client.post(path, {"stars": 2, "text": "Il s'est fendu"}), 200)
    assert (changed["first_stars"], changed["stars"]) == (4, 2)
    shop = client_of(order.seller.owner)
    replied = told(post(shop, f"/shops/{order.seller.slug}/reviews/{written['id']}/reply", text="Merci"), 201)
    assert replied["reply"]["text"] == "Merci"
    assert (
        told(post(client, f"/reviews/{written['id']}/follow-up", text="Réparé"), 201)["follow_up"]["text"] == "Réparé"
    )
    assert told(Client().get(f"{API}/shops/{order.seller.slug}/reviews"), 200)["summary"]["count"] == 1
    assert [one["id"] for one in told(client.get(f"{API}/reviews"), 200)["reviews"]] == [written["id"]]
    assert client.delete(path).status_code == 204
    assert told(client.get(f"{API}/reviews"), 200)["reviews"] == []


def test_refusals_are_problem_documents() -> None:
    order = recent_order()
    line = line_of(order)
    path = f"{API}/order-lines/{line.pk}/review"
    assert Client().post(path, {"stars": 5}).status_code == 401
    assert told(client_of(make_user()).post(path, {"stars": 5}), 404)["code"] == "reviews.line_not_found"
    assert told(client_of(buyer_of(order)).post(path, {"stars": 6}), 422)["code"] == "api.shape"
    Order.objects.filter(pk=order.pk).update(status="in_transit", delivered_at=None)
    assert told(client_of(buyer_of(order)).post(path, {"stars": 5}), 409)["code"] == "reviews.not_delivered"
    assert Review.objects.count() == 0


def test_a_question_is_asked_and_answered_by_shop_and_buyer() -> None:
    order = recent_order()
    product, asker = line_of(order).product_id, client_of(make_user(name="Léa Roux"))
    asked = told(post(asker, f"/products/{product}/questions", text="Passe-t-il au four ?"), 201)
    refused = told(post(asker, f"/questions/{asked['id']}/answer", text="Sans doute"), 403)
    assert refused["code"] == "reviews.not_a_buyer"
    told(post(client_of(buyer_of(order)), f"/questions/{asked['id']}/answer", text="Chez moi oui"), 201)
    shop, path = client_of(order.seller.owner), f"/shops/{order.seller.slug}/questions/{asked['id']}/answer"
    told(post(shop, path, text="Oui"), 201)
    assert told(post(shop, path, text="Oui"), 409)["code"] == "social.already_answered"
    (read,) = told(Client().get(f"{API}/products/{product}/questions"), 200)["questions"]
    assert [(one["is_by_shop"], one["text"]) for one in read["answers"]] == [(True, "Oui"), (False, "Chez moi oui")]


def test_messages_go_both_ways_and_to_nobody_else() -> None:
    order = recent_order()
    customer, shop = client_of(buyer_of(order)), client_of(order.seller.owner)
    sent = told(post(customer, f"/orders/{order.pk}/messages", text="Il est fendu"), 201)
    stranger = client_of(make_user())
    assert told(post(stranger, f"/orders/{order.pk}/messages", text="Bonjour"), 404)["code"] == "orders.not_found"
    for path in (f"/messages/{sent['thread_id']}", f"/shops/{order.seller.slug}/inbox"):
        assert stranger.get(API + path).status_code == 404
    (line,) = told(shop.get(f"{API}/shops/{order.seller.slug}/inbox?waiting=true"), 200)["threads"]
    assert (line["subject"], line["last_text"], line["new_count"]) == (order.group.number, "Il est fendu", 1)
    told(post(shop, f"/shops/{order.seller.slug}/inbox/{sent['thread_id']}", text="Un autre part demain"), 201)
    read = told(customer.get(f"{API}/messages/{sent['thread_id']}"), 200)["messages"]
    assert [(one["by"], one["text"]) for one in read] == [
        ("shop", "Un autre part demain"),
        ("customer", "Il est fendu"),
    ]
    assert post(customer, f"/messages/{sent['thread_id']}/read").status_code == 204
    assert Message.objects.filter(read_at=None).count() == 0
    assert told(Client().get(f"{API}/shops/{order.seller.slug}/answer-time"), 200) == {"median_ms": None}
    told(post(customer, f"/shops/{order.seller.slug}/messages", text="Autre chose"), 201)
    assert len(told(customer.get(f"{API}/messages"), 200)["threads"]) == 2
