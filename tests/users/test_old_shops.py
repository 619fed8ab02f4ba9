"""Somebody who had a shop and was paid: what is known of that for the law's years, and what is forgotten after them."""

from __future__ import annotations

import datetime as dt

import pytest
from django.test import Client

from halles.creators.models import Creator, RetiredHandle
from halles.creators.services import create_official
from halles.kit import clock
from halles.kit.storage import private_storage
from halles.markets.queries import get_market
from halles.notifications.models import Mail
from halles.payouts import jobs as payout_jobs
from halles.payouts import sandbox
from halles.payouts import services as payouts
from halles.payouts.models import Payout
from halles.sellers import jobs as seller_jobs
from halles.sellers import services as sellers
from halles.sellers.models import Seller, SellerDocument
from halles.users.models import User
from tests.payouts.makers import make_available
from tests.sellers.makers import make_seller, paper
from tests.users.leaving import NAME, STREET, erase_now, find_words, make_zoe
from tests.users.makers import make_user

pytestmark = pytest.mark.django_db
FRANCE = get_market("FR")
SHOP_EMAIL = "bonjour@quillfeather.example"
WORDS = (NAME, "quillfeather", "wunderlich", "FR76300060000112345678")
# Who stood behind a shop, what it was called, and who was paid.
KEPT = {
    *(("sellers_seller", column) for column in (
        "name", "slug", "legal_name", "representative", "contact_email", "address", "bank_account_holder", "story",
        "place", "return_terms",
    )),
    ("sellers_sellerdocument", "file_name"),
    ("payouts_payout", "payee_name"),
    ("creators_creator", "name"),
    ("creators_creator", "handle"),
    ("notifications_mail", "to"),
    ("notifications_mail", "text"),
}  # fmt: skip


def keep_shop(zoe: User) -> Seller:
    """A shop with her name everywhere, that was paid and is closed."""
    seller = make_seller(
        owner=zoe, name=f"Chez {NAME}", slug="zoe-quillfeather", kind="individual", legal_name=NAME,
        representative=NAME, contact_email=SHOP_EMAIL, address={"name": NAME, "line1": STREET, "country": "FR"},
        story=f"{NAME} knits.", place="Quillfeather", return_terms=f"To {NAME}", bank_account_holder=NAME,
        registration_number="732829320", vat_number="FR40303265045",
    )  # fmt: skip
    seller.bank_account, seller.tax_id = "FR7630006000011234567890189", "1234567890123"
    seller.save()
    create_official(seller.pk)
    sellers.add_document(seller, user=zoe, kind="identity_document", file=paper(name="quillfeather.png"))
    Mail.objects.create(key="shop", kind="x", to=SHOP_EMAIL, subject="Bonjour", text=NAME, language="fr")
    pay_out(seller)
    sellers.close(seller, by=zoe, why="No more wool.")
    return seller


def pay_out(seller: Seller) -> None:
    staff = make_user(is_staff=True, staff_role="finance")
    make_available(seller.pk, 5_000)
    run = payouts.plan_run(FRANCE, "EUR", on=clock.today(FRANCE.time_zone))
    assert run is not None
    payouts.approve_run(run.pk, by=staff, why="looked at")
    payouts.start_run(run.pk, by=staff, why="it is Tuesday")
    payouts.send_run(run.pk)
    with clock.travel(clock.now() + dt.timedelta(days=1)):
        sandbox.move_due()
        payouts.read_feed()
    assert Payout.objects.get().status == "paid"


def forget_by_night(at: dt.datetime) -> None:
    with clock.travel(at):
        seller_jobs.forget_old_shops(timestamp=0)
        payout_jobs.forget_old_payouts(timestamp=0)


def test_who_stood_behind_a_closed_shop_is_forgotten_when_the_law_wants_it_no_more() -> None:
    zoe = make_zoe()
    seller = keep_shop(zoe)
    key = SellerDocument.objects.get().key
    erased = erase_now(zoe)
    assert erased.done_at is not None
    assert find_words(*WORDS) == KEPT
    years = FRANCE.privacy.records_years
    forget_by_night(dt.datetime(erased.done_at.year + years, 12, 31, tzinfo=dt.UTC))
    assert find_words(*WORDS) == KEPT
    assert private_storage().exists(key)
    forget_by_night(dt.datetime(erased.done_at.year + years + 1, 1, 2, tzinfo=dt.UTC))
    assert find_words(*WORDS) == set()
    assert not private_storage().exists(key)
    seller.refresh_from_db()
    assert (seller.name, seller.slug, seller.address) == ("…", f"gone-{seller.pk.hex}", {"country": "FR"})
    assert (seller.tax_id, seller.bank_account, seller.phone, seller.status) == ("", "", "", "closed")
    assert (seller.registration_number, seller.vat_number) == ("", "")
    paid = Payout.objects.get()
    assert (paid.payee_name, paid.account_shown, paid.account_mark, paid.amount_minor) == ("…", "", "", 5_000)
    assert Creator.objects.get().status == "suspended"
    assert RetiredHandle.objects.count() == 1


def test_the_staff_still_finds_what_was_paid_to_a_shop_without_a_name(client: Client) -> None:
    zoe = make_zoe()
    seller = keep_shop(zoe)
    erased = erase_now(zoe)
    assert erased.done_at is not None
    forget_by_night(dt.datetime(erased.done_at.year + 20, 1, 2, tzinfo=dt.UTC))
    client.force_login(make_user(is_staff=True, staff_role="admin"))
    for path in (f"/staff/payouts/payees/seller/{seller.pk}/", f"/staff/sellers/{seller.pk}/"):
        page = client.get(path)
        assert page.status_code == 200, path
        assert "…" in page.content.decode()
    assert (
        Payout.objects.get().number
        in client.get(f"/staff/payouts/runs/{Payout.objects.get().run_id}/").content.decode()
    )


def test_shops_of_people_who_stay_are_forgotten_never() -> None:
    seller = keep_shop(make_zoe())
    forget_by_night(clock.now() + dt.timedelta(days=365 * 30))
    seller.refresh_from_db()
    assert (seller.legal_name, SellerDocument.objects.count(), Payout.objects.get().payee_name) == (
        NAME, 1, f"Chez {NAME}",
    )  # fmt: skip


def test_a_mailbox_that_is_somebodys_account_keeps_its_mails() -> None:
    zoe = make_zoe()
    keep_shop(zoe)
    other = make_user(email=SHOP_EMAIL)
    erased = erase_now(zoe)
    assert erased.done_at is not None
    forget_by_night(dt.datetime(erased.done_at.year + 20, 1, 2, tzinfo=dt.UTC))
    assert Mail.objects.get(to=other.email).key == "shop"
