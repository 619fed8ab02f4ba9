"""Which market and language a person gets, and the switch that changes it."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from django.utils import translation

from halles.markets import choice, queries, services
from halles.markets.errors import MarketClosed, MarketUnknown, ReasonNeeded, StatusUnchanged
from halles.markets.middleware import MarketMiddleware
from halles.markets.models import MarketStatus
from tests.users.makers import make_address, make_user

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("person", "country", "accept", "code"),
    [
        ("JP", "FR", "de", "JP"),
        ("", "DE", "fr-FR", "DE"),
        ("", "MC", "", "FR"),
        ("", "BR", "ja", "JP"),
        ("XX", "", "fr-FR,fr;q=0.9,en;q=0.8", "FR"),
        ("", "", "en-GB,en;q=0.9", "GB"),
        ("", "", "en", "US"),
        ("", "", "fr-CA,fr;q=0.9,en;q=0.8", "FR"),
        ("", "", "en;q=0.1,ja;q=0.9", "JP"),
        ("", "", "de;q=0,ja", "JP"),
        ("", "", "zh-Hant-TW, *;q=0.5", "US"),
        ("", "", "", "US"),
        ("", "", "fr;q=x;;;,,\x00", "US"),
    ],
)
def test_person_then_ship_to_country_then_browser(person: str, country: str, accept: str, code: str) -> None:
    assert queries.choose_market(person, country, accept).code == code


def test_a_closed_market_is_not_chosen_for_anybody_but_kept_by_who_chose_it() -> None:
    services.set_market_status(code="FR", status="closed", by=None, why="Strike")
    assert queries.choose_market("", "FR", "fr-FR").code == "US"
    assert queries.choose_market("FR", "", "").code == "FR"
    assert [market.code for market in queries.list_markets()] == ["US", "GB", "DE", "JP"]
    assert [market.code for market in queries.list_markets(open_only=False)] == ["US", "GB", "FR", "DE", "JP"]


def test_pausing_stops_new_checkouts_and_opening_lets_them_go_on() -> None:
    user = make_user()
    assert queries.require_open("JP").code == "JP"
    row = services.set_market_status(code="JP", status="paused", by=user.pk, why=" Typhoon ")
    assert (row.status, row.why, row.changed_by_id) == ("paused", "Typhoon", user.pk)
    with pytest.raises(MarketClosed) as refused:
        queries.require_open("JP")
    assert refused.value.code == "markets.closed"
    assert (
        str(refused.value)
        == "The market Japan takes no new orders at the moment. Orders already placed go on as usual."
    )
    services.set_market_status(code="JP", status="open", by=user.pk, why="Over")
    assert queries.market_status("JP") == "open"


def test_refused_changes_of_status_write_nothing() -> None:
    with pytest.raises(ReasonNeeded):
        services.set_market_status(code="JP", status="paused", by=None, why="  ")
    with pytest.raises(MarketUnknown):
        services.set_market_status(code="XX", status="paused", by=None, why="x")
    with pytest.raises(ValueError, match="ajar"):
        services.set_market_status(code="JP", status="ajar", by=None, why="x")
    assert MarketStatus.objects.count() == 0
    with pytest.raises(StatusUnchanged):
        services.set_market_status(code="JP", status="open", by=None, why="x")
    assert queries.market_status("JP") == "open"


@pytest.mark.parametrize(
    ("cookie", "person", "accept", "code", "language"),
    [
        ("ja", "fr", "en", "US", "ja"),
        ("", "fr", "en", "US", "fr"),
        ("de", "", "fr-CA;q=0.5,de", "US", "fr"),
        ("", "", "de-DE,de", "DE", "en"),
        ("", "", "", "FR", "fr"),
        ("", "", "de", "JP", "ja"),
    ],
)
def test_language_is_one_we_have(cookie: str, person: str, accept: str, code: str, language: str) -> None:
    picked = choice.pick_language(
        ["en", "fr", "ja"],
        cookie=cookie,
        person_choice=person,
        accept_language=accept,
        market=queries.get_market(code).language,
    )
    assert picked == language


def through_middleware(user: Any, **headers: str) -> dict[str, str]:
    seen: dict[str, str] = {}

    def view(request: HttpRequest) -> HttpResponse:
        seen["market"] = request.market.code  # type: ignore[attr-defined]
        seen["language"] = translation.get_language()
        return HttpResponse("")

    request = RequestFactory().get("/", headers=headers)
    request.user = user
    response = MarketMiddleware(view)(request)
    seen["vary"] = response.headers["Vary"]
    seen["content_language"] = response.headers["Content-Language"]
    return seen


def test_middleware_reads_browser_person_and_cookies() -> None:
    user = make_user()
    assert through_middleware(user, accept_language="fr-FR") == {
        "market": "FR",
        "language": "fr",
        "vary": "Accept-Language, Cookie",
        "content_language": "fr",
    }
    make_address(user, country="DE", city="Berlin", postal_code="10117", phone="")
    assert through_middleware(user, accept_language="fr-FR")["market"] == "DE"
    user.market, user.language = "GB", "ja"
    assert through_middleware(user, accept_language="fr-FR")["market"] == "GB"
    assert through_middleware(user, accept_language="fr-FR")["language"] == "ja"
    with_cookies = through_middleware(user, accept_language="fr-FR", cookie="market=JP; language=en")
    assert (with_cookies["market"], with_cookies["language"]) == ("JP", "en")


def test_a_request_that_needs_no_market_asks_no_database(django_assert_num_queries: Any) -> None:
    request = RequestFactory().get("/", headers={"accept-language": "fr"})
    request.user = AnonymousUser()
    with django_assert_num_queries(0):
        MarketMiddleware(lambda _: HttpResponse(""))(request)
    with django_assert_num_queries(1):
        assert request.market.code == "FR"  # type: ignore[attr-defined]
        assert request.market == queries.get_market("FR")  # type: ignore[attr-defined]


def test_switch_remembers_in_browser_and_with_the_person(client: Client) -> None:
    user = make_user()
    client.force_login(user)
    answer = client.post("/markets/choose/", {"market": "jp", "language": "ja", "next": "/account/?a=1"})
    assert (answer.status_code, answer.headers["Location"]) == (302, "/account/?a=1")
    assert (client.cookies["market"].value, client.cookies["language"].value) == ("JP", "ja")
    user.refresh_from_db()
    assert (user.market, user.language) == ("JP", "ja")
    assert client.get("/markets/").wsgi_request.market.code == "JP"


def test_switch_by_country_and_without_account(client: Client) -> None:
    client.post("/markets/choose/", {"country": "mc"})
    assert client.cookies["market"].value == "FR"
    assert "language" not in client.cookies


@pytest.mark.parametrize(
    "elsewhere", ["https://evil.example/", "//evil.example", "javascript:alert(1)", "/\\evil.example", ""]
)
def test_switch_never_leads_away(client: Client, elsewhere: str) -> None:
    answer = client.post("/markets/choose/", {"market": "FR", "next": elsewhere})
    assert (answer.status_code, answer.headers["Location"]) == (302, "/")


@pytest.mark.parametrize("data", [{"market": "XX"}, {"language": "tlh"}, {"country": "AQ"}, {}])
def test_switch_to_the_unknown_changes_nothing(client: Client, data: dict[str, str]) -> None:
    user = make_user(market="FR", language="fr")
    client.force_login(user)
    answer = client.post("/markets/choose/", data)
    assert answer.status_code == 302
    assert not {"market", "language"} & set(client.cookies)
    user.refresh_from_db()
    assert (user.market, user.language) == ("FR", "fr")


def test_switch_only_by_post_and_with_its_token() -> None:
    assert Client().get("/markets/choose/").status_code == 405
    assert Client(enforce_csrf_checks=True).post("/markets/choose/", {"market": "FR"}).status_code == 403


def test_market_page_names_markets_in_the_readers_language(client: Client) -> None:
    services.set_market_status(code="DE", status="paused", by=None, why="x")
    page = client.get("/markets/?next=//evil.example", headers={"accept-language": "fr-FR"}).content.decode()
    assert "Allemagne · EUR · " in page
    assert "Royaume-Uni · GBP</label>" in page
    assert "evil.example" not in page.split("<main", 1)[1].split("</main>")[0]
