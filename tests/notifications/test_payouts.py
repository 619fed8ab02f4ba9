"""Mails about payouts: the money is there, it came back and why, payouts wait and until when."""

from __future__ import annotations

import datetime as dt

import pytest

from halles.kit import clock
from halles.markets.queries import get_market
from halles.notifications.models import Mail
from halles.notifications.services import write_mail
from halles.notifications.telling import LETTERS
from halles.payouts import services
from halles.payouts.models import Payout
from halles.sellers import services as services_of_shops
from halles.sellers.models import Seller
from tests.notifications.makers import tell_all
from tests.payouts.makers import make_available
from tests.sellers.makers import make_seller
from tests.users.makers import make_user

pytestmark = pytest.mark.django_db
TUESDAY = dt.datetime(2026, 11, 24, 9, tzinfo=dt.UTC)


def tell(fact: str, **facts: str) -> Mail:
    (letter,) = LETTERS[fact](**facts)
    write_mail(letter)
    assert write_mail(letter) is None, "told once"
    return Mail.objects.get(key__startswith=fact)


def make_english_shop() -> Seller:
    seller = make_seller()
    seller.owner.language = "en"
    seller.owner.save()
    return seller


def make_payout() -> Payout:
    staff = make_user(is_staff=True, staff_role="finance")
    seller = make_english_shop()
    seller.bank_account = "FR7630006000011234567890002"
    seller.save()
    make_available(seller.pk, 5_000)
    run = services.plan_run(get_market("FR"), "EUR", on=TUESDAY.date())
    assert run is not None
    services.approve_run(run.pk, by=staff, why="looked at")
    services.start_run(run.pk, by=staff, why="it is Tuesday")
    services.send_run(run.pk)
    return Payout.objects.get()


def test_a_payout_that_failed_says_why_and_what_to_do() -> None:
    with clock.travel(TUESDAY):
        payout = make_payout()
        mail = tell("payout_failed", payout_id=str(payout.pk), attempt="1", why=payout.why)
    assert mail.to == "bonjour@mailles.example"
    assert payout.number in mail.text
    for words in ("€50.00", "the account is closed", "free again"):
        assert words in mail.text, words


def test_a_hold_tells_its_reason_and_its_end() -> None:
    with clock.travel(TUESDAY):
        seller = make_english_shop()
        until = TUESDAY + dt.timedelta(days=7)
        hold = services.hold_payee(
            "seller", seller.pk, reason="returns", words="A third came back.", until=until, by=None
        )
        mail = tell("payee_held", hold_id=str(hold.pk))
    for words in ("Unusually many orders come back", "A third came back.", "12/1/26"):
        assert words in mail.text, words


@pytest.mark.parametrize("is_own_address", [False, True])
def test_another_account_of_a_shop_is_told_to_the_shop_and_to_its_owner(is_own_address: bool) -> None:
    seller = make_english_shop()
    if is_own_address:
        Seller.objects.filter(pk=seller.pk).update(contact_email=seller.owner.email)
    with clock.travel(TUESDAY):
        services_of_shops.change_account(
            seller, by=seller.owner, holder="Les Mailles d'Yport SARL", number="DE89370400440532013000"
        )
    mails = [one for one in tell_all() if one.kind == "seller_account_changed"]
    both = {"bonjour@mailles.example", seller.owner.email}
    assert {one.to for one in mails} == ({seller.owner.email} if is_own_address else both)
    assert len(mails) == (1 if is_own_address else 2)
    for mail in mails:
        assert "became DE •••• 3000." in mail.text
        assert "Nothing is paid to it before 11/26/26, 10:00" in mail.text
        assert f"/studio/shops/{seller.slug}/money/account/" in mail.text
        assert "DE89370400440532013000" not in mail.text + mail.html
