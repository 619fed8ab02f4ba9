"""The application as people type it."""

from __future__ import annotations

import pytest
from django.utils import translation

from halles.sellers import services
from halles.sellers.errors import ApplicationInvalid
from halles.sellers.forms import AskForm, SellerApplicationForm, ShopProfileForm, StaffForm
from halles.sellers.models import Seller
from tests.sellers.makers import FRENCH, make_applicant, make_seller
from tests.users.makers import make_user

pytestmark = pytest.mark.django_db
TYPED = {
    "name": "Les Mailles d'Yport",
    "market": "FR",
    "kind": "company",
    "legal_name": "Les Mailles d'Yport SARL",
    "representative": "Camille Durand",
    "contact_email": "bonjour@mailles.example",
    "line1": "8 rue Emmanuel Foy",
    "postal_code": "76111",
    "city": "Yport",
    "phone": "02 35 27 77 11",
    "place": "Yport",
    "story": "We knit.\n\nIn the harbour.",
    "is_certified": "on",
    **FRENCH,
}


def test_what_is_typed_becomes_an_application() -> None:
    form = SellerApplicationForm("FR", TYPED, language="fr")
    assert form.is_valid(), form.errors
    seller = services.apply(user=make_user(), application=form.application())
    assert (seller.name, seller.country, seller.address["name"], seller.story) == (
        "Les Mailles d'Yport",
        "FR",
        "Les Mailles d'Yport SARL",
        "We knit.\n\nIn the harbour.",
    )
    assert seller.certified_at is not None


def test_wrong_details_stand_at_their_fields() -> None:
    form = SellerApplicationForm(
        "FR", {**TYPED, "name": "", "vat_number": "FR1", "postal_code": "9", "phone": ""}, language="en"
    )
    assert not form.is_valid()
    assert sorted(form.errors) == ["name", "phone", "postal_code", "vat_number"]


def test_the_form_asks_what_the_country_knows() -> None:
    japanese = SellerApplicationForm("JP", language="ja")
    assert "5835678256246" in str(japanese.fields["registration_number"].help_text)
    assert "company" not in japanese.fields
    assert list(japanese.fields)[:3] == ["name", "market", "kind"]


def test_an_applicant_finds_again_what_was_written() -> None:
    seller = make_applicant()
    initial = SellerApplicationForm.initial_of(seller)
    form = SellerApplicationForm("FR", {**initial, "is_certified": "on"}, language="fr")
    assert form.is_valid(), form.errors
    services.submit_again(seller, application=form.application())
    again = Seller.objects.get()
    assert (again.bank_account, again.phone, again.address) == (seller.bank_account, seller.phone, seller.address)


def test_a_shop_changes_its_face_but_not_who_it_is() -> None:
    seller = make_seller()
    form = ShopProfileForm(
        {
            "name": "Mailles",
            "contact_email": "a@b.example",
            "place": "Yport",
            "place_latitude": "49.73861",
            "place_longitude": "0.31417",
            "story": "New.",
        }
    )
    assert form.is_valid(), form.errors
    services.update_shop(seller, profile=form.profile())
    changed = Seller.objects.get()
    assert (changed.name, changed.story, str(changed.place_latitude)) == ("Mailles", "New.", "49.73861")
    assert (changed.legal_name, changed.slug, changed.status) == (seller.legal_name, seller.slug, "approved")


def test_half_a_place_is_no_place() -> None:
    seller = make_seller()
    form = ShopProfileForm({"name": "Mailles", "contact_email": "a@b.example", "place_latitude": "49.7"})
    assert form.is_valid()
    with pytest.raises(ApplicationInvalid) as refused:
        services.update_shop(seller, profile=form.profile())
    assert list(refused.value.fields) == ["place_latitude"]
    assert Seller.objects.get().name == seller.name


def test_people_and_questions_come_from_short_lists() -> None:
    assert StaffForm({"email": "a@b.example", "role": "packer"}).is_valid()
    assert not StaffForm({"email": "a@b.example", "role": "owner"}).is_valid()
    asked = AskForm({"missing": ["name_mismatch", "tax_id"], "note": ""})
    assert asked.is_valid()
    assert asked.cleaned_data["missing"] == ["name_mismatch", "tax_id"]
    assert not AskForm({"missing": ["nonsense"]}).is_valid()


def test_labels_follow_the_reader() -> None:
    with translation.override("fr"):
        assert str(SellerApplicationForm("FR", language="fr").fields["name"].label) == "Nom de la boutique"
