"""Things as the search knows them: read from the modules that own them, one document per market."""

from __future__ import annotations

import datetime as dt
import uuid
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from django.db.models import Prefetch

from halles.catalog.categories import find_category
from halles.catalog.models import Price, Product, Variant
from halles.creators.models import Creator
from halles.live.models import LiveSession
from halles.live.queries import findable
from halles.markets.queries import list_markets
from halles.search.models import Kind
from halles.sellers.models import Seller
from halles.videos.models import Video

DESCRIPTION_LENGTH_MAX = 2500


@dataclass(frozen=True)
class Part:
    """A text, the language it is written in, and how much a word in it says: A most, D least."""

    language: str
    weight: str
    text: str


@dataclass(frozen=True)
class Document:
    """A thing in one market, as far as its owner knows it; what is counted (stock, stars, sales) is no part of it."""

    kind: str
    thing_id: uuid.UUID
    market: str
    title: str
    parts: tuple[Part, ...]
    published_at: dt.datetime
    titles: Mapping[str, str] = field(default_factory=dict)
    category: str = ""
    seller_id: uuid.UUID | None = None
    seller_name: str = ""
    maker: str = ""
    origin_country: str = ""
    origin_region: str = ""
    price_minor: int | None = None
    is_reduced: bool = False
    variant_ids: tuple[uuid.UUID, ...] = field(default=(), compare=False)


def read_documents(kind: str, thing_ids: Sequence[uuid.UUID]) -> list[Document]:
    """The documents of these things, none for what the public cannot see; a constant number of statements."""
    return _READERS[kind](thing_ids)


def _products(product_ids: Sequence[uuid.UUID]) -> list[Document]:
    variants = Variant.objects.filter(status=Variant.Status.ACTIVE).prefetch_related("prices").order_by("position")
    found = (
        Product.objects.filter(pk__in=product_ids, status=Product.Status.ACTIVE, seller__status=Seller.Status.APPROVED)
        .select_related("seller")
        .prefetch_related(Prefetch("variants", queryset=variants))
    )
    return [document for product in found for document in _of_product(product)]


def _of_product(product: Product) -> Iterable[Document]:
    prices: dict[str, list[Price]] = defaultdict(list)
    for variant in product.variants.all():
        for price in variant.prices.all():
            prices[price.market].append(price)
    parts = _product_parts(product)
    for market, of_market in prices.items():
        cheapest = min(of_market, key=lambda price: price.amount_minor)
        yield Document(
            kind=Kind.PRODUCT,
            thing_id=product.pk,
            market=market,
            title=product.title,
            parts=parts,
            published_at=product.published_at or product.created_at,
            titles=_titles(product),
            category=product.category,
            seller_id=product.seller_id,
            seller_name=product.seller.name,
            maker=product.origin_maker,
            origin_country=product.origin_country,
            origin_region=product.origin_region,
            price_minor=cheapest.amount_minor,
            is_reduced=cheapest.reduced_from_minor is not None,
            variant_ids=tuple(price.variant_id for price in of_market),
        )


def _product_parts(product: Product) -> tuple[Part, ...]:
    written = {product.language: (product.title, product.description)}
    for language, texts in product.translations.items():
        written[language] = (str(texts.get("title") or ""), str(texts.get("description") or ""))
    parts = []
    for language, (title, description) in written.items():
        parts += [Part(language, "A", title), Part(language, "C", description[:DESCRIPTION_LENGTH_MAX])]
    for language, texts in product.translations.items():
        parts.append(Part(language, "C", " ".join(texts.get("values", {}).values())))
    origin = (product.origin_maker, product.origin_place, product.origin_region, product.seller.name)
    parts.append(Part("", "B", " ".join(origin)))
    parts += _category_parts(product.category)
    named = " ".join({variant.name for variant in product.variants.all()} | {v.sku for v in product.variants.all()})
    return (*parts, Part(product.language, "C", named))


def _titles(product: Product) -> dict[str, str]:
    translated = {language: str(texts.get("title") or "") for language, texts in product.translations.items()}
    return {product.language: product.title} | {language: title for language, title in translated.items() if title}


