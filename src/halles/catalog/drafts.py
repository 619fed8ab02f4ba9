"""What a seller writes about a product and its variants, and how it is checked before it is kept."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from babel import Locale
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.utils.text import slugify
from django.utils.translation import gettext as _

from halles.catalog.categories import find_category
from halles.catalog.errors import ProductInvalid
from halles.catalog.models import Product, Variant
from halles.catalog.options import OPTION_NAME_LENGTH_MAX, OPTION_NAMES_MAX, OPTION_VALUE_LENGTH_MAX
from halles.markets.classes import TAX_CLASSES
from halles.markets.queries import all_markets

TITLE_LENGTH_MAX = 140
# Translated values of all options of a product together.
VALUES_MAX = 200
DESCRIPTION_LENGTH_MAX = 5000
SKU_LENGTH_MAX = 40
WARRANTY_MONTHS_MAX = 240
WEIGHT_GRAMS_MAX = 100_000
MEASURE_AMOUNT_MAX = 10_000_000
SLUG_LENGTH_MAX = 80
# Two letters that CLDR names besides countries: an island with no name in most languages, unions, outlying regions,
# test codes, unknown.
NOT_COUNTRIES = frozenset({"CQ", "EU", "EZ", "QO", "UN", "XA", "XB", "ZZ"})
LENGTHS = {"origin_region": 80, "origin_place": 80, "origin_maker": 120, "origin_proof": 500, "origin_proof_url": 300}


@dataclass(frozen=True, kw_only=True)
class ProductDraft:
    """A product's own words. `tax_class` empty: the category's; `translations`: {"fr": {"title": …}}; `option_values`
    the values of its options in those languages: {"fr": {"紺": "bleu marine"}}, None to leave them as they are."""

    title: str
    language: str
    category: str
    description: str = ""
    tax_class: str = ""
    option_names: tuple[str, ...] = ()
    origin_country: str = ""
    origin_region: str = ""
    origin_place: str = ""
    origin_maker: str = ""
    origin_proof_kind: str = Product.ProofKind.SELF_DECLARED
    origin_proof: str = ""
    origin_proof_url: str = ""
    warranty_months: int = 0
    translations: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    option_values: Mapping[str, Mapping[str, str]] | None = None


@dataclass(frozen=True, kw_only=True)
class VariantDraft:
    """A variant's own words: `options` gives a value for each option name of its product, `measure_amount` what is
    inside in the base unit of `measure` (catalog.models.Variant.Measure), both or neither."""

    sku: str
    options: Mapping[str, str] = field(default_factory=dict)
    weight_grams: int | None = None
    measure: str = ""
    measure_amount: int | None = None


def clean_product(draft: ProductDraft) -> dict[str, Any]:
    """The columns of the product, trimmed; refuses catalog.product_invalid with a sentence for each wrong field."""
    wrong: dict[str, str] = {}
    category = find_category(draft.category)
    columns: dict[str, Any] = {
        "title": " ".join(draft.title.split()),
        "description": draft.description.strip(),
        "language": draft.language,
        "category": draft.category,
        "tax_class": draft.tax_class or (category.tax_class if category else ""),
        "option_names": [" ".join(name.split()) for name in draft.option_names],
        "origin_country": draft.origin_country.upper(),
        "origin_proof_kind": draft.origin_proof_kind,
        "warranty_months": draft.warranty_months,
        **{name: getattr(draft, name).strip() for name in LENGTHS},
    }
    if not 1 <= len(columns["title"]) <= TITLE_LENGTH_MAX:
        wrong["title"] = _("Give it a name of at most %(count)s characters.") % {"count": TITLE_LENGTH_MAX}
    if len(columns["description"]) > DESCRIPTION_LENGTH_MAX:
        wrong["description"] = _("At most %(count)s characters.") % {"count": DESCRIPTION_LENGTH_MAX}
    if draft.language not in list_languages():
        wrong["language"] = _("Choose the language you write in.")
    if category is None or category.is_root:
        wrong["category"] = _("Choose a category from the list.")
    elif columns["tax_class"] not in TAX_CLASSES:
        wrong["tax_class"] = _("Choose a tax class from the list.")
    if not 0 <= draft.warranty_months <= WARRANTY_MONTHS_MAX:
        wrong["warranty_months"] = _("Give the warranty in months, up to %(count)s.") % {"count": WARRANTY_MONTHS_MAX}
    wrong |= _wrong_options(columns["option_names"]) | _wrong_origin(columns)
    columns["translations"] = _clean_translations(draft, wrong)
    if wrong:
        raise ProductInvalid(wrong)
    return columns


def clean_variant(draft: VariantDraft, option_names: list[str]) -> dict[str, Any]:
    """The columns of a variant, named by its option values; refuses catalog.product_invalid, a sentence per field."""
    wrong: dict[str, str] = {}
    sku = " ".join(draft.sku.split())
    options = {name: " ".join(draft.options.get(name, "").split()) for name in option_names}
    if not 1 <= len(sku) <= SKU_LENGTH_MAX:
        wrong["sku"] = _("Give a SKU of at most %(count)s characters.") % {"count": SKU_LENGTH_MAX}
    if set(draft.options) - set(option_names) or not all(options.values()):
        wrong["options"] = _("Give a value for each option of the product.")
    if any(len(value) > OPTION_VALUE_LENGTH_MAX for value in options.values()):
        wrong["options"] = _("At most %(count)s characters.") % {"count": OPTION_VALUE_LENGTH_MAX}
    if draft.weight_grams is not None and not 0 < draft.weight_grams <= WEIGHT_GRAMS_MAX:
        wrong["weight_grams"] = _("Give the weight in grams, up to %(count)s.") % {"count": WEIGHT_GRAMS_MAX}
    wrong |= _wrong_measure(draft)
    if wrong:
        raise ProductInvalid(wrong)
    name = " / ".join(options.values())[:80]
    measured = {"measure": draft.measure, "measure_amount": draft.measure_amount}
    return {"sku": sku, "options": options, "name": name, "weight_grams": draft.weight_grams, **measured}


def _wrong_measure(draft: VariantDraft) -> dict[str, str]:
    if draft.measure and draft.measure not in Variant.Measure.values:
        return {"measure": _("Choose a unit from the list.")}
    if bool(draft.measure) != (draft.measure_amount is not None):
        return {"measure_amount": _("Give the contents as a number and its unit, or neither.")}
    if draft.measure_amount is not None and not 0 < draft.measure_amount <= MEASURE_AMOUNT_MAX:
        return {"measure_amount": _("Give the contents as a number above zero.")}
    return {}


def slug_of(title: str) -> str:
    """The readable part of the product's address; `product` when the title has no Latin letters."""
    return slugify(title)[:SLUG_LENGTH_MAX].strip("-") or "product"


