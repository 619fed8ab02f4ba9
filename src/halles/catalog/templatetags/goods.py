"""Goods in the reader's language."""

from __future__ import annotations

from django import template
from django.utils.translation import get_language

from halles.catalog.models import Product

register = template.Library()


@register.filter
def title_here(product: Product | None) -> str:
    """`{{ product|title_here }}` → the title in the language of the page, else as its shop wrote it; "" for None."""
    if product is None:
        return ""
    return product.title_in((get_language() or "en").split("-", maxsplit=1)[0])
