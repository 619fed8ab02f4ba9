"""The pages of the law say what the hall itself does, market by market."""

from __future__ import annotations

import re
from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client
from django.utils.html import escape

from halles.interactions import visits
from halles.live.tokens import DEVICE_COOKIE
from halles.markets.cookies import MARKET
from halles.markets.queries import all_markets
from halles.moderation.rules import list_rules
from halles.recommender import scorer
from halles.recommender.factors import WEIGHTS, list_factors
from halles.recommender.models import FeedChoice
from halles.storefront import guest_cart, seen
from halles.storefront.views_legal import PAGES
from halles.users import consent
from tests.catalog.makers import give_photo
from tests.orders.makers import make_seller, make_variant
from tests.users.makers import make_user

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("language", ["en", "fr", "ja"])
@pytest.mark.parametrize("page", list(PAGES))
def test_every_market_has_its_pages(page: str, language: str) -> None:
    reader = Client(headers={"Accept-Language": language})
    for code in all_markets():
        answer = reader.get(f"/legal/{code.lower()}/{page}/")
        assert answer.status_code == 200, code


def test_terms_tell_the_numbers_the_hall_works_by() -> None:
    reader = Client(headers={"Accept-Language": "en"})
    told = {code: reader.get(f"/legal/{code.lower()}/terms/").content.decode() for code in all_markets()}
    assert "withdraw from the contract within 14 days" in told["FR"]
    assert "price per kilogram, litre or metre" in told["FR"]
    assert "price per kilogram" not in told["US"]
    assert "send goods back within 8 days at your cost" in told["JP"]
    for code, market in all_markets().items():
        assert f"lowest price of the {market.low_price_window_days} days" in told[code]
        assert f"nothing is sent within {market.auto_cancel_business_days} business days" in told[code]


def test_terms_tell_every_rule_that_a_statement_of_reasons_may_cite() -> None:
    reader = Client(headers={"Accept-Language": "en"})
    for code in all_markets():
        page = reader.get(f"/legal/{code.lower()}/terms/").content.decode()
        for rule in list_rules(code):
            assert escape(rule.text) in page, (code, rule.code)
            assert f"<h3>{escape(rule.section)}</h3>" in page if rule.section else escape(rule.reference) in page
    french = Client(headers={"Accept-Language": "fr"}).get("/legal/us/terms/").content.decode()
    assert "Comment nous nous parlons" in french
    assert "2008/913" not in french


def test_privacy_names_every_cookie_that_the_hall_sets(visitor: Client, settings: Any) -> None:
    page = visitor.get("/legal/fr/privacy/").content.decode()
    named = (settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME, settings.LANGUAGE_COOKIE_NAME, MARKET, "messages")
    for name in (*named, consent.COOKIE, guest_cart.COOKIE, seen.COOKIE, visits.COOKIE, DEVICE_COOKIE):
        assert f"<code>{name}</code>" in page, name


def test_the_operator_is_named_or_the_page_says_that_nobody_is(visitor: Client, settings: Any) -> None:
    settings.HALLES_OPERATOR = ()
    assert "HALLES_OPERATOR" in visitor.get("/legal/fr/imprint/").content.decode()
    settings.HALLES_OPERATOR = ("Les Halles du Pont", "69002 Lyon")
    page = visitor.get("/legal/fr/imprint/").content.decode()
    assert "Les Halles du Pont<br>69002 Lyon" in page
    assert "HALLES_OPERATOR" not in page


def test_ranking_names_every_part_of_the_score_with_its_true_weight(visitor: Client) -> None:
    candidate = SimpleNamespace(id=1, number=1, creator_id=1, language="fr", published_s=0.0)
    request: Any = SimpleNamespace(now_s=0.0, followed=set(), languages=["fr"], session=SimpleNamespace(seed=1))
    pooled: Any = SimpleNamespace(candidate=candidate, sources={})
    assert set(scorer._parts(request, pooled)) == set(WEIGHTS)
    factors = list_factors()
    assert abs(sum(factor.share_bps for factor in factors) - 10_000) <= 100 * len(factors)
    assert [factor.code for factor in factors][:2] == ["followed", "popular"]
    page = visitor.get("/legal/fr/ranking/").content.decode()
    assert page.count('<th scope="row">') == len(WEIGHTS)


def test_a_person_chooses_how_often_the_feed_sells(visitor: Client) -> None:
    person = make_user()
    visitor.post("/feed/selling/", {"share_bps": "500"})
    assert not FeedChoice.objects.exists()
    visitor.force_login(person)
    for asked in ("9999999", "-1", "many", "700", "0005001", "9" * 5000):
        visitor.post("/feed/selling/", {"share_bps": asked})
    assert not FeedChoice.objects.exists()
    visitor.post("/feed/selling/", {"share_bps": "500"})
    assert FeedChoice.objects.get().selling_share_bps == 500
    assert re.search(r'value="500" checked', visitor.get("/legal/fr/ranking/").content.decode())


def test_a_trader_has_an_imprint_as_the_market_wants_it() -> None:
    seller = make_seller(legal_name="Le Four SARL", registration_number="842 011 367", return_terms="Trente jours.")
    french = Client(headers={"Accept-Language": "fr-FR"}).get(f"/shops/{seller.slug}/imprint/").content.decode()
    assert "Identité du professionnel" in french
    assert "Le Four SARL" in french
    assert "842 011 367" in french
    assert "Trente jours." in french
    assert Client().get(f"/shops/{make_seller(status='suspended').slug}/imprint/").status_code == 404


def test_a_product_page_shows_who_sells_where_the_law_wants_it(visitor: Client) -> None:
    variant = make_variant(make_seller(legal_name="Le Four SARL"))
    give_photo(variant.product)
    page = visitor.get(f"/p/{variant.product_id}/{variant.product.slug}/").content.decode()
    block = re.search(r'<section class="trader.*?</section>', page, re.DOTALL)
    assert block
    assert "Identité du professionnel" in block[0]
    assert "Le Four SARL" in block[0]
    assert "12 rue" in block[0] or "3 quai du Rhône" in block[0]


def test_the_foot_leads_to_the_law_of_the_readers_market_and_to_the_choice(visitor: Client) -> None:
    page = visitor.get("/hall/").content.decode()
    for code in PAGES:
        assert f'href="/legal/{code}/"' in page
        assert visitor.get(f"/legal/{code}/")["Location"] == f"/legal/fr/{code}/"
    assert 'href="/consent/"' in page
    assert visitor.get("/legal/nothing/").status_code == 404
    assert visitor.get("/legal/xx/terms/").status_code == 404


def test_no_is_said_as_easily_as_yes(visitor: Client) -> None:
    for path in ("/hall/", "/consent/"):
        page = visitor.get(path).content.decode()
        buttons = re.findall(r'<button class="([^"]*)" type="submit" name="granted" value="(\w+)"', page)
        looks = {value: look for look, value in buttons}
        assert set(looks) == {"no", "yes"}
        assert looks["no"] == looks["yes"]
    visitor.post("/consent/", {"granted": "no"})
    assert 'name="granted"' not in visitor.get("/hall/").content.decode()
