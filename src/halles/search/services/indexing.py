"""Entries written from documents, in bulk."""

from __future__ import annotations

import datetime as dt
import json
import uuid
from collections.abc import Iterable, Sequence
from typing import Any

from django.db import connection, transaction
from django.db.models import Q

from halles.catalog.models import Product
from halles.creators.models import Creator
from halles.kit import clock
from halles.live.models import LiveSession
from halles.live.queries import LATE_TOLD
from halles.search.documents import Document, Part, read_documents
from halles.search.models import Entry, Kind
from halles.search.words import cut, pairs
from halles.sellers.models import Seller
from halles.videos.models import Video

CHUNK = 200
WORDS_MAX = 300
# PostgreSQL's own rules for bending words; other languages are found by the words as they are written.
CONFIGURATIONS = {"en": "english", "fr": "french", "de": "german"}
_WRITE = """
INSERT INTO search_entry (kind, thing_id, market, title, titles, title_words, document, words, category, seller_id,
    seller_name, maker, origin_country, origin_region, price_minor, is_reduced, is_in_stock, review_count, quality,
    published_at, indexed_at)
SELECT kind, thing_id, market, title, titles, title_words, search_document(parts), words, category, seller_id,
    seller_name, maker, origin_country, origin_region, price_minor, is_reduced, true, 0, 0.0, published_at, %(now)s
FROM jsonb_to_recordset(%(rows)s::jsonb) AS row(kind text, thing_id uuid, market text, title text, titles jsonb,
    title_words text, parts jsonb, words text[], category text, seller_id uuid, seller_name text, maker text,
    origin_country text, origin_region text, price_minor bigint, is_reduced boolean, published_at timestamptz)
ON CONFLICT (kind, thing_id, market) DO UPDATE SET title = excluded.title, titles = excluded.titles,
    title_words = excluded.title_words,
    document = excluded.document, words = excluded.words, category = excluded.category,
    seller_id = excluded.seller_id, seller_name = excluded.seller_name, maker = excluded.maker,
    origin_country = excluded.origin_country, origin_region = excluded.origin_region,
    price_minor = excluded.price_minor, is_reduced = excluded.is_reduced, published_at = excluded.published_at,
    indexed_at = excluded.indexed_at
"""
_ADD_WORDS = """
INSERT INTO search_word (text, entry_count)
SELECT DISTINCT word, 1 FROM unnest(%s::text[]) AS word ORDER BY word
ON CONFLICT (text) DO NOTHING
"""


def index(kind: str, thing_ids: Sequence[uuid.UUID]) -> int:
    """Write what the public can find about these things, and forget what it cannot; how many entries stand."""
    written = 0
    for some in _chunks(thing_ids):
        documents = read_documents(kind, some)
        with transaction.atomic():
            _forget(kind, some, documents)
            write(documents)
        written += len(documents)
    return written


def index_shop(seller_id: uuid.UUID) -> int:
    """A shop, everything it sells and its shows, after it was opened, suspended or closed."""
    product_ids = list(Product.objects.filter(seller=seller_id).values_list("pk", flat=True))
    shows = list(LiveSession.objects.filter(creator__seller=seller_id).values_list("pk", flat=True))
    return index(Kind.SHOP, [seller_id]) + index(Kind.PRODUCT, product_ids) + index(Kind.LIVE, shows)


def index_creator(creator_id: uuid.UUID) -> int:
    """A profile, everything it posted and its shows, after it was made, suspended or reinstated."""
    posted = Video.objects.filter(creator=creator_id, published_at__isnull=False).values_list("pk", flat=True)
    shows = LiveSession.objects.filter(creator=creator_id).values_list("pk", flat=True)
    return index(Kind.CREATOR, [creator_id]) + index(Kind.VIDEO, list(posted)) + index(Kind.LIVE, list(shows))


def index_changed(since: dt.datetime) -> int:
    """Products, videos and shows that were changed since an instant: a net under the events, for what none announces.

    A planned show that nobody began leaves by the clock alone.

    An empty index is filled instead: a hall that was open before it had a search finds everything by itself.
    """
    if not Entry.objects.exists():
        return index_all()
    products = list(Product.objects.filter(updated_at__gte=since).values_list("pk", flat=True))
    videos = list(Video.objects.filter(updated_at__gte=since).values_list("pk", flat=True))
    overdue = Q(status="planned", scheduled_at__gte=since - LATE_TOLD, scheduled_at__lt=clock.now() - LATE_TOLD)
    shows = list(LiveSession.objects.filter(Q(updated_at__gte=since) | overdue).values_list("pk", flat=True))
    return index(Kind.PRODUCT, products) + index(Kind.VIDEO, videos) + index(Kind.LIVE, shows)


