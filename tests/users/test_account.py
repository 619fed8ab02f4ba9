"""The account page: name, addresses, tokens, consent."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.core import mail
from django.test import Client, RequestFactory
from django.utils import timezone

from halles.kit import clock
from halles.kit.rate_limits import Meter, TooOften
from halles.markets.queries import get_market
from halles.users import consent, queries, services
from halles.users.api_auth import BearerAuth
from halles.users.errors import (
    AddressesFull,
    EmailInvalid,
    EmailTaken,
    TokenNameNeeded,
    TokensFull,
    TokenUnknown,
)
from halles.users.models import Address, ApiToken, Consent, User
from tests.users.makers import PASSWORD, make_address, make_address_data, make_user

pytestmark = pytest.mark.django_db
FRENCH = {
    "country": "FR",
    "name": "Camille Durand",
    "line1": "12 rue des Halles",
    "postal_code": "75001",
    "city": "Paris",
}


@pytest.fixture
def person() -> User:
    return make_user()


@pytest.fixture
def mine(client: Client, person: User) -> Client:
    client.force_login(person)
    return client


def test_accounts_are_made_from_outside_with_a_verified_address() -> None:
    user = services.create_user(email=" Ada@Example.ORG ", password=PASSWORD, name=" Ada ", is_staff=True)
    assert (user.email, user.name, user.is_staff, user.check_password(PASSWORD)) == (
        "ada@example.org",
        "Ada",
        True,
        True,
    )
    assert queries.find_user_by_email("ADA@example.org") == user
    assert user.emailaddress_set.get().verified
    assert not services.create_user(email="b@example.org").has_usable_password()
    with pytest.raises(EmailTaken) as refused:
        services.create_user(email="ADA@example.org")
    assert refused.value.data == {"email": "ada@example.org"}
    with pytest.raises(EmailInvalid):
        services.create_user(email="nobody")
    assert User.objects.count() == 2


@pytest.mark.parametrize(
    "path",
    ["/account/", "/account/addresses/new/", "/account/tokens/", "/account/email/", "/account/password/change/"],
)
def test_pages_of_a_person_ask_strangers_to_sign_in(client: Client, path: str) -> None:
    answer = client.get(path)
    assert (answer.status_code, answer.headers["Location"]) == (302, f"/account/login/?next={path}")


def test_account_page_shows_what_is_kept(mine: Client, person: User) -> None:
    make_address(person)
    page = mine.get("/account/", headers={"accept-language": "en"}).content.decode()
    assert "Hello Camille Durand" in page
    assert "12 rue des Halles<br>75001 Paris<br>France" in page
    assert mine.post("/account/details/", {"name": "Cam"}).headers["Location"] == "/account/"
    person.refresh_from_db()
    assert person.name == "Cam"


def test_first_address_is_the_default_and_sets_where_parcels_go(mine: Client, person: User) -> None:
    answer = mine.post("/account/addresses/new/", {**FRENCH, "next": "//evil.example"})
    assert (answer.status_code, answer.headers["Location"]) == (302, "/account/")
    first = Address.objects.get()
    assert (first.is_default, first.user, first.postal_code) == (True, person, "75001")
    mine.post(
        "/account/addresses/new/",
        {
            "country": "JP",
            "name": "山田花子",
            "line1": "神宮前1-2-3",
            "city": "渋谷区",
            "region": "東京都",
            "postal_code": "1500001",
            "is_default": "1",
        },
    )
    person.refresh_from_db()
    assert person.ship_country == "JP"
    assert [(one.country, one.is_default) for one in queries.list_addresses(person)] == [("JP", True), ("FR", False)]
    mine.post(f"/account/addresses/{first.pk}/default/")
    default = queries.find_default_address(person)
    assert default is not None
    assert default.pk == first.pk
    mine.post(f"/account/addresses/{first.pk}/delete/")
    person.refresh_from_db()
    assert [(one.country, one.is_default) for one in queries.list_addresses(person)] == [("JP", True)]
    assert person.ship_country == "JP"


def test_bad_address_is_refused_at_its_field_and_nothing_is_written(mine: Client) -> None:
    answer = mine.post("/account/addresses/new/", {**FRENCH, "postal_code": "7500"}, headers={"accept-language": "en"})
    assert answer.status_code == 422
    assert answer.context["form"].errors == {
        "postal_code": ["Postal code: this does not fit the place. It looks like 33380."]
    }
    assert Address.objects.count() == 0


def test_address_is_changed_in_place_and_its_form_follows_the_country(mine: Client, person: User) -> None:
    address = make_address(person)
    path = f"/account/addresses/{address.pk}/"
    assert "12 rue des Halles" in mine.get(path).content.decode()
    american = mine.get(path, {"country": "US"}, headers={"accept-language": "en"}).content.decode()
    assert "ZIP code" in american
    assert '<option value="CA">California</option>' in american
    assert 'autocomplete="address-line1"' in american
    mine.post(path, {**FRENCH, "line1": "1 place du Marché"})
    (kept,) = queries.list_addresses(person)
    assert (kept.pk, kept.line1, kept.is_default, kept.phone) == (address.pk, "1 place du Marché", True, "")


def test_addresses_of_others_do_not_exist(mine: Client) -> None:
    theirs = make_address(make_user())
    for answer in (
        mine.get(f"/account/addresses/{theirs.pk}/"),
        mine.post(f"/account/addresses/{theirs.pk}/", FRENCH),
        mine.post(f"/account/addresses/{theirs.pk}/default/"),
        mine.post(f"/account/addresses/{theirs.pk}/delete/"),
    ):
        assert answer.status_code == 404
    assert Address.objects.get().line1 == "12 rue des Halles"


def test_addresses_have_a_limit(person: User) -> None:
    for _ in range(services.ADDRESSES_MAX):
        make_address(person)
    with pytest.raises(AddressesFull):
        make_address(person)
    assert Address.objects.count() == services.ADDRESSES_MAX
    services.save_address(person, make_address_data(line1="elsewhere 1"), address=queries.list_addresses(person)[0])
    assert Address.objects.filter(is_default=True).count() == 1


def test_a_token_is_made_only_by_who_knows_the_password(mine: Client) -> None:
    answer = mine.post("/account/tokens/", {"name": "stock script", "days": "90"})
    assert answer.headers["Location"].startswith("/account/reauthenticate/")
    assert not ApiToken.objects.exists()
    assert not mail.outbox


def test_token_is_shown_once_and_kept_as_a_hash(mine: Client, person: User, settings: Any) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    mine.post("/account/reauthenticate/", {"password": PASSWORD})
    answer = mine.post("/account/tokens/", {"name": "stock script", "days": "90"})
    raw = answer.context["raw"]
    assert raw.startswith("hal_")
    assert len(raw) == 47
    assert raw in answer.content.decode()
    assert raw not in mine.get("/account/tokens/").content.decode()
    (told,) = mail.outbox
    assert told.to == [person.email]
    assert "stock script" in told.body
    assert f"{settings.BASE_URL}/account/tokens/" in told.body
    assert raw not in told.body
    token = ApiToken.objects.get()
    assert (token.name, token.ending, raw in token.token_hash) == ("stock script", raw[-4:], False)
    assert token.expires_at is not None
    assert queries.find_user_by_token(raw) == person
    assert queries.find_user_by_token(raw + "x") is None
    mine.post(f"/account/tokens/{token.pk}/revoke/")
    assert queries.find_user_by_token(raw) is None
    with pytest.raises(TokenUnknown):
        services.revoke_token(token)


def test_tokens_end_and_have_limits(person: User) -> None:
    raw = services.issue_token(person, "short", days=1)
    with clock.travel(timezone.now() + dt.timedelta(days=1, seconds=5)):
        assert queries.find_user_by_token(raw) is None
    for number in range(services.TOKENS_MAX - 1):
        services.issue_token(person, f"n{number}")
    with pytest.raises(TokensFull):
        services.issue_token(person, "one more")
    with pytest.raises(TokenNameNeeded):
        services.issue_token(person, "x" * 61)
    assert ApiToken.objects.count() == services.TOKENS_MAX
    with clock.travel(timezone.now() + dt.timedelta(days=2)):
        services.issue_token(person, "in the place of one that has ended")


def test_tokens_of_others_do_not_exist(mine: Client) -> None:
    raw = services.issue_token(make_user(), "theirs")
    token = ApiToken.objects.get()
    assert mine.post(f"/account/tokens/{token.pk}/revoke/").status_code == 404
    assert queries.find_user_by_token(raw) is not None


def test_bearer_token_opens_the_api_in_one_query(person: User, django_assert_num_queries: Any) -> None:
    raw = services.issue_token(person, "program")
    request = RequestFactory().get("/api/v1/", headers={"authorization": f"Bearer {raw}"})
    assert BearerAuth()(request) == person
    assert request.user == person
    assert ApiToken.objects.get().last_used_on == clock.today()
    with django_assert_num_queries(1):
        assert BearerAuth()(request) == person
    User.objects.filter(pk=person.pk).update(is_active=False)
    assert BearerAuth()(request) is None
    strange = RequestFactory().get("/", headers={"authorization": "Bearer " + "x" * 5_000})
    assert BearerAuth()(strange) is None


@pytest.mark.parametrize(("answer", "is_granted"), [("no", False), ("yes", True)])
def test_refusing_is_as_easy_as_agreeing(client: Client, answer: str, is_granted: bool) -> None:
    sent = client.post("/consent/", {"granted": answer, "next": "/markets/"})
    assert (sent.status_code, sent.headers["Location"]) == (302, "/markets/")
    row = Consent.objects.get()
    assert (row.is_granted, row.user, row.visit_id is not None, row.text_version) == (is_granted, None, True, "1")
    assert client.cookies["consent"].value == f"{answer}.1"
    request = client.get("/markets/", headers={"accept-language": "fr"}).wsgi_request
    assert consent.has_profiling_consent(request) is is_granted
    assert not consent.is_question_open(request)


def test_answer_without_leaving_the_page_and_nonsense(client: Client) -> None:
    assert client.post("/consent/", {"granted": "no"}, headers={"accept": "application/json"}).status_code == 204
    assert client.post("/consent/", {"granted": "maybe"}, headers={"accept": "application/json"}).status_code == 422
    assert Consent.objects.count() == 1


def test_answers_are_kept_beside_each_other_and_follow_the_person(mine: Client, person: User) -> None:
    mine.post("/consent/", {"granted": "yes"})
    mine.post("/consent/", {"granted": "no"})
    assert list(Consent.objects.order_by("pk").values_list("is_granted", flat=True)) == [True, False]
    elsewhere = Client()
    elsewhere.force_login(person)
    request = elsewhere.get("/markets/").wsgi_request
    assert not consent.has_profiling_consent(request)
    assert not consent.is_question_open(request)


@pytest.mark.parametrize(
    ("code", "cookie", "gpc", "has_consent", "is_asked"),
    [
        ("FR", "", "", False, True),
        ("FR", "yes.1", "", True, False),
        ("FR", "yes.0", "", False, True),
        ("US", "", "", True, False),
        ("US", "", "1", False, False),
        ("US", "no.1", "", False, False),
        ("US", "yes.1", "1", True, False),
    ],
)
def test_without_an_answer_the_markets_law_decides(
    client: Client, code: str, cookie: str, gpc: str, has_consent: bool, is_asked: bool
) -> None:
    client.cookies["market"] = code
    client.cookies["consent"] = cookie
    request = client.get("/markets/", headers={"sec-gpc": gpc} if gpc else {}).wsgi_request
    assert request.market == get_market(code)
    assert (consent.has_profiling_consent(request), consent.is_question_open(request)) == (has_consent, is_asked)


def test_from_the_account_everybody_finds_the_studio_and_staff_their_work(client: Client) -> None:
    client.force_login(make_user())
    page = client.get("/account/").content.decode()
    assert 'href="/studio/"' in page
    assert 'href="/staff/"' not in page
    client.force_login(make_user(is_staff=True))
    assert 'href="/staff/"' in client.get("/account/").content.decode()


def test_programs_of_one_person_are_counted_together(person: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("halles.users.api_auth.CALLS", Meter(limit=2, per_seconds=60))
    keys = [services.issue_token(person, name) for name in ("one", "two")]
    asked = [RequestFactory().get("/api/v1/", headers={"authorization": f"Bearer {raw}"}) for raw in keys]
    with clock.travel(clock.now().replace(second=1)):
        assert [BearerAuth()(request) for request in asked] == [person, person]
        with pytest.raises(TooOften):
            BearerAuth()(asked[0])


def test_keys_of_programs_end_with_the_password_and_their_owner_is_told(
    mine: Client, person: User, settings: Any
) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    raw = services.issue_token(person, "stock script")
    new = "another-long-password-42"
    answer = mine.post(
        "/account/password/change/", {"oldpassword": PASSWORD, "password1": new, "password2": new}, follow=True
    )
    assert "1 key of a program was withdrawn with the old password." in answer.content.decode()
    assert queries.find_token(raw) is None
    (told,) = mail.outbox
    assert "the old keys stopped with the old password" in told.body
