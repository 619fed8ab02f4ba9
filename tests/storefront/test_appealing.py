"""The person concerned: the statement of reasons, the appeal, blocks; by page and over the API; nobody else's."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.test import Client

from halles.kit import ids
from halles.moderation.models import Appeal, Decision, Report
from halles.social import services as socialising
from halles.social.models import Block
from halles.users.models import User
from halles.users.services import issue_token
from tests.catalog.makers import make_on_sale
from tests.creators.makers import make_creator
from tests.moderation.makers import decide
from tests.reviews.makers import make_review
from tests.users.makers import make_user
from tests.videos.makers import make_video

pytestmark = pytest.mark.django_db


def page_of(person: User) -> Client:
    client = Client(headers={"Accept-Language": "en"})
    client.force_login(person)
    return client


def program_of(person: User) -> Client:
    return Client(headers={"Authorization": f"Bearer {issue_token(person, 'shelf')}", "Accept-Language": "en"})


def send(client: Client, way: str, body: dict[str, Any]) -> Any:
    return client.post(way, json.dumps(body), content_type="application/json")


def test_the_statement_of_reasons_is_whole_and_ones_own() -> None:
    subject = make_user()
    decision = decide(kind="comment", subject=subject, about="Ce bol est <nul>", rule="eu_hate")
    client, way = page_of(subject), f"/account/decisions/{decision.pk}/"
    assert way in client.get("/account/decisions/").content.decode()
    assert "/account/decisions/" in client.get("/account/").content.decode()
    page = client.get(way).content.decode()
    for words in ("Ce bol est &lt;nul&gt;", "Incitement to hatred", "2008/913/JHA", "The bowl is not from Quimper."):
        assert words in page
    for words in ("A member of our staff, not a machine.", "France", "Appeal until", "dispute settlement"):
        assert words in page
    assert decision.decided_by is not None
    assert decision.decided_by.name not in page
    assert decision.decided_by.email not in page
    for stranger in (page_of(make_user()), page_of(decision.decided_by)):
        assert stranger.get(way).status_code == 404
        assert stranger.post(f"{way}appeal/", {"text": "No."}).status_code == 404
    assert Client().get(way)["Location"].startswith("/account/login/")
    assert not Appeal.objects.exists()


def test_an_appeal_is_sent_once_and_refusals_keep_what_was_written() -> None:
    subject = make_user()
    decision = decide(subject=subject)
    client, way = page_of(subject), f"/account/decisions/{decision.pk}/"
    assert client.post(f"{way}appeal/", {"text": " "}).status_code == 422
    assert client.post(f"{way}appeal/", {"text": "It is from Quimper."})["Location"] == way
    page = client.get(way).content.decode()
    assert "It is from Quimper." in page
    assert "the decision is paused" in page
    again = client.post(f"{way}appeal/", {"text": "Once more."})
    assert again.status_code == 422
    assert Appeal.objects.get().text == "It is from Quimper."


def test_decisions_and_appeals_over_the_api() -> None:
    subject = make_user()
    decision = decide(subject=subject, is_urgent=True)
    program, stranger = program_of(subject), program_of(make_user())
    (listed,) = program.get("/api/v1/decisions").json()["decisions"]
    assert (listed["id"], listed["rule"], listed["can_appeal"]) == (str(decision.pk), "honest_words", True)
    assert {line["code"] for line in listed["statement"]} >= {"about", "meaning", "rule", "ground", "facts", "by"}
    assert "decided_by" not in listed
    way = f"/api/v1/decisions/{decision.pk}"
    assert stranger.get(way).status_code == 404
    assert send(stranger, f"{way}/appeal", {"text": "No."}).status_code == 404
    assert Client().get("/api/v1/decisions").status_code == 401
    made = send(program, f"{way}/appeal", {"text": "No."})
    assert (made.status_code, made.json()["appeal"]["status"], made.json()["status"]) == (201, "open", "in_force")
    assert send(program, f"{way}/appeal", {"text": "No."}).status_code == 409
    assert Appeal.objects.count() == 1


def test_everything_that_people_make_is_reported_in_one_way() -> None:
    person, variant = make_user(), make_on_sale()
    product, creator = variant.product, make_creator()
    video, review = make_video(), make_review()
    comment = socialising.post_comment(make_user(), kind="video", target_id=video.pk, text="Oui", language="fr")
    question = socialising.ask_question(make_user(), product.pk, text="Au four ?", language="fr")
    answer = socialising.answer_as_shop(
        product.seller, question.pk, by=product.seller.owner, text="Oui.", language="fr"
    )
    said = socialising.write_to_shop(person, product.seller, text="Bonjour", language="fr")
    reply = socialising.answer_customer(
        product.seller, said.thread_id, by=product.seller.owner, text="Bonjour", language="fr"
    )
    saved = socialising.share_list(review.user, socialising.create_list(review.user, name="Noël").pk)
    things = {
        "video": video.pk,
        "comment": comment.pk,
        "product": product.pk,
        "shop": product.seller_id,
        "creator": creator.pk,
        "review": review.pk,
        "question": question.pk,
        "answer": answer.pk,
        "message": reply.pk,
        "list": saved.pk,
    }
    client, program = page_of(person), program_of(make_user())
    for kind, target_id in things.items():
        assert client.post(f"/report/{kind}/{target_id}/", {"reason": "spam", "next": "/"}).status_code == 302, kind
        assert client.post(f"/report/{kind}/{ids.uuid7()}/", {"reason": "spam"}).status_code == 404, kind
        body = {"kind": kind, "target_id": str(target_id), "reason": "spam"}
        expected = 404 if kind == "message" else 201
        assert send(program, "/api/v1/reports", body).status_code == expected, kind
    assert client.post(f"/report/planet/{video.pk}/", {"reason": "spam"}).status_code == 404
    assert send(program, "/api/v1/reports", {**body, "reason": "because"}).status_code == 422
    reported = set(Report.objects.filter(reporter=person).values_list("kind", "target_id"))
    assert reported == set(things.items())
    for way, kind in (
        (f"/p/{product.pk}/{product.slug}/", "product"),
        (f"/shops/{product.seller.slug}/", "shop"),
        (f"/@{creator.handle}/", "creator"),
        (f"/v/{video.pk}/comments/", "comment"),
        (f"/v/{video.pk}/why/", "video"),
        (f"/messages/{said.thread_id}/", "message"),
    ):
        assert f'action="/report/{kind}/{things[kind]}/"' in client.get(way).content.decode(), kind


def test_a_person_is_blocked_by_what_they_made_and_unblocked_in_the_account() -> None:
    person, creator = make_user(), make_creator()
    video = make_video()
    comment = socialising.post_comment(creator.user, kind="video", target_id=video.pk, text="Oui", language="fr")
    client = page_of(person)
    assert f'action="/block/comment/{comment.pk}/"' in client.get(f"/v/{video.pk}/comments/").content.decode()
    answer = client.post(f"/block/comment/{comment.pk}/", headers={"HX-Request": "true"})
    assert "Blocked." in answer.content.decode()
    assert str(comment.pk) not in client.get(f"/v/{video.pk}/comments/").content.decode()
    page = client.get("/account/blocks/").content.decode()
    made = Block.objects.get()
    assert f"@{creator.handle}" in page
    assert client.post(f"/block/shop/{ids.uuid7()}/").status_code == 404
    assert page_of(creator.user).post(f"/account/blocks/{made.pk}/undo/").status_code == 404
    assert client.post(f"/account/blocks/{made.pk}/undo/").status_code == 302
    assert not Block.objects.exists()
    program = program_of(person)
    told = send(program, "/api/v1/blocks", {"kind": "creator", "target_id": str(creator.pk)})
    assert (told.status_code, told.json()["handle"]) == (201, creator.handle)
    assert [one["id"] for one in program.get("/api/v1/blocks").json()["blocks"]] == [told.json()["id"]]
    assert program_of(make_user()).delete(f"/api/v1/blocks/{told.json()['id']}").status_code == 404
    assert program.delete(f"/api/v1/blocks/{told.json()['id']}").status_code == 204
    assert not Block.objects.exists()
    assert not Decision.objects.exists()