def _category_parts(code: str) -> list[Part]:
    leaf = find_category(code)
    root = find_category(leaf.parent) if leaf else None
    return [Part(lang, "B", name) for one in (leaf, root) if one is not None for lang, name in one.names.items()]


def _videos(video_ids: Sequence[uuid.UUID]) -> list[Document]:
    found = (
        Video.objects.filter(
            pk__in=video_ids,
            status=Video.Status.PUBLISHED,
            creator__status=Creator.Status.ACTIVE,
            asset__playable_at__isnull=False,
        )
        .select_related("creator")
        .prefetch_related("anchors__product")
    )
    return [document for video in found for document in _of_video(video)]


def _of_video(video: Video) -> Iterable[Document]:
    parts = [Part(video.language, "A", video.caption), Part("", "B", f"{video.creator.name} {video.creator.handle}")]
    parts += [Part(video.language, "C", str(text)) for text in video.template_parts.values()]
    for anchor in video.anchors.all():
        titles = [anchor.product.title, *(str(t.get("title") or "") for t in anchor.product.translations.values())]
        parts += [Part(video.language, "B", title) for title in titles]
    assert video.published_at is not None
    for market in video.markets or [market.code for market in list_markets(open_only=False)]:
        yield Document(
            kind=Kind.VIDEO,
            thing_id=video.pk,
            market=market,
            title=video.caption[:200],
            parts=tuple(parts),
            published_at=video.published_at,
            seller_id=video.creator.seller_id,
            seller_name=video.creator.name,
        )


def _lives(session_ids: Sequence[uuid.UUID]) -> list[Document]:
    found = findable().filter(pk__in=session_ids)
    return [_of_show(session) for session in found.prefetch_related("products__product")]


def _of_show(session: LiveSession) -> Document:
    creator = session.creator
    parts = [
        Part(session.language, "A", session.title),
        Part("", "B", f"{creator.name} {creator.handle}"),
        Part(session.language, "C", session.description),
    ]
    for shown in session.products.all():
        if shown.product.status == Product.Status.ACTIVE:
            parts += [Part(language, "B", title) for language, title in _titles(shown.product).items()]
    return Document(
        kind=Kind.LIVE,
        thing_id=session.pk,
        market=session.market,
        title=session.title,
        parts=tuple(parts),
        published_at=session.started_at or session.scheduled_at,
        seller_id=creator.seller_id,
        seller_name=creator.name,
    )


def _creators(creator_ids: Sequence[uuid.UUID]) -> list[Document]:
    found = Creator.objects.filter(pk__in=creator_ids, status=Creator.Status.ACTIVE)
    return [
        Document(
            kind=Kind.CREATOR,
            thing_id=creator.pk,
            market=market.code,
            title=creator.name,
            parts=(
                Part("", "A", f"{creator.name} {creator.handle}"),
                Part(next(iter(creator.languages), ""), "C", creator.bio),
            ),
            published_at=creator.created_at,
            seller_id=creator.seller_id,
        )
        for creator in found
        for market in list_markets(open_only=False)
    ]


def _shops(seller_ids: Sequence[uuid.UUID]) -> list[Document]:
    found = Seller.objects.filter(pk__in=seller_ids, status=Seller.Status.APPROVED)
    languages = {market.code: market.locales[0].split("-")[0] for market in list_markets(open_only=False)}
    return [
        Document(
            kind=Kind.SHOP,
            thing_id=seller.pk,
            market=market.code,
            title=seller.name,
            parts=(
                Part("", "A", seller.name),
                Part("", "B", seller.place),
                Part(languages.get(seller.market, ""), "C", seller.story),
            ),
            published_at=seller.decided_at or seller.applied_at,
            seller_id=seller.pk,
            seller_name=seller.name,
            origin_country=seller.country,
        )
        for seller in found
        for market in list_markets(open_only=False)
    ]


_READERS: dict[str, Callable[[Sequence[uuid.UUID]], list[Document]]] = {
    Kind.PRODUCT: _products,
    Kind.VIDEO: _videos,
    Kind.LIVE: _lives,
    Kind.CREATOR: _creators,
    Kind.SHOP: _shops,
}
