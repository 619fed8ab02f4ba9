"""Sign-up, verification, sign-in, reset and change of address, as a browser does them."""

from __future__ import annotations

import re
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.conf import settings
from django.core import mail
from django.core.cache import cache
from django.test import Client
from django.utils import translation

from halles.users.forms import SignupForm
from halles.users.models import FormerAddress, User
from tests.users.makers import PASSWORD, make_user

pytestmark = pytest.mark.django_db
EMAIL = "new@example.org"


@pytest.fixture(autouse=True)
def _fresh_limits(settings: Any) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    cache.clear()


def path_in(message: Any, start: str) -> str:
    found = re.search(rf"{re.escape(settings.BASE_URL)}({re.escape(start)}\S*)", message.body)
    assert found, message.body
    return found.group(1)


def sign_up(client: Client, email: str = EMAIL, password: str = PASSWORD, **more: str) -> Any:
    return client.post("/account/signup/", {"email": email, "password1": password, **more})


def sign_in(client: Client, email: str, password: str = PASSWORD, **more: str) -> Any:
    return client.post("/account/login/", {"login": email, "password": password, **more})


def is_signed_in(client: Client) -> bool:
    return client.get("/account/").status_code == 200


def test_sign_up_then_mail_then_verified_then_signed_in(client: Client) -> None:
    answer = client.post(
        "/account/signup/?next=/saved/",
        {"name": "Camille", "email": "New@Example.org", "password1": PASSWORD, "next": "/saved/"},
        headers={"accept-language": "fr-FR"},
    )
    assert (answer.status_code, answer.headers["Location"]) == (302, "/account/confirm-email/")
    assert client.get("/account/confirm-email/").status_code == 200
    user = User.objects.get()
    assert (user.email, user.name, user.market, user.language) == (EMAIL, "Camille", "FR", "fr")
    assert not is_signed_in(client)
    (message,) = mail.outbox
    assert (message.to, message.extra_headers["X-Halles-Kind"]) == ([EMAIL], "account.email_confirmation_signup")
    assert message.alternatives[0].mimetype == "text/html"
    link = path_in(message, "/account/confirm-email/")
    assert link in message.alternatives[0].content
    page = client.get(link)
    assert page.status_code == 200
    assert EMAIL in page.content.decode()
    assert not EmailAddress.objects.get().verified, "looking at the page must not confirm: mail scanners look too"
    confirmed = client.post(link)
    assert confirmed.status_code == 302
    assert EmailAddress.objects.get().verified
    assert is_signed_in(client)
    client.post("/account/logout/")
    assert not is_signed_in(client)
    assert sign_in(client, "NEW@example.org").headers["Location"] == "/"
    assert is_signed_in(client)


def test_nobody_signs_in_before_the_address_is_confirmed(client: Client) -> None:
    sign_up(client)
    mail.outbox.clear()
    cache.clear()
    other = Client()
    answer = sign_in(other, EMAIL)
    assert answer.headers["Location"] == "/account/confirm-email/"
    assert not is_signed_in(other)
    assert [message.to for message in mail.outbox] == [[EMAIL]]


@pytest.mark.parametrize(
    ("changes", "field", "sentence"),
    [
        ({"password1": "short"}, "password1", "This password is too short. It must contain at least 10 characters."),
        ({"password1": "qwertyuiop"}, "password1", "This password is too common."),
        ({"password1": "new@example.org"}, "password1", "The password is too similar to the email."),
        ({"email": "not an address"}, "email", "This is not an e-mail address. It looks like name@example.org."),
        ({"email": ""}, "email", "This field is required."),
    ],
)
def test_sign_up_says_what_is_wrong_at_the_field(
    client: Client, changes: dict[str, str], field: str, sentence: str
) -> None:
    answer = client.post("/account/signup/", {"email": EMAIL, "password1": PASSWORD, **changes})
    assert answer.status_code == 200
    assert answer.context["form"].errors[field][0] == sentence
    page = answer.content.decode()
    assert f'id="id_{field}-error"' in page
    assert 'aria-invalid="true"' in page
    assert (User.objects.count(), mail.outbox) == (0, [])


