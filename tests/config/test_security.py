"""What strangers try: forms from elsewhere, other people's orders, addresses that lead away."""

from __future__ import annotations

import uuid
from typing import Any

import pytest
from django.test import Client

from halles.orders.models import Order
from halles.orders.queries import guest_token
from halles.users.models import Consent
from tests.orders.makers import make_bought, make_seller, make_shipping, make_variant
from tests.users.makers import PASSWORD, make_user
from tests.videos.makers import make_video

pytestmark = pytest.mark.django_db
ELSEWHERE = ("https://evil.example/", "//evil.example/", "/\\evil.example", "javascript:alert(1)")


@pytest.mark.parametrize(
    "address",
    ["/checkout/", "/checkout/one-tap/", "/sheet/place/", "/consent/", "/account/details/", "/account/login/",
     "/account/signup/", "/studio/videos/start/", "/studio/shops/new/", "/markets/choose/"],
)  # fmt: skip
def test_a_form_from_elsewhere_is_refused(address: str) -> None:
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(make_user())

    answer = browser.post(address, {"granted": "yes"})

    assert answer.status_code == 403
    assert not Consent.objects.exists()


def test_nobody_likes_or_cancels_by_a_form_from_elsewhere() -> None:
    order = make_bought((make_variant(), 1)).order
    video = make_video()
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(make_user())

    answers = [browser.post(f"/orders/{order.pk}/cancel/"), browser.post(f"/v/{video.pk}/like/", {"wanted": "true"})]

    assert [answer.status_code for answer in answers] == [403, 403]
    order.refresh_from_db()
    assert order.status == Order.Status.ON_HOLD


def test_every_page_says_what_browsers_may_do() -> None:
    answer = Client().get("/account/login/")

    assert answer.status_code == 200
    policy = dict(part.strip().split(" ", 1) for part in answer.headers["Content-Security-Policy"].split(";"))
    assert (policy["default-src"], policy["script-src"], policy["object-src"]) == ("'self'", "'self'", "'none'")
    assert policy["frame-ancestors"] == "'self'"
    assert answer.headers["X-Frame-Options"] == "SAMEORIGIN"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Referrer-Policy"] == "strict-origin-when-cross-origin"
    assert answer.cookies["csrf"]["samesite"] == "Lax"


def test_the_session_is_out_of_reach_of_scripts_and_other_sites() -> None:
    browser = Client()
    user = make_user()

    answer = browser.post("/account/login/", {"login": user.email, "password": PASSWORD})

    cookie: Any = answer.cookies["session"]
    assert (cookie["httponly"], cookie["samesite"]) == (True, "Lax")


def test_a_shop_sees_its_own_orders_only() -> None:
    theirs = make_bought((make_variant(), 1)).order
    mine = make_seller()
    make_shipping(mine)
    browser = Client()
    browser.force_login(mine.owner)
    shop, order = f"/studio/shops/{mine.slug}", f"orders/{theirs.pk}"

    addresses = [f"/studio/shops/{theirs.seller.slug}/{order}/", f"/studio/shops/{theirs.seller.slug}/money/"]
    addresses += [f"{shop}/{order}/", f"{shop}/{order}/ship/", f"{shop}/{order}/refund/", f"{shop}/{order}/print/"]
    assert {address: browser.get(address).status_code for address in addresses} == dict.fromkeys(addresses, 404)
    assert browser.post(f"{shop}/{order}/cancel/", {"whole": "1"}).status_code == 404
    theirs.refresh_from_db()
    assert theirs.status == Order.Status.ON_HOLD


def test_a_guests_order_opens_with_its_token_only() -> None:
    bought = make_bought((make_variant(), 1))
    own, stranger = Client(), Client()
    stranger.force_login(make_user())

    address = f"/orders/{bought.group.pk}/"
    assert [stranger.get(address).status_code, Client().get(address).status_code] == [404, 404]
    assert stranger.get(f"/checkout/receipt/{bought.group.pk}/").status_code == 404
    assert stranger.post(f"/orders/{bought.order.pk}/cancel/", {"group": str(bought.group.pk)}).status_code == 404
    token = guest_token(bought.group)
    assert token
    assert Client().get(f"/orders/g/{'a' if token[0] != 'a' else 'b'}{token[1:]}/").status_code == 404
    assert own.get(f"/orders/g/{token}/").headers["Location"] == address
    assert own.get(address).status_code == 200


@pytest.mark.parametrize("away", ELSEWHERE)
def test_no_form_leads_away_from_the_house(away: str) -> None:
    user = make_user()
    browser = Client()

    answers = [
        browser.post("/account/login/", {"login": user.email, "password": PASSWORD, "next": away}),
        browser.post("/consent/", {"granted": "no", "next": away}),
        browser.post("/markets/choose/", {"market": "FR", "language": "fr", "next": away}),
    ]

    for answer in answers:
        assert answer.status_code == 302
        assert answer.headers["Location"].startswith("/")
        assert "evil" not in answer.headers["Location"]


def test_an_unknown_address_of_the_api_is_told_to_programs() -> None:
    answer = Client().get(f"/api/v1/nothing/{uuid.uuid4()}")

    assert (answer.status_code, answer.headers["Content-Type"]) == (404, "application/problem+json")
    assert answer.json()["code"] == "api.not_found"