def index_all() -> int:
    """Everything anew, thing by thing, while the search goes on answering; how many entries stand."""
    return (
        index(Kind.SHOP, list(Seller.objects.values_list("pk", flat=True)))
        + index(Kind.CREATOR, list(Creator.objects.values_list("pk", flat=True)))
        + index(Kind.PRODUCT, list(Product.objects.values_list("pk", flat=True)))
        + index(Kind.VIDEO, list(Video.objects.filter(published_at__isnull=False).values_list("pk", flat=True)))
        + index(Kind.LIVE, list(LiveSession.objects.values_list("pk", flat=True)))
    )


def write(documents: Iterable[Document]) -> None:
    """Write entries from documents in the caller's transaction: one statement for them, one for their words."""
    rows = [_row(document) for document in documents]
    if not rows:
        return
    with connection.cursor() as cursor:
        cursor.execute(_WRITE, {"rows": json.dumps(rows), "now": clock.now()})
        cursor.execute(_ADD_WORDS, [[word for row in rows for word in row["words"]]])


def _forget(kind: str, thing_ids: Sequence[uuid.UUID], documents: Sequence[Document]) -> None:
    standing = {(document.thing_id, document.market) for document in documents}
    entries = Entry.objects.filter(kind=kind, thing_id__in=thing_ids).values_list("pk", "thing_id", "market")
    gone = [pk for pk, thing_id, market in entries if (thing_id, market) not in standing]
    Entry.objects.filter(pk__in=gone).delete()


def _row(document: Document) -> dict[str, Any]:
    titles = dict.fromkeys([document.title, *document.titles.values()])
    return {
        "kind": str(document.kind),
        "thing_id": str(document.thing_id),
        "market": document.market,
        "title": document.title,
        "titles": dict(document.titles),
        "title_words": "\n".join(cut(title).text for title in titles)[:600],
        "parts": [piece for part in document.parts for piece in _pieces(part)],
        "words": _vocabulary(document),
        "category": document.category,
        "seller_id": str(document.seller_id) if document.seller_id else None,
        "seller_name": document.seller_name,
        "maker": document.maker,
        "origin_country": document.origin_country,
        "origin_region": document.origin_region,
        "price_minor": document.price_minor,
        "is_reduced": document.is_reduced,
        "published_at": document.published_at.isoformat(),
    }


def _pieces(part: Part) -> Iterable[list[str]]:
    """A part as `search_document` takes it: as its language bends it, as written, and the pairs of unspaced runs.

    A description is long and only kept bent: a text twice as large is read twice as slowly, with every search.
    """
    pieces = cut(part.text)
    if pieces.words:
        text = " ".join(pieces.words)
        bent = CONFIGURATIONS.get(part.language.split("-")[0])
        if bent:
            yield [bent, part.weight, text]
        if not bent or part.weight != "C":
            yield ["simple", part.weight, text]
    if pieces.runs:
        lexemes = [pair for run in pieces.runs for pair in pairs(run)]
        # Positions are what lets a lexeme carry a weight; PostgreSQL counts them up to 16383.
        yield ["=", part.weight, " ".join(f"'{lexeme}':{at}" for at, lexeme in enumerate(lexemes[:16_000], 1))]


def _vocabulary(document: Document) -> list[str]:
    """The words somebody may mistype or begin: not those of descriptions, which are everybody's."""
    found: dict[str, None] = {}
    for part in document.parts:
        if part.weight in {"A", "B"}:
            pieces = cut(part.text)
            found |= dict.fromkeys(word for word in pieces.words if len(word) > 1)
            found |= dict.fromkeys(run[:40] for run in pieces.runs if len(run) > 1)
    return list(found)[:WORDS_MAX]


def _chunks(thing_ids: Sequence[uuid.UUID]) -> Iterable[Sequence[uuid.UUID]]:
    for start in range(0, len(thing_ids), CHUNK):
        yield thing_ids[start : start + CHUNK]
