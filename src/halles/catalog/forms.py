"""What a shop types about its products; the rules are those of the services."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from decimal import Decimal, InvalidOperation
from typing import Any

from babel import Locale
from django import forms
from django.conf import settings
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from halles.catalog.categories import list_leaves, list_roots
from halles.catalog.drafts import (
    DESCRIPTION_LENGTH_MAX,
    LENGTHS,
    SKU_LENGTH_MAX,
    TITLE_LENGTH_MAX,
    WARRANTY_MONTHS_MAX,
    WEIGHT_GRAMS_MAX,
    ProductDraft,
    VariantDraft,
    clean_product,
    clean_variant,
    list_countries,
    list_languages,
)
from halles.catalog.errors import ProductInvalid
from halles.catalog.models import Price, Product, Variant
from halles.catalog.options import LABELS, OPTION_NAME_LENGTH_MAX, OPTION_NAMES_MAX, OPTION_VALUE_LENGTH_MAX, label_of
from halles.catalog.services.photos import ALT_LENGTH_MAX
from halles.kit.money import parse_money, typed_money
from halles.markets.classes import TaxClass
from halles.markets.market import Market
from halles.users.address_forms import country_name

# How contents are typed: unit → what is kept and how many of it one unit makes.
UNITS: dict[str, tuple[str, int]] = {
    "g": ("g", 1),
    "kg": ("g", 1_000),
    "ml": ("ml", 1),
    "cl": ("ml", 10),
    "l": ("ml", 1_000),
    "cm": ("cm", 1),
    "m": ("cm", 100),
    "cm2": ("cm2", 1),
    "m2": ("cm2", 10_000),
    "piece": ("piece", 1),
}
CONTENTS_UNITS = [
    ("", "—"),
    *((unit, {"cm2": "cm²", "m2": "m²"}.get(unit, unit)) for unit in UNITS if unit != "piece"),
    ("piece", _("pieces")),
]
PICTURES = "image/jpeg,image/png,image/webp,image/heic"


class ProductForm(forms.Form):
    """A product's own words, with a title and description for each other language of the pages.

    `draft()` after `is_valid()`. The option fields take a usual name in the reader's language or the seller's own word;
    `option_labels` are the usual ones, for a list to choose from.
    """

    title = forms.CharField(label=pgettext_lazy("product", "Name"), max_length=TITLE_LENGTH_MAX)
    language = forms.ChoiceField(label=_("Language you write in"))
    description = forms.CharField(
        label=_("Description"),
        required=False,
        max_length=DESCRIPTION_LENGTH_MAX,
        widget=forms.Textarea(attrs={"rows": 8}),
    )
    category = forms.ChoiceField(label=_("Category"))
    tax_class = forms.ChoiceField(
        label=_("For tax, this is"), required=False, help_text=_("Leave it to the category unless you know better.")
    )
    origin_country = forms.ChoiceField(label=_("Made in (country)"), required=False)
    origin_region = forms.CharField(label=_("Region"), required=False, max_length=LENGTHS["origin_region"])
    origin_place = forms.CharField(label=_("Town or village"), required=False, max_length=LENGTHS["origin_place"])
    origin_maker = forms.CharField(label=_("Made by"), required=False, max_length=LENGTHS["origin_maker"])
    origin_proof_kind = forms.ChoiceField(label=_("How can people check it?"), choices=Product.ProofKind.choices)
    origin_proof = forms.CharField(
        label=_("Name and number of the proof"), required=False, max_length=LENGTHS["origin_proof"]
    )
    origin_proof_url = forms.CharField(
        label=_("Web address of the proof"), required=False, max_length=LENGTHS["origin_proof_url"]
    )
    warranty_months = forms.IntegerField(
        label=_("Warranty in months"), required=False, min_value=0, max_value=WARRANTY_MONTHS_MAX
    )

    def __init__(self, *args: Any, language: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.option_labels = [str(label) for label in LABELS.values()]
        self.page_languages = [code for code, _name in settings.LANGUAGES]
        names = Locale.parse(language.replace("-", "_")).languages
        self._choose("language", [(code, names.get(code, code).capitalize()) for code in list_languages()])
        self._choose(
            "category",
            [
                (root.name_in(language), [(leaf.code, leaf.name_in(language)) for leaf in list_leaves(root.code)])
                for root in list_roots()
            ],
        )
        self._choose("tax_class", [("", _("As usual for the category")), *TaxClass.choices])
        self._choose("origin_country", [("", "—"), *_countries(language)])
        for number in range(1, OPTION_NAMES_MAX + 1):
            self.fields[f"option_{number}"] = forms.CharField(
                label=_("Variants differ in"), required=False, max_length=OPTION_NAME_LENGTH_MAX
            )
        for code in self.page_languages:
            self.fields[f"title_{code}"] = forms.CharField(
                label=pgettext_lazy("product", "Name"), required=False, max_length=TITLE_LENGTH_MAX
            )
            self.fields[f"description_{code}"] = forms.CharField(
                label=_("Description"),
                required=False,
                max_length=DESCRIPTION_LENGTH_MAX,
                widget=forms.Textarea(attrs={"rows": 6}),
            )

    def clean(self) -> dict[str, Any]:
        """Check the whole by the rules of the catalog; fields that are wrong already keep their own words."""
        try:
            clean_product(self.draft())
        except ProductInvalid as refused:
            for name, sentence in refused.fields.items():
                place = {"option_names": "option_1"}.get(name, name)
                if place not in self.errors:
                    self.add_error(place if place in self.fields else None, sentence)
        return self.cleaned_data

    def draft(self) -> ProductDraft:
        """What was typed, for services.create_product and services.update_product."""
        given = {name: value for name, value in self.cleaned_data.items() if value is not None}
        plain = [name for name in ProductForm.base_fields if name != "warranty_months"]
        options = [_option_name(given.get(f"option_{number}", "")) for number in range(1, OPTION_NAMES_MAX + 1)]
        translations = {
            code: {"title": given.get(f"title_{code}", ""), "description": given.get(f"description_{code}", "")}
            for code in self.page_languages
        }
        return ProductDraft(
            **{name: str(given.get(name, "")) for name in plain},
            warranty_months=int(given.get("warranty_months") or 0),
            option_names=tuple(name for name in options if name),
            translations=translations,
            # Not asked for on the form: what there is stays.
            option_values=None,
        )

    @staticmethod
    def initial_of(product: Product) -> dict[str, Any]:
        """What the seller wrote before."""
        initial = {name: getattr(product, name) for name in ProductForm.base_fields}
        for number, name in enumerate(product.option_names, start=1):
            initial[f"option_{number}"] = label_of(name)
        for code, words in product.translations.items():
            initial |= {f"title_{code}": words.get("title", ""), f"description_{code}": words.get("description", "")}
        return initial

    def _choose(self, name: str, choices: Any) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = choices


class OptionValuesForm(forms.Form):
    """What the `values` of a product's options are called in the other languages of the pages; `tongues` gives for each
    the code and the names of its fields, `said()` after `is_valid()` what services.set_option_values takes."""

    def __init__(self, *args: Any, product: Product, values: Sequence[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.tongues: dict[str, dict[str, str]] = {}
        for code, _name in settings.LANGUAGES:
            if code == product.language:
                continue
            kept = product.translations.get(code, {}).get("values", {})
            self.tongues[code] = {value: f"value_{code}_{_short(value)}" for value in values}
            for value, name in self.tongues[code].items():
                self.fields[name] = forms.CharField(
                    label=value, required=False, max_length=OPTION_VALUE_LENGTH_MAX, initial=kept.get(value, "")
                )

    def said(self) -> dict[str, dict[str, str]]:
        """{"fr": {"navy": "bleu marine"}}, empty texts included."""
        return {
            code: {value: str(self.cleaned_data[name]) for value, name in names.items()}
            for code, names in self.tongues.items()
        }


def _short(value: str) -> str:
    """The same name for the same value, whatever became of the others since the page was drawn."""
    return hashlib.blake2s(value.encode(), digest_size=8).hexdigest()


class VariantForm(forms.Form):
    """A variant, with a field `option_0`, `option_1`… for each option of its product; `draft()` after `is_valid()`."""

    sku = forms.CharField(label=_("SKU"), max_length=SKU_LENGTH_MAX, help_text=_("Your own number, once in your shop."))
    weight_grams = forms.IntegerField(
        label=_("Weight in grams"), required=False, min_value=1, max_value=WEIGHT_GRAMS_MAX
    )

    contents = forms.CharField(
        label=_("Contents"),
        required=False,
        max_length=12,
        widget=forms.TextInput(attrs={"inputmode": "decimal"}),
        help_text=_("What is inside, without the wrapping. From it we show the price per kilogram, litre or metre."),
    )
    contents_unit = forms.ChoiceField(label=_("Unit"), required=False, choices=CONTENTS_UNITS)

    def __init__(self, *args: Any, product: Product, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.option_names: list[str] = list(product.option_names)
        for index, name in enumerate(self.option_names):
            self.fields[f"option_{index}"] = forms.CharField(label=label_of(name), max_length=OPTION_VALUE_LENGTH_MAX)

    def clean(self) -> dict[str, Any]:
        """Check the whole by the rules of the catalog; fields that are wrong already keep their own words."""
        if not self.errors:
            try:
                clean_variant(self.draft(), self.option_names)
            except ProductInvalid as refused:
                for name, sentence in refused.fields.items():
                    place = {"measure": "contents_unit", "measure_amount": "contents"}.get(name, name)
                    self.add_error(place if place in self.fields else None, sentence)
        return self.cleaned_data

    def clean_contents(self) -> Decimal | None:
        """The number as the reader writes it, with the decimal sign of any language."""
        text = self.cleaned_data["contents"].replace(",", ".").replace("\u202f", "").replace(" ", "")
        if not text:
            return None
        try:
            found = Decimal(text)
        except InvalidOperation as wrong:
            raise forms.ValidationError(_("Write a number such as 250 or 0.75.")) from wrong
        if not found.is_finite():
            raise forms.ValidationError(_("Write a number such as 250 or 0.75."))
        return found

    def draft(self) -> VariantDraft:
        """What was typed, for services.add_variant and services.update_variant."""
        given = self.cleaned_data
        options = {name: given[f"option_{index}"] for index, name in enumerate(self.option_names)}
        measure, size = UNITS.get(given.get("contents_unit", ""), ("", 1))
        contents = given.get("contents")
        return VariantDraft(
            sku=given["sku"],
            options=options,
            weight_grams=given.get("weight_grams"),
            measure=measure,
            measure_amount=None if contents is None else int((contents * size).to_integral_value()),
        )

    @staticmethod
    def initial_of(variant: Variant) -> dict[str, Any]:
        """What the seller wrote before."""
        names = variant.product.option_names
        options = {f"option_{index}": variant.options.get(name, "") for index, name in enumerate(names)}
        contents = {"contents": variant.measure_amount, "contents_unit": variant.measure} if variant.measure else {}
        return {"sku": variant.sku, "weight_grams": variant.weight_grams, **options, **contents}


class PriceForm(forms.Form):
    """A price in one market; after `is_valid()`: `cleaned_data["amount_minor"]` and `["is_reduction"]`."""

    amount = forms.CharField(label=_("Price"), max_length=20, widget=forms.TextInput(attrs={"inputmode": "decimal"}))
    is_reduction = forms.BooleanField(
        label=_("Announce it as a reduction"),
        required=False,
        help_text=_("The lowest price before it is shown beside it; the law asks for that."),
    )

    def __init__(self, *args: Any, market: Market, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.market = market
        self.fields["amount"].label = _("Price in %(currency)s") % {"currency": market.currency}

    def clean_amount(self) -> str:
        """Read the amount in the market's currency, as the reader writes numbers."""
        text = str(self.cleaned_data["amount"])
        try:
            self.cleaned_data["amount_minor"] = parse_money(text, self.market.currency, get_language() or "en")
        except ValueError as wrong:
            raise forms.ValidationError(
                _("Write an amount in %(currency)s."), params={"currency": self.market.currency}
            ) from wrong
        return text

    @staticmethod
    def initial_of(price: Price) -> dict[str, Any]:
        """The present price as one types it."""
        return {
            "amount": typed_money(price.amount_minor, price.currency, get_language() or "en"),
            "is_reduction": price.reduced_from_minor is not None,
        }


class PhotoForm(forms.Form):
    """A picture of the product."""

    file = forms.FileField(label=_("Photo"), widget=forms.ClearableFileInput(attrs={"accept": PICTURES}))
    alt = forms.CharField(
        label=_("What it shows"),
        required=False,
        max_length=ALT_LENGTH_MAX,
        help_text=_("Read aloud to those who cannot see it."),
    )


def _option_name(text: str) -> str:
    """The code of a usual name written in the reader's language, else the seller's own word."""
    text = " ".join(str(text).split())
    by_label = {str(label).casefold(): code for code, label in LABELS.items()}
    return by_label.get(text.casefold(), text)


def _countries(language: str) -> list[tuple[str, str]]:
    found = [(code, country_name(code, language)) for code in list_countries()]
    return sorted(found, key=lambda choice: choice[1])
