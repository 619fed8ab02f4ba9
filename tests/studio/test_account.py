"""The accounts that money goes to: changed only after signing in again."""

from __future__ import annotations

import datetime as dt

import pytest
from django.contrib.sessions.models import Session
from django.test import Client

from halles.creators.models import PayoutDetails
from halles.kit import clock
from halles.sellers.models import Seller
from tests.creators.makers import IBAN
from tests.creators.test_payout_details import OTHER_IBAN
from tests.studio.shop_makers import browser, make_shop, said
from tests.users.makers import PASSWORD, make_user

pytestmark = pytest.mark.django_db
PAGE = "/studio/payout-details/"


def confirm(client: Client) -> Client:
    """The password typed once more."""
    client.post("/account/reauthenticate/", {"password": PASSWORD})
    return client


def test_the_owner_changes_the_account_of_the_shop_after_the_password() -> None:
    shop = make_shop(bank_account_holder="Les Mailles d'Yport SARL")
    url, typed = shop.url("money/account/"), {"holder": "Les Mailles d'Yport SARL", "number": OTHER_IBAN}
    client = shop.client()
    assert "type your password once more" in said(client.get(url))
    asked = client.post(url, typed)
    assert asked["Location"] == f"/account/reauthenticate/?next={url.replace('/', '%2F')}"
    assert Seller.objects.get().bank_account == ""
    assert OTHER_IBAN not in str([one.get_decoded() for one in Session.objects.all()]), "no number waits in a session"
    confirm(client)
    assert client.post(url, {**typed, "number": "DE00"}).status_code == 422
    assert client.post(url, {**typed, "holder": "Me"}).status_code == 422
    assert Seller.objects.get().bank_account == ""
    assert client.post(url, typed)["Location"] == url
    page = said(client.get(url))
    assert "nothing is paid to it before" in page
    assert "DE •••• 3000" in page
    assert OTHER_IBAN not in page
    assert "nothing is paid to it before" in said(shop.client("manager").get(shop.url("money/payouts/")))
    with clock.travel(clock.now() + dt.timedelta(days=2)):
        assert "nothing is paid to it before" not in said(shop.client("manager").get(shop.url("money/payouts/")))


@pytest.mark.parametrize(("who", "status"), [("manager", 403), ("packer", 403), ("stranger", 404)])
def test_nobody_but_the_owner_sees_or_changes_it(who: str, status: int) -> None:
    shop = make_shop()
    client, url = confirm(shop.client(who)), shop.url("money/account/")
    assert client.get(url).status_code == status
    assert client.post(url, {"holder": "Les Mailles d'Yport SARL", "number": IBAN}).status_code == status
    assert Seller.objects.get().account_changed_at is None


def test_payout_details_ask_for_the_password_and_nothing_waits_in_the_session() -> None:
    client = browser(make_user())
    assert "type your password once more" in said(client.get(PAGE))
    asked = client.post(PAGE, {"country": "FR", "holder": "Nora Petit", "bank_account": IBAN})
    assert asked["Location"].startswith("/account/reauthenticate/")
    assert not PayoutDetails.objects.exists()
    assert IBAN not in str([one.get_decoded() for one in Session.objects.all()])
    assert "<form" in said(confirm(client).get(PAGE))