def test_a_second_sign_up_with_one_address_looks_like_the_first(client: Client) -> None:
    make_user(email=EMAIL)
    first = sign_up(Client(), "other@example.org")
    answer = sign_up(client)
    assert (answer.status_code, answer.headers["Location"]) == (first.status_code, first.headers["Location"])
    assert User.objects.filter(email=EMAIL).count() == 1
    message = mail.outbox[-1]
    assert (message.to, message.extra_headers["X-Halles-Kind"]) == ([EMAIL], "account.account_already_exists")
    assert path_in(message, "/account/password/reset/") == "/account/password/reset/"


def test_wrong_password_and_unknown_address_get_the_same_answer(client: Client) -> None:
    make_user(email="known@example.org")
    wrong = sign_in(client, "known@example.org", "not this one")
    unknown = sign_in(client, "unknown@example.org", "not this one")
    sentence = "This address and this password do not go together. Try again, or set a new password."
    assert wrong.context["form"].non_field_errors() == unknown.context["form"].non_field_errors() == [sentence]
    assert "data-first-error" in wrong.content.decode()
    assert not is_signed_in(client)


def test_guessing_is_stopped_for_an_address_even_from_many_places(client: Client) -> None:
    make_user(email="known@example.org")
    for place in range(5):
        client.post(
            "/account/login/",
            {"login": "known@example.org", "password": "no"},
            headers={"x-forwarded-for": f"10.0.0.{place}"},
        )
    answer = sign_in(client, "known@example.org")
    assert answer.context["form"].non_field_errors() == [
        "That was too many tries. Please wait five minutes, or set a new password."
    ]
    assert not is_signed_in(client)
    assert sign_in(client, make_user().email).status_code == 302, "other people are not locked out"


def test_sign_ups_from_one_place_are_limited(client: Client) -> None:
    answers = [
        client.post(
            "/account/signup/", {"email": "x", "password1": "x"}, headers={"x-forwarded-for": "10.0.0.1"}
        ).status_code
        for _ in range(21)
    ]
    assert answers == [200] * 20 + [429]
    elsewhere = client.post(
        "/account/signup/", {"email": "x", "password1": "x"}, headers={"x-forwarded-for": "10.0.0.2"}
    )
    assert elsewhere.status_code == 200


def test_sign_in_goes_back_inside_the_site_only(client: Client) -> None:
    user = make_user()
    assert sign_in(client, user.email, next="/orders/").headers["Location"] == "/orders/"
    client.post("/account/logout/")
    assert sign_in(client, user.email, next="https://evil.example/").headers["Location"] == "/"


def test_links_in_mails_lead_to_our_own_address_whatever_host_was_asked(client: Client) -> None:
    user = make_user()
    client.post("/account/password/reset/", {"email": user.email}, headers={"host": "localhost:6666"})
    (message,) = mail.outbox
    assert f"{settings.BASE_URL}/account/password/reset/key/" in message.body
    assert "6666" not in message.body


def test_a_closed_account_is_told_so(client: Client) -> None:
    user = make_user()
    User.objects.filter(pk=user.pk).update(is_active=False)
    sign_in(client, user.email)
    assert not is_signed_in(client)


def test_password_is_set_anew_by_link_once_and_ends_other_sessions(client: Client) -> None:
    user = make_user()
    elsewhere = Client()
    sign_in(elsewhere, user.email)
    assert is_signed_in(elsewhere)
    assert (
        client.post("/account/password/reset/", {"email": user.email}).headers["Location"]
        == "/account/password/reset/done/"
    )
    (message,) = mail.outbox
    link = path_in(message, "/account/password/reset/key/")
    form = client.get(link, follow=True)
    (target, _status) = form.redirect_chain[-1]
    weak = client.post(target, {"password1": "short"})
    assert weak.context["form"].errors["password1"][0].startswith("This password is too short.")
    done = client.post(target, {"password1": "wrought iron arches"})
    assert done.headers["Location"] == "/account/password/reset/key/done/"
    assert client.get(done.headers["Location"]).status_code == 200
    assert not is_signed_in(elsewhere)
    assert mail.outbox[-1].extra_headers["X-Halles-Kind"] == "account.password_reset"
    used = Client().get(link, follow=True).content.decode()
    assert "This link no longer works" in used
    assert sign_in(client, user.email).status_code == 200
    assert sign_in(client, user.email, "wrought iron arches").status_code == 302


