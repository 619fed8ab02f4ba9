"""Asking the search. Everything is found by one statement over one table; cards come from the modules that own them."""

from __future__ import annotations

import uuid
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from halles.catalog.categories import Category, codes_under, list_leaves
from halles.kit.statements import fetch
from halles.search.errors import UnknownChoice
from halles.search.facets import ORDERS, Choices, Facets, Match, count_facets, narrow
from halles.search.models import Kind
from halles.search.ranking import WEIGHTS
from halles.search.reading import Asked, read
from halles.search.words import cut

MATCHES_MAX = 1000
PAGE_SIZE = 24
SUGGESTIONS_MAX = 8
SUGGESTED_FROM_MAX = 200
_FIND = """
SELECT kind, thing_id, score, category, seller_id, seller_name, maker, origin_country, price_minor, is_reduced,
       is_in_stock, rating, published_at
FROM search_find(%(market)s, %(query)s::tsquery, %(weights)s::real[], %(limit)s)
"""
# What begins as typed first; goods before shops and people, and those before shows and videos.
_SUGGEST = """
SELECT kind, thing_id, coalesce(titles ->> %(language)s, title)
FROM search_find(%(market)s, %(query)s::tsquery, %(weights)s::real[], %(limit)s)
WHERE title <> ''
ORDER BY position(E'\\n' || %(typed)s IN E'\\n' || title_words) = 0,
         array_position(ARRAY['product', 'shop', 'creator', 'live', 'video'], kind::text), score DESC, title
LIMIT %(shown)s
"""


@dataclass(frozen=True)
class Found:
    """A page of results.

    `counts` says how many there are of each kind; at `is_capped` there are more than MATCHES_MAX, of which the best by
    quality were taken. `is_partial`: nothing has all the words, these have some. `asked.meant`: words were mended.
    """

    asked: Asked
    kind: str
    ids: tuple[uuid.UUID, ...]
    counts: Mapping[str, int]
    facets: Facets
    next_page: int | None
    is_partial: bool
    is_capped: bool
    near: tuple[Category, ...] = ()

    @property
    def count(self) -> int:
        """How many results of the kind, narrowed as asked."""
        return self.counts[self.kind]

    @property
    def is_empty(self) -> bool:
        """Whether nothing of any kind was found."""
        return not any(self.counts.values())


@dataclass(frozen=True)
class Suggestion:
    """What somebody may be about to type: a thing by its title, or a category."""

    kind: str
    id: str
    title: str


def search(
    text: str,
    *,
    market: str,
    language: str,
    kind: str = "",
    choices: Choices | None = None,
    order: str = "best",
    page: int = 1,
    size: int = PAGE_SIZE,
) -> Found:
    """Products, videos, live shows, creators and shops of a market by words in any order; pages count from 1.

    Without `kind` the first kind that has results. Two SQL statements, three when not everything matches. Refuses
    search.text_too_long, search.unknown_choice.
    """
    choices = choices or Choices()
    if order not in ORDERS or (kind and kind not in Kind.values):
        raise UnknownChoice(choice=order if order not in ORDERS else kind)
    asked = read(text, language)
    matches = _find(asked.every, market) if not asked.is_empty else []
    is_partial = not matches and len(asked.terms) > 1
    if is_partial:
        matches = _find(asked.some, market)
    narrowed = {one: [match for match in matches if match.kind == one] for one in Kind.values}
    facets = count_facets(narrowed[Kind.PRODUCT], choices)
    narrowed[Kind.PRODUCT] = narrow(narrowed[Kind.PRODUCT], choices)
    shown_kind = kind or next((one for one in Kind.values if narrowed[one]), Kind.PRODUCT)
    ordered = sorted(narrowed[shown_kind], key=ORDERS[order])
    begin = (max(page, 1) - 1) * size
    return Found(
        asked=asked,
        kind=str(shown_kind),
        ids=tuple(match.thing_id for match in ordered[begin : begin + size]),
        counts={one: len(found) for one, found in narrowed.items()},
        facets=facets,
        next_page=max(page, 1) + 1 if begin + size < len(ordered) else None,
        is_partial=is_partial and bool(matches),
        is_capped=len(matches) == MATCHES_MAX,
        near=() if matches else _near_categories(asked),
    )


def suggest(text: str, *, market: str, language: str) -> list[Suggestion]:
    """At most eight things whose words begin as typed, the likeliest first, categories before them; two statements."""
    asked = read(text, language)
    if asked.is_empty or len("".join(term.text for term in asked.terms)) < 2:
        return []
    pieces = cut(asked.text)
    typed = "".join((*pieces.words, *pieces.runs))
    leaves = [leaf for leaf in list_leaves() if _begins(leaf, typed, language)]
    named = [Suggestion("category", leaf.code, leaf.name_in(language)) for leaf in leaves]
    rows = fetch(
        _SUGGEST,
        {
            "market": market,
            "query": asked.begun,
            "weights": WEIGHTS,
            "limit": SUGGESTED_FROM_MAX,
            "typed": pieces.text,
            "language": language,
            "shown": 4 * SUGGESTIONS_MAX,
        },
    )
    things = [Suggestion(kind, str(thing_id), title) for kind, thing_id, title in rows]
    kept = _varied(things, SUGGESTIONS_MAX - len(named[:2]))
    return [*named[:2], *kept]


def _find(query: str, market: str) -> list[Match]:
    rows = fetch(_FIND, {"query": query, "market": market, "weights": WEIGHTS, "limit": MATCHES_MAX})
    return [Match(*row) for row in rows]


def _varied(things: Sequence[Suggestion], limit: int) -> list[Suggestion]:
    """At most three of a kind, as long as there are others."""
    seen: Counter[str] = Counter()
    first: list[Suggestion] = []
    rest: list[Suggestion] = []
    for thing in things:
        (first if seen[thing.kind] < 3 else rest).append(thing)
        seen[thing.kind] += 1
    return [*first, *rest][:limit]


def _begins(category: Category, typed: str, language: str) -> bool:
    pieces = cut(category.name_in(language))
    return "".join((*pieces.words, *pieces.runs)).startswith(typed)


def _near_categories(asked: Asked) -> tuple[Category, ...]:
    """Where to go on from nothing: the categories whose names share a beginning with what was typed, at most six."""
    stems = {term.text[:4] for term in asked.terms}
    return tuple(
        leaf
        for leaf in list_leaves()
        if any(word.startswith(tuple(stems)) for name in leaf.names.values() for word in cut(name).words)
    )[:6]


def categories_of(codes: Sequence[str]) -> frozenset[str]:
    """The leaf codes meant by codes of roots or leaves; refuses catalog.unknown_category."""
    return frozenset(leaf for code in codes for leaf in codes_under(code))
