"""Opening a shop: ask, hear what is missing, give it, open."""

from __future__ import annotations

import pytest

from halles.sellers import services as selling
from halles.sellers.forms import SellerApplicationForm
from halles.sellers.models import Seller, SellerDocument
from tests.moderation.makers import make_staff
from tests.sellers.makers import FRENCH, make_applicant, make_application, paper
from tests.studio.shop_makers import browser, said
from tests.users.makers import make_user

pytestmark = pytest.mark.django_db
TYPED = {
    "country": "FR",
    "market": "FR",
    "kind": "company",
    "name": "Les Mailles d'Yport",
    "legal_name": "Les Mailles d'Yport SARL",
    "contact_email": "bonjour@mailles.example",
    "line1": "8 rue Emmanuel Foy",
    "postal_code": "76111",
    "city": "Yport",
    "phone": "02 35 27 77 11",
    "is_certified": "on",
    **FRENCH,
}


def test_what_the_market_asks_for_is_shown_before_anything_is_typed() -> None:
    page = said(browser(make_user()).get("/studio/shops/new/", {"country": "FR"}))
    for words in ("Identity document", "Extract of the trade register", "VAT number", "Bank account"):
        assert words in page


def test_an_application_is_sent_and_its_papers_complete_it() -> None:
    person = make_user()
    client = browser(person)
    sent = client.post("/studio/shops/new/", TYPED)
    seller = Seller.objects.get(owner=person)
    status = f"/studio/shops/{seller.slug}/application/"
    assert (sent.status_code, sent["Location"]) == (302, status)
    assert (seller.status, seller.registration_number) == ("applied", "732829320")
    assert "2 things to give" in said(client.get(status))

    for kind in ("identity_document", "register_extract"):
        assert client.post(f"{status}papers/", {"kind": kind, "file": paper()}).status_code == 302
    page = said(client.get(status))
    assert "Everything this market asks for is here" in page
    assert page.count("identity.png") == 4, "each paper by its name, and by the name of its button"

    document = SellerDocument.objects.filter(seller=seller).earliest("pk")
    client.post(f"{status}papers/{document.pk}/remove/")
    assert SellerDocument.objects.filter(seller=seller).count() == 1


def test_wrong_details_are_marked_and_what_was_typed_stays() -> None:
    person = make_user()
    answer = browser(person).post("/studio/shops/new/", {**TYPED, "bank_account": "FR00 1", "phone": "12"})
    page = said(answer)
    assert answer.status_code == 422
    assert "This is not an account number" in page
    assert "This is not a phone number" in page
    assert 'value="FR00 1"' in page
    assert "8 rue Emmanuel Foy" in page
    assert not Seller.objects.filter(owner=person).exists()


def test_another_country_brings_its_questions_and_its_market_and_keeps_the_rest() -> None:
    person = make_user()
    drawn = {**TYPED, "country": "US", "drawn_country": "FR", "redraw": "1"}
    answer = browser(person).post("/studio/shops/new/", drawn)
    page = said(answer)
    assert answer.status_code == 200
    assert "Extract of the trade register" not in page
    assert '<option value="US" selected>' in page
    assert 'value="Les Mailles d&#x27;Yport"' in page
    assert 'name="region"' in page
    assert "field--wrong" not in page, "a page drawn again accuses nobody"
    assert not Seller.objects.filter(owner=person).exists()


def test_a_paper_that_is_none_is_refused_beside_its_field() -> None:
    seller = make_applicant()
    client = browser(seller.owner)
    before = SellerDocument.objects.count()
    lie = {"kind": "other", "file": paper(name="card.png", content=b"MZ no picture")}
    answer = client.post(f"/studio/shops/{seller.slug}/application/papers/", lie)
    assert answer.status_code == 422
    assert "This file cannot be taken. Send a JPEG, PNG or PDF file of at most 10 MB." in said(answer)
    assert SellerDocument.objects.count() == before


def test_what_staff_asked_for_is_said_given_and_sent_again() -> None:
    seller = make_applicant()
    selling.ask_for(seller, missing=["name_mismatch"], note="The card says Camille Dupont.", by=make_staff())
    client, url = browser(seller.owner), f"/studio/shops/{seller.slug}/"
    page = said(client.get(f"{url}application/"))
    assert "The name on a document is not the name of the application. Correct one of them." in page
    assert "The card says Camille Dupont." in page
    assert f"{url}application/edit/#id_legal_name" in page

    known = SellerApplicationForm.initial_of(seller)
    corrected = {name: value for name, value in known.items() if value} | {"country": "FR", "legal_name": "Yport SARL"}
    assert client.post(f"{url}application/edit/", corrected)["Location"] == f"{url}application/"
    seller.refresh_from_db()
    assert (seller.status, seller.legal_name, seller.missing) == ("applied", "Yport SARL", [])


def test_an_application_with_its_papers_added_is_sent_again_as_it_is() -> None:
    seller = make_applicant()
    selling.ask_for(seller, missing=["document_unreadable"], by=make_staff())
    browser(seller.owner).post(f"/studio/shops/{seller.slug}/application/again/")
    seller.refresh_from_db()
    assert (seller.status, seller.legal_name, seller.certified_at is not None) == (
        "applied",
        "Les Mailles d'Yport SARL",
        True,
    )


def test_an_approved_shop_opens_its_home_with_the_first_steps() -> None:
    seller = make_applicant()
    selling.approve(seller, by=make_staff())
    client = browser(seller.owner)
    assert client.get(f"/studio/shops/{seller.slug}/application/")["Location"] == f"/studio/shops/{seller.slug}/"
    page = said(client.get(f"/studio/shops/{seller.slug}/"))
    assert "Four steps to your first sale" in page
    assert f"/studio/shops/{seller.slug}/products/new/" in page


def test_a_sixth_shop_is_refused_in_words() -> None:
    person = make_user()
    for number in range(5):
        selling.apply(user=person, application=make_application(name=f"Shop {number}"))
    answer = browser(person).post("/studio/shops/new/", TYPED)
    assert answer.status_code == 422
    assert "One person can run 5 shops at most." in said(answer)
    assert Seller.objects.filter(owner=person).count() == 5
