"""What search engines and link previews read: schema.org as JSON-LD."""

from __future__ import annotations

import json
from typing import Any

from django import template
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from halles.kit.money import to_decimal
from halles.storefront.offers import Offer

register = template.Library()
# Inside a script element only these could end it or begin a comment.
_ESCAPES = {ord("<"): "\\u003c", ord(">"): "\\u003e", ord("&"): "\\u0026"}


@register.simple_tag
def product_structure(offer: Offer, base_url: str) -> SafeString:
    """schema.org/Product of an offer, with the price and stock that the page shows."""
    product = offer.product
    address = base_url + reverse("storefront:product", args=[product.id, product.slug])
    structure: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "Product",
        "name": product.title,
        "description": product.description,
        "image": [base_url + photo.large_url for photo in product.photos],
        "brand": {"@type": "Organization", "name": product.seller.name},
        "url": address,
    }
    if offer.price is not None:
        structure["offers"] = {
            "@type": "Offer",
            "price": str(to_decimal(offer.price.amount_minor, offer.price.currency)),
            "priceCurrency": offer.price.currency,
            "availability": "https://schema.org/" + ("OutOfStock" if offer.is_sold_out else "InStock"),
            "url": address,
        }
    body = json.dumps(structure, ensure_ascii=False).translate(_ESCAPES)
    return format_html('<script type="application/ld+json">{}</script>', mark_safe(body))  # noqa: S308 - escaped above
