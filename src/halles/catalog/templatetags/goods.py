"""Goods in the reader's language."""

from __future__ import annotations

from django import template

from halles.catalog.models import Product
from halles.markets.requests import language_asked

register = template.Library()


@register.filter
def title_here(product: Product | None) -> str:
    """`{{ product|title_here }}` → the title in the language of the page, else as its shop wrote it; "" for None."""
    if product is None:
        return ""
    return product.title_in(language_asked())