def list_languages() -> list[str]:
    """The languages a product may be told in: those of the pages and those of the markets (`de` has no pages yet)."""
    of_pages = [code for code, _name in settings.LANGUAGES]
    of_markets = [locale.split("-")[0] for market in all_markets().values() for locale in market.locales]
    return list(dict.fromkeys([*of_pages, *of_markets]))


@lru_cache(maxsize=1)
def list_countries() -> frozenset[str]:
    """The countries goods can come from, two letters, upper case."""
    return frozenset(str(code) for code in Locale("en").territories if len(str(code)) == 2) - NOT_COUNTRIES


def _wrong_options(names: list[str]) -> dict[str, str]:
    if len(names) > OPTION_NAMES_MAX or len(set(names)) != len(names):
        return {"option_names": _("At most %(count)s different options.") % {"count": OPTION_NAMES_MAX}}
    if any(not 1 <= len(name) <= OPTION_NAME_LENGTH_MAX for name in names):
        return {
            "option_names": _("Give each option a name of at most %(count)s characters.")
            % {"count": OPTION_NAME_LENGTH_MAX}
        }
    return {}


def _wrong_origin(columns: dict[str, Any]) -> dict[str, str]:
    wrong = {
        name: _("At most %(count)s characters.") % {"count": length}
        for name, length in LENGTHS.items()
        if len(columns[name]) > length
    }
    country = columns["origin_country"]
    if country and country not in list_countries():
        wrong["origin_country"] = _("Choose a country from the list.")
    if columns["origin_proof_kind"] not in Product.ProofKind.values:
        wrong["origin_proof_kind"] = _("Choose how the origin is shown.")
    if columns["origin_proof_url"] and "origin_proof_url" not in wrong:
        try:
            URLValidator(schemes=["https", "http"])(columns["origin_proof_url"])
        except ValidationError:
            wrong["origin_proof_url"] = _("Give a complete web address that begins with https://.")
    return wrong


def _clean_translations(draft: ProductDraft, wrong: dict[str, str]) -> dict[str, dict[str, Any]]:
    kept: dict[str, dict[str, Any]] = {}
    named = draft.option_values or {}
    for language in dict.fromkeys([*draft.translations, *named]):
        words = draft.translations.get(language, {})
        title = " ".join(str(words.get("title", "")).split())
        description = str(words.get("description", "")).strip()
        values = clean_values(named.get(language, {}))
        if language not in list_languages() or language == draft.language or not (title or description or values):
            continue
        is_long = len(title) > TITLE_LENGTH_MAX or len(description) > DESCRIPTION_LENGTH_MAX
        if is_long or are_too_many(values):
            wrong["translations"] = _("One of the translations is too long.")
        kept[language] = {"title": title, "description": description, **({"values": values} if values else {})}
    return kept


def clean_values(values: Mapping[str, str]) -> dict[str, str]:
    """What values of options are called in another language, trimmed, without those that are not translated."""
    cleaned = {" ".join(value.split()): " ".join(text.split()) for value, text in values.items()}
    return {value: text for value, text in cleaned.items() if value and text}


def are_too_many(values: Mapping[str, str]) -> bool:
    """Whether translated values are more, or one of them longer, than a product keeps."""
    return len(values) > VALUES_MAX or any(len(text) > OPTION_VALUE_LENGTH_MAX for text in values.values())