def test_reset_tells_nobody_who_has_an_account(client: Client) -> None:
    answer = client.post("/account/password/reset/", {"email": "nobody@example.org"})
    assert (answer.status_code, answer.headers["Location"]) == (302, "/account/password/reset/done/")
    (message,) = mail.outbox
    assert (message.to, message.extra_headers["X-Halles-Kind"]) == (["nobody@example.org"], "account.unknown_account")


def test_password_is_changed_with_the_old_one(client: Client) -> None:
    user = make_user()
    sign_in(client, user.email)
    wrong = client.post("/account/password/change/", {"oldpassword": "no", "password1": "wrought iron arches"})
    assert wrong.context["form"].errors["oldpassword"] == ["This is not your current password."]
    right = client.post("/account/password/change/", {"oldpassword": PASSWORD, "password1": "wrought iron arches"})
    assert right.headers["Location"] == "/account/"
    assert is_signed_in(client)
    assert mail.outbox[-1].extra_headers["X-Halles-Kind"] == "account.password_changed"


def test_address_changes_only_when_the_new_one_is_confirmed(client: Client) -> None:
    user = make_user(email="old@example.org")
    sign_in(client, user.email)
    asked = client.post("/account/email/", {"email": EMAIL, "action_add": "1"})
    assert asked.headers["Location"] == "/account/reauthenticate/?next=%2Faccount%2Femail%2F"
    again = {"next": "/account/email/"}
    wrong = client.post("/account/reauthenticate/", {"password": "no", **again})
    assert wrong.context["form"].errors["password"] == ["This is not your password."]
    assert mail.outbox == []
    client.post("/account/reauthenticate/", {"password": PASSWORD, **again})
    user.refresh_from_db()
    assert user.email == "old@example.org"
    assert EMAIL in client.get("/account/email/").content.decode()
    assert mail.outbox[-1].to == [EMAIL]
    client.post(path_in(mail.outbox[-1], "/account/confirm-email/"))
    user.refresh_from_db()
    assert user.email == EMAIL
    assert [
        message.to for message in mail.outbox if message.extra_headers["X-Halles-Kind"] == "account.email_changed"
    ] == [["old@example.org"]]
    (former,) = FormerAddress.objects.all()
    assert (former.user, former.email) == (user, "old@example.org")


def test_signing_out_everywhere_ends_every_session(client: Client) -> None:
    user = make_user()
    phone, laptop = Client(), Client()
    sign_in(phone, user.email)
    sign_in(laptop, user.email)
    assert is_signed_in(phone)
    assert phone.post("/account/sign-out-everywhere/").headers["Location"] == "/account/login/"
    assert not is_signed_in(phone)
    assert not is_signed_in(laptop)
    assert sign_in(phone, user.email).status_code == 302


@pytest.mark.parametrize("language", ["en", "fr", "ja"])
@pytest.mark.parametrize(
    "path",
    [
        "/account/login/",
        "/account/signup/",
        "/account/password/reset/",
        "/account/password/reset/done/",
        "/account/password/reset/key/done/",
        "/account/password/reset/key/1-x/",
        "/account/confirm-email/",
        "/account/confirm-email/x/",
        "/account/inactive/",
        "/markets/",
        "/consent/",
    ],
)
def test_every_door_opens_in_every_language(client: Client, path: str, language: str) -> None:
    client.cookies["language"] = language
    answer = client.get(path)
    assert answer.status_code == 200
    page = answer.content.decode()
    assert f'<html lang="{language}"' in page
    assert page.count("<h1>") == 1


def test_mails_are_in_the_readers_language() -> None:
    with translation.override("fr"):
        client = Client(headers={"accept-language": "fr"})
        client.post("/account/password/reset/", {"email": make_user().email})
    assert mail.outbox[0].subject == "Choisissez un nouveau mot de passe"


def test_of_two_sign_ups_at_once_the_second_hears_what_any_second_one_hears(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_user(email=EMAIL)
    # The other sign-up commits between this one's look at the address and its insert.
    monkeypatch.setattr(SignupForm, "validate_unique_email", lambda _form, value: value)
    answer = sign_up(client)
    assert (answer.status_code, answer.headers["Location"]) == (302, "/account/confirm-email/")
    assert User.objects.filter(email=EMAIL).count() == 1
    assert [message.extra_headers["X-Halles-Kind"] for message in mail.outbox] == ["account.account_already_exists"]
