"""Writing a product's own text."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from halles.catalog.drafts import ProductDraft, are_too_many, clean_product, clean_values, list_languages, slug_of
from halles.catalog.errors import ProductInvalid, TooMany, WrongStatus
from halles.catalog.locks import lock_product
from halles.catalog.models import Product, Variant
from halles.catalog.services.completeness import check_still_ready
from halles.kit import clock
from halles.sellers.models import Seller

PRODUCTS_MAX = 5000


def create_product(*, seller: Seller, draft: ProductDraft) -> Product:
    """A new draft in this shop; refuses catalog.product_invalid (a sentence per field), catalog.too_many."""
    columns = clean_product(draft)
    if Product.objects.filter(seller=seller).exclude(status=Product.Status.ARCHIVED).count() >= PRODUCTS_MAX:
        raise TooMany(count=PRODUCTS_MAX)
    now = clock.now()
    return Product.objects.create(
        seller=seller, slug=slug_of(columns["title"]), created_at=now, updated_at=now, **columns
    )


def update_product(product: Product, *, draft: ProductDraft) -> Product:
    """Replace a product's text, also while it is on sale. Refuses catalog.product_invalid, catalog.wrong_status for an
    archived one, catalog.still_needed when a product on sale would lose something it must have."""
    columns = clean_product(draft)
    locked = lock_product(product.pk)
    if locked.status == Product.Status.ARCHIVED:
        raise WrongStatus(status_text=locked.get_status_display())
    _check_options(locked, columns["option_names"])
    if draft.option_values is None:
        _keep_values(locked, columns["translations"], draft.language)
    for name, value in columns.items():
        setattr(locked, name, value)
    locked.slug, locked.updated_at = slug_of(locked.title), clock.now()
    locked.save()
    check_still_ready(locked)
    return locked


def set_option_values(product: Product, *, values: Mapping[str, Mapping[str, str]]) -> Product:
    """Say what values of a product's options are called in other languages: {"fr": {"navy": "bleu marine"}}. An empty
    text takes a translation away; what is not named stays. Refuses catalog.product_invalid, and catalog.wrong_status
    for an archived one."""
    locked = lock_product(product.pk)
    if locked.status == Product.Status.ARCHIVED:
        raise WrongStatus(status_text=locked.get_status_display())
    translations = {language: dict(words) for language, words in locked.translations.items()}
    for language in set(values) & set(list_languages()) - {locked.language}:
        words = translations.setdefault(language, {"title": "", "description": ""})
        words["values"] = clean_values({**words.get("values", {}), **values[language]})
        if are_too_many(words["values"]):
            raise ProductInvalid({"translations": _("One of the translations is too long.")})
    said = {
        language: {part: text for part, text in words.items() if text or part != "values"}
        for language, words in translations.items()
    }
    locked.translations = {language: words for language, words in said.items() if any(words.values())}
    locked.updated_at = clock.now()
    locked.save(update_fields=["translations", "updated_at"])
    return locked


def _keep_values(product: Product, translations: dict[str, dict[str, Any]], language: str) -> None:
    """A desk that does not ask for the values of options does not take them away."""
    for code, words in product.translations.items():
        if words.get("values") and code != language:
            translations.setdefault(code, {"title": "", "description": ""})["values"] = words["values"]


def _check_options(product: Product, names: list[str]) -> None:
    dropped = set(product.option_names) - set(names)
    offered = Variant.objects.filter(product=product, status=Variant.Status.ACTIVE)
    if dropped and any(dropped & set(options) for options in offered.values_list("options", flat=True)):
        raise ProductInvalid(
            {"option_names": _("Variants on offer still use this option. Retire them first, or keep it.")}
        )
