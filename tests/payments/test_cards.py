"""Card entry at the provider, and cards that people keep."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.test import Client

from halles.kit import clock
from halles.payments import queries, services
from halles.payments.errors import CardRefused, CardUnknown
from halles.payments.models import SandboxCard, SavedCard
from halles.payments.providers.sandbox import desk
from halles.payments.providers.sandbox.cards import TEST_CARDS, find_test_card, has_luhn
from halles.payments.queries import find_default_card
from tests.payments import makers
from tests.payments.makers import make_payment, make_saved_card, make_token
from tests.users.makers import make_user

pytestmark = pytest.mark.django_db


def enter(client: Client, **changes: str) -> Any:
    typed = {"number": "4242 4242 4242 4242", "expiry": "09 / 34", "cvc": "123", **changes}
    return client.post("/sandbox-pay/tokens", data=typed, content_type="application/json")


def test_card_entry_gives_a_token_and_keeps_no_number() -> None:
    response = enter(Client(enforce_csrf_checks=True))
    answer = response.json()
    assert response.status_code == 201
    assert {name: answer[name] for name in ("brand", "last4", "exp_month", "exp_year")} == {
        "brand": "visa",
        "last4": "4242",
        "exp_month": 9,
        "exp_year": 2034,
    }
    row = SandboxCard.objects.values().get(token=answer["token"])
    assert "4242424242424242" not in str(row)


@pytest.mark.parametrize(
    ("changes", "field", "sentence"),
    [
        ({"number": "4242 4242 4242 4241"}, "number", "This card number is not complete or has a typing mistake."),
        ({"number": ""}, "number", "This card number is not complete or has a typing mistake."),
        ({"number": "٤٢٤٢424242424242"}, "number", "This card number is not complete or has a typing mistake."),
        ({"number": "4111 1111 1111 1111"}, "number", "Only test cards work here. Never enter a real card"),
        ({"expiry": "13/34"}, "expiry", "Please enter the date on the card as month and year"),
        ({"expiry": "x"}, "expiry", "Please enter the date on the card as month and year"),
        ({"expiry": "10/26"}, "expiry", "This card has expired."),
        ({"expiry": "01/99"}, "expiry", "This date is too far ahead."),
        ({"cvc": "12"}, "cvc", "Please enter the three digits on the back of the card."),
        ({"number": "378282246310005", "cvc": "123"}, "cvc", "Please enter the four digits on the front"),
    ],
)
def test_what_cannot_be_a_card_is_told_by_field(
    client: Client, changes: dict[str, str], field: str, sentence: str
) -> None:
    with clock.travel(dt.datetime(2026, 11, 22, tzinfo=dt.UTC)):
        response = enter(client, **changes)
    answer = response.json()
    assert (response.status_code, answer["code"], answer["field"]) == (422, "payments.card_details_wrong", field)
    assert answer["title"].startswith(sentence)
    assert list(answer["fields"]) == [field]
    assert not SandboxCard.objects.exists()


def test_the_month_on_the_card_still_counts(client: Client) -> None:
    with clock.travel(dt.datetime(2026, 11, 30, 23, tzinfo=dt.UTC)):
        assert enter(client, expiry="1126").status_code == 201


@pytest.mark.parametrize("body", [b"", b"[]", b"\xff", b'{"number": 1}', b"{" + b" " * 3000 + b"}"])
def test_card_entry_survives_nonsense(client: Client, body: bytes) -> None:
    response = client.post("/sandbox-pay/tokens", data=body, content_type="application/json")
    assert (response.status_code, sorted(response.json()["fields"])) == (422, ["cvc", "expiry", "number"])


def test_tokens_that_nobody_used_are_forgotten(client: Client) -> None:
    used, unused = enter(client).json()["token"], enter(client).json()["token"]
    services.authorize(make_payment(instrument=used))
    kept = make_saved_card().token
    assert desk.sweep_tokens() == 0
    with clock.travel(clock.now() + dt.timedelta(hours=25)):
        assert desk.sweep_tokens() == 1
    assert not SandboxCard.objects.filter(token=unused).exists()
    assert SandboxCard.objects.filter(token__in=[used, kept]).count() == 2


def test_every_test_card_has_a_valid_number() -> None:
    assert all(has_luhn(card.number) and find_test_card(card.number) is card for card in TEST_CARDS)


def test_a_card_is_kept_with_a_payment_once() -> None:
    user = make_user()
    payment = services.authorize(make_payment(user_id=user.id, should_save_card=True))
    (card,) = queries.list_cards(user.id)
    assert (card.brand, card.last4, card.exp_month, card.exp_year, card.is_default) == ("visa", "4242", 12, 2034, True)
    services.delete_card(user.id, card.id)
    makers.run_jobs()
    services.refresh(payment.id)
    assert queries.list_cards(user.id) == []


def test_a_card_behind_three_d_secure_is_kept_once_confirmed(client: Client) -> None:
    user = make_user()
    payment = services.authorize(make_payment(makers.CHALLENGE, user_id=user.id, should_save_card=True))
    assert queries.list_cards(user.id) == []
    assert payment.next_action is not None
    client.post(payment.next_action["url"], {"answer": "approve"})
    services.refresh(payment.id)
    (card,) = queries.list_cards(user.id)
    again = services.authorize(make_payment(instrument=card.id, user_id=user.id))
    assert again.status == "requires_action"


def test_guests_keep_no_card() -> None:
    services.authorize(make_payment(should_save_card=True))
    assert not SavedCard.objects.exists()


def test_a_card_that_would_be_declined_is_not_kept() -> None:
    user = make_user()
    with pytest.raises(CardRefused) as refusal:
        services.save_card(user.id, make_token(makers.DECLINED))
    assert refusal.value.code == "payments.card_refused"
    assert str(refusal.value) == (
        "There is not enough money on this card. Please use another way to pay. The card was not saved."
    )
    assert not SavedCard.objects.exists()


def test_one_card_is_the_default() -> None:
    user = make_user()
    first, second, third = (make_saved_card(user) for _ in range(3))
    assert find_default_card(user.id) == first
    services.set_default_card(user.id, third.id)
    assert find_default_card(user.id) == third
    services.delete_card(user.id, third.id)
    assert find_default_card(user.id) == second
    assert [card.id for card in queries.list_cards(user.id)] == [second.id, first.id]


def test_an_expired_card_is_no_default() -> None:
    card = make_saved_card()
    with clock.travel(dt.datetime(2035, 1, 1, tzinfo=dt.UTC)):
        assert find_default_card(card.user_id) is None


def test_a_deleted_card_pays_no_more() -> None:
    card = make_saved_card()
    payment_id = make_payment(instrument=card.id, user_id=card.user_id)
    services.delete_card(card.user_id, card.id)
    payment = services.authorize(payment_id)
    assert (payment.status, payment.decline_code) == ("declined", "token_unusable")


def test_other_peoples_cards_are_out_of_reach(client: Client) -> None:
    card, stranger = make_saved_card(), make_user()
    with pytest.raises(CardUnknown):
        queries.get_card_for_user(stranger.id, card.id)
    client.force_login(stranger)
    for verb in ("default", "delete"):
        assert client.post(f"/account/cards/{card.id}/{verb}").status_code == 404
    assert SavedCard.objects.get().is_default


def test_the_account_page_saves_chooses_and_deletes_cards(client: Client) -> None:
    assert client.get("/account/cards/").status_code == 302
    user = make_user()
    client.force_login(user)
    assert "No card yet." in client.get("/account/cards/").content.decode()
    for number in (makers.APPROVED, "5555555555554444"):
        response = client.post("/account/cards/add", {"payment_token": make_token(number)}, follow=True)
        assert f"The card ending in {number[-4:]} is saved." in response.content.decode()
    refused = client.post("/account/cards/add", {"payment_token": make_token(makers.DECLINED)}, follow=True)
    assert "The card was not saved." in refused.content.decode()
    assert [card.last4 for card in queries.list_cards(user.id)] == ["4242", "4444"]
    second = queries.list_cards(user.id)[1]
    client.post(f"/account/cards/{second.id}/default")
    assert find_default_card(user.id) == second
    client.post(f"/account/cards/{second.id}/delete")
    assert [card.last4 for card in queries.list_cards(user.id)] == ["4242"]


def test_the_provider_pages_are_for_their_own_method_and_over_after_the_answer(client: Client) -> None:
    payment = services.authorize(make_payment(makers.CHALLENGE, return_url="https://elsewhere.example/steal"))
    assert payment.next_action is not None
    url = payment.next_action["url"]
    assert client.get(url.replace("3ds", "wallet")).status_code == 404
    assert client.post(url, {"answer": "refuse"})["Location"] == "/"
    assert "This step is over." in client.get(url).content.decode()
    client.post(url, {"answer": "approve"})
    assert services.refresh(payment.id).status == "declined"
    assert client.get("/sandbox-pay/cards/").status_code == 200
