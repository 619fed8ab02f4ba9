"""Products and prices as people type them."""

from __future__ import annotations

import pytest
from django import forms
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import translation
from django.utils.datastructures import MultiValueDict

from halles.catalog import services
from halles.catalog.forms import PhotoForm, PriceForm, ProductForm, VariantForm
from halles.markets.queries import get_market
from tests.catalog.makers import make_product, make_variant, picture
from tests.sellers.makers import make_seller

TYPED = {
    "title": "Pull marin",
    "language": "fr",
    "description": "Tricoté au port.",
    "category": "knitwear",
    "origin_country": "FR",
    "origin_place": "Yport",
    "origin_maker": "Les Mailles",
    "origin_proof_kind": "self_declared",
    "warranty_months": "",
    "option_1": "Taille",
    "option_2": "Chaînette",
    "title_en": "Sailor's jumper",
}


@pytest.mark.django_db
def test_a_product_is_typed_in_the_sellers_language() -> None:
    with translation.override("fr"):
        form = ProductForm(TYPED, language="fr")
        assert form.is_valid(), form.errors
        assert "Taille" in form.option_labels
        product = services.create_product(seller=make_seller(), draft=form.draft())
        # A usual name is kept as a code, so that every reader sees it in their language; the other as it was written.
        assert (product.option_names, product.tax_class, product.warranty_months) == (
            ["size", "Chaînette"],
            "standard",
            0,
        )
        assert product.translations == {"en": {"title": "Sailor's jumper", "description": ""}}
        initial = ProductForm.initial_of(product)
        assert (initial["option_1"], initial["title_en"], initial["category"]) == (
            "Taille",
            "Sailor's jumper",
            "knitwear",
        )


def test_every_language_to_write_in_is_called_by_its_name() -> None:
    field = ProductForm(language="fr").fields["language"]
    assert isinstance(field, forms.ChoiceField)
    assert dict(field.choices) == {"en": "Anglais", "fr": "Français", "ja": "Japonais", "de": "Allemand"}


def test_a_wrong_product_is_told_at_its_fields() -> None:
    form = ProductForm({**TYPED, "title": "", "category": "clothing", "origin_proof_url": "ftp://x"}, language="en")
    assert not form.is_valid()
    assert sorted(form.errors) == ["category", "origin_proof_url", "title"]
    twice = ProductForm({**TYPED, "option_2": "Size", "option_1": "size"}, language="en")
    assert not twice.is_valid()
    assert list(twice.errors) == ["option_1"]


@pytest.mark.django_db
def test_a_variant_has_a_field_for_each_option() -> None:
    product = make_product(option_names=("size", "Chaînette"))
    form = VariantForm({"sku": "A", "option_0": "M", "option_1": "oui", "weight_grams": "700"}, product=product)
    assert form.is_valid(), form.errors
    variant = services.add_variant(product, draft=form.draft())
    assert (variant.options, variant.weight_grams) == ({"size": "M", "Chaînette": "oui"}, 700)
    assert VariantForm.initial_of(variant) == {"sku": "A", "weight_grams": 700, "option_0": "M", "option_1": "oui"}
    missing = VariantForm({"sku": "B", "option_0": "M"}, product=product)
    assert not missing.is_valid()
    assert list(missing.errors) == ["option_1"]


@pytest.mark.parametrize(
    ("language", "market", "typed", "amount_minor"),
    [("fr", "FR", "24,90", 2_490), ("en", "US", "1,024.90", 102_490), ("ja", "JP", "12800", 12_800)],
)
def test_prices_are_read_as_people_write_them(language: str, market: str, typed: str, amount_minor: int) -> None:
    with translation.override(language):
        form = PriceForm({"amount": typed}, market=get_market(market))
        assert form.is_valid(), form.errors
        assert (form.cleaned_data["amount_minor"], form.cleaned_data["is_reduction"]) == (amount_minor, False)


@pytest.mark.parametrize(("market", "typed"), [("FR", "24.905"), ("JP", "12800.5"), ("FR", "cheap"), ("FR", "")])
def test_what_is_no_amount_is_refused(market: str, typed: str) -> None:
    form = PriceForm({"amount": typed}, market=get_market(market))
    assert not form.is_valid()
    assert list(form.errors) == ["amount"]


@pytest.mark.django_db
def test_a_price_is_shown_as_one_would_type_it_again() -> None:
    price = services.set_price(make_variant(make_product()), market="FR", amount_minor=123_456)
    with translation.override("fr"):
        initial = PriceForm.initial_of(price)
        assert initial == {"amount": "1234,56", "is_reduction": False}
        again = PriceForm(initial, market=get_market("FR"))
        assert again.is_valid()
        assert again.cleaned_data["amount_minor"] == 123_456


def test_a_photo_needs_a_file() -> None:
    sent = SimpleUploadedFile("front.png", picture().read())
    assert PhotoForm({"alt": "Front"}, MultiValueDict({"file": [sent]})).is_valid()
    assert list(PhotoForm({}).errors) == ["file"]
