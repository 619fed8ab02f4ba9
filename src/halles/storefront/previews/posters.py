"""What the picture of each kind of page says, from what the page itself shows."""

from __future__ import annotations

import uuid
from collections.abc import Callable

from django.utils.translation import gettext as _

from halles.catalog import queries as catalog
from halles.catalog.categories import get_category
from halles.catalog.queries import Shelf
from halles.creators import queries as creators
from halles.kit.money import format_money
from halles.kit.storage import storage
from halles.markets.market import Market
from halles.sellers import queries as sellers
from halles.storefront.previews.drawing import Poster

PICTURE_BYTES_MAX = 8 * 1024 * 1024
SHELF_PICTURES = 3


def poster_of(kind: str, key: str, market: Market, language: str) -> Poster | None:
    """The poster of a page by its kind and key; None for a kind we do not draw. Refuses as the page does."""
    make = _MAKERS.get(kind)
    return make(key, market, language) if make else None


def _product(key: str, market: Market, language: str) -> Poster:
    product_id = _uuid(key)
    card = catalog.list_cards([product_id], market=market.code, language=language).get(product_id)
    # The page decides whether it may be seen: drafts have none.
    product = catalog.get_public_product(product_id, market=market.code, language=language)
    price = card.price if card else None
    foot = format_money(price.amount_minor, price.currency, market.locale_for(language)) if price else ""
    over = " · ".join(part for part in (product.seller.name, product.origin.place) if part)
    return Poster(over, product.title, foot, _files([photo.url for photo in product.photos[:1]]))


def _shop(key: str, market: Market, language: str) -> Poster:
    seller = sellers.get_public_seller(key)
    page = catalog.list_shelf(Shelf(seller_ids=[seller.pk]), market=market.code, language=language, size=2)
    return Poster(seller.place, seller.name, "", _files([card.photo_url for card in page.rows]))


def _creator(key: str, market: Market, language: str) -> Poster:
    creator = creators.get_public_creator(key)
    pictures = [storage().url(creator.avatar.poster_key)] if creator.avatar and creator.avatar.poster_key else []
    return Poster(f"@{creator.handle}", creator.name, "", _files(pictures), is_round=True)


def _category(key: str, market: Market, language: str) -> Poster:
    category = get_category(key)
    page = catalog.list_shelf(Shelf(categories=[key]), market=market.code, language=language, size=SHELF_PICTURES)
    return Poster(_("The hall"), category.name_in(language), "", _files([card.photo_url for card in page.rows]))


def _hall(key: str, market: Market, language: str) -> Poster:
    page = catalog.list_shelf(Shelf(), market=market.code, language=language, size=SHELF_PICTURES)
    return Poster("", _("The market hall for video."), "", _files([card.photo_url for card in page.rows]))


_MAKERS: dict[str, Callable[[str, Market, str], Poster]] = {
    "product": _product,
    "shop": _shop,
    "creator": _creator,
    "category": _category,
    "hall": _hall,
}


def _uuid(text: str) -> uuid.UUID:
    try:
        return uuid.UUID(text)
    except ValueError:
        return uuid.UUID(int=0)


def _files(urls: list[str]) -> tuple[bytes, ...]:
    """The bytes of our own stored pictures; what is missing or too large is left out."""
    base = storage().url("")
    found = []
    for url in urls:
        key = url.removeprefix(base)
        if not url or not storage().exists(key):
            continue
        with storage().open(key) as file:
            content = file.read(PICTURE_BYTES_MAX + 1)
        if len(content) <= PICTURE_BYTES_MAX:
            found.append(content)
    return tuple(found)
