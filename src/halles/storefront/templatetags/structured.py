"""What search engines and link previews read: schema.org as JSON-LD."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from django import template
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from halles.catalog.queries.product_page import VariantView
from halles.creators.models import Creator
from halles.kit.money import to_decimal
from halles.reviews.queries import Summary
from halles.sellers.models import Seller
from halles.storefront.crumbs import Crumb
from halles.storefront.offers import Offer
from halles.videos.queries import VideoFacts

register = template.Library()
# Inside a script element only these could end it or begin a comment.
_ESCAPES = {ord("<"): "\\u003c", ord(">"): "\\u003e", ord("&"): "\\u0026"}
SCHEMA = "https://schema.org/"
# Codes of UN/CEFACT Recommendation 20 for the measures of catalog.unit_prices.
MEASURE_CODES = {"g": "GRM", "ml": "MLT", "cm": "CMT", "cm2": "CMK", "piece": "C62"}
VIDEOS_MAX = 5


@register.simple_tag
def product_structure(
    offer: Offer, summary: Summary, crumbs: Sequence[Crumb], videos: Sequence[VideoFacts], base_url: str
) -> SafeString:
    """The product of an offer with the price, stock and stars that the page shows, the way to it, and its videos."""
    product = offer.product
    address = base_url + reverse("storefront:product", args=[product.id, product.slug])
    structure: dict[str, Any] = {
        "@type": "Product",
        "@id": address,
        "name": product.title,
        "description": product.description,
        "image": [base_url + photo.large_url for photo in product.photos],
        "brand": {"@type": "Brand", "name": product.seller.name},
        "category": product.category.name_in("en"),
        "url": address,
    }
    if product.origin.country:
        structure["countryOfOrigin"] = product.origin.country
    if offer.chosen:
        structure["sku"] = offer.chosen.variant.sku
    offers = [
        _offer(offer, choice.variant, choice.can_buy, address) for choice in offer.choices if choice.variant.price
    ]
    if offers:
        structure["offers"] = offers
    if summary.count:
        structure["aggregateRating"] = _rating(summary)
    return _script(
        structure, _breadcrumbs([*crumbs, Crumb(product.title)], base_url), *map(_video(base_url), videos[:VIDEOS_MAX])
    )


@register.simple_tag
def shop_structure(
    seller: Seller, summary: Summary, cover_url: str, crumbs: Sequence[Crumb], base_url: str
) -> SafeString:
    """A shop as a store, with its place and stars."""
    structure: dict[str, Any] = {
        "@type": "Store",
        "name": seller.name,
        "description": seller.story,
        "url": base_url + reverse("storefront:shop", args=[seller.slug]),
        "address": {"@type": "PostalAddress", "addressLocality": seller.place, "addressCountry": seller.country},
    }
    if cover_url:
        structure["image"] = base_url + cover_url
    if summary.count:
        structure["aggregateRating"] = _rating(summary)
    return _script(structure, _breadcrumbs(crumbs, base_url))


@register.simple_tag
def creator_structure(creator: Creator, avatar_url: str, follower_count: int, base_url: str) -> SafeString:
    """A creator's page as a profile."""
    person: dict[str, Any] = {
        "@type": "Organization" if creator.is_official else "Person",
        "name": creator.name,
        "alternateName": f"@{creator.handle}",
        "description": creator.bio,
        "url": base_url + reverse("storefront:creator", args=[creator.handle]),
        "interactionStatistic": {
            "@type": "InteractionCounter",
            "interactionType": SCHEMA + "FollowAction",
            "userInteractionCount": follower_count,
        },
    }
    if avatar_url:
        person["image"] = base_url + avatar_url
    return _script({"@type": "ProfilePage", "mainEntity": person})


@register.simple_tag
def shelf_structure(cards: Sequence[Any], crumbs: Sequence[Crumb], base_url: str) -> SafeString:
    """A shelf as a list of the products on this page."""
    rows = [
        {
            "@type": "ListItem",
            "position": number,
            "url": base_url + reverse("storefront:product", args=[card.id, card.slug]),
        }
        for number, card in enumerate(cards, start=1)
    ]
    return _script({"@type": "ItemList", "itemListElement": rows}, _breadcrumbs(crumbs, base_url))


@register.simple_tag
def video_structure(video: VideoFacts, base_url: str) -> SafeString:
    """A video of the feed."""
    return _script(_video(base_url)(video))


def _offer(offer: Offer, variant: VariantView, can_buy: bool, address: str) -> dict[str, Any]:
    price = variant.price
    assert price is not None
    told: dict[str, Any] = {
        "@type": "Offer",
        "name": variant.name or offer.product.title,
        "sku": variant.sku,
        "price": str(to_decimal(price.amount_minor, price.currency)),
        "priceCurrency": price.currency,
        "availability": SCHEMA + ("InStock" if can_buy else "OutOfStock"),
        "itemCondition": SCHEMA + "NewCondition",
        "url": f"{address}?variant={variant.id}",
        "seller": {"@type": "Organization", "name": offer.product.seller.name},
        "areaServed": offer.market.code,
    }
    per = variant.unit_price
    if per is not None:
        told["priceSpecification"] = {
            "@type": "UnitPriceSpecification",
            "price": str(to_decimal(per.amount_minor, per.currency)),
            "priceCurrency": per.currency,
            "referenceQuantity": {
                "@type": "QuantitativeValue",
                "value": per.per,
                "unitCode": MEASURE_CODES[per.measure],
            },
        }
    return told


def _rating(summary: Summary) -> dict[str, Any]:
    return {"@type": "AggregateRating", "ratingValue": str(summary.average), "reviewCount": summary.count}


def _breadcrumbs(crumbs: Sequence[Crumb], base_url: str) -> dict[str, Any]:
    rows = []
    for number, crumb in enumerate(crumbs, start=1):
        row: dict[str, Any] = {"@type": "ListItem", "position": number, "name": crumb.name}
        if crumb.url:
            row["item"] = base_url + crumb.url
        rows.append(row)
    return {"@type": "BreadcrumbList", "itemListElement": rows}


def _video(base_url: str) -> Any:
    def told(video: VideoFacts) -> dict[str, Any]:
        playback = video.playback
        found: dict[str, Any] = {
            "@type": "VideoObject",
            "name": video.caption[:110] or video.creator.name,
            "description": video.caption or video.creator.name,
            "thumbnailUrl": base_url + playback.share_image_url,
            "url": base_url + reverse("storefront:video", args=[video.id]),
            "duration": f"PT{max(1, round(playback.duration_ms / 1000))}S",
            "inLanguage": video.language,
        }
        if video.published_at:
            found["uploadDate"] = video.published_at.isoformat()
        if playback.sources:
            found["contentUrl"] = base_url + playback.sources[0].url
        return found

    return told


def _script(*structures: dict[str, Any]) -> SafeString:
    graph = {"@context": "https://schema.org", "@graph": list(structures)}
    body = json.dumps(graph, ensure_ascii=False).translate(_ESCAPES)
    return format_html('<script type="application/ld+json">{}</script>', mark_safe(body))  # noqa: S308 - escaped above
