"""Searches among many goods: wall time of the whole query, and its share that is the index alone.

    python -m bench.search [--quick] [--sizes 10000 100000] [--searches 400]

A world of synthetic goods (a vocabulary with Zipf's frequencies in French, English and Japanese) is indexed by the
product's own writer in a database of its own (halles_bench_search_<size>) and kept. Then a mix is asked: one common
word, two words, a rare word, a bent one, a mistyped one, a beginning, Japanese, and what is offered while typing. Each
search counts its facets. The limit is the found rows read by the same index without words mended, ranked or counted.
Every answer is checked: the rare word finds exactly its goods.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from typing import Any

from bench.report import tell

GOAL_P95_MS = 100.0
KANJI = "包丁茶碗器鞄布木竹紙鉄銅石海山川花鳥風月雪雨空星青赤白黒金銀米麦豆塩味噌醤油"
SYLLABLES = (
    "ba",
    "cou",
    "ler",
    "mar",
    "tin",
    "vel",
    "our",
    "sa",
    "pel",
    "ron",
    "gue",
    "lin",
    "ton",
    "dre",
    "chi",
    "mes",
)
RARE = "zanzibarique"
RARE_COUNT = 7


def words_of(draw: random.Random, count: int) -> list[str]:
    """A vocabulary: pronounceable, of two to four syllables, all different."""
    found: dict[str, None] = {}
    while len(found) < count:
        found["".join(draw.choices(SYLLABLES, k=draw.randint(2, 4)))] = None
    return list(found)


def documents(size: int) -> Iterator[Any]:
    """Goods with titles, makers, places and descriptions."""
    from halles.catalog.categories import list_leaves
    from halles.kit import clock, ids
    from halles.search.documents import Document, Part
    from halles.search.models import Kind

    draw = random.Random(size)
    vocabulary = words_of(draw, 30_000)
    weights = [1 / (rank + 3) for rank in range(len(vocabulary))]
    leaves = [leaf.code for leaf in list_leaves()]
    shops = [ids.uuid7() for _ in range(200)]
    now = clock.now()
    for number in range(size):
        title = draw.choices(vocabulary, weights, k=4) + ([RARE] if number < RARE_COUNT else [])
        story = " ".join(draw.choices(vocabulary, weights, k=60))
        japanese = "".join(draw.choices(KANJI, k=8))
        shop = draw.randrange(len(shops))
        yield Document(
            kind=Kind.PRODUCT,
            thing_id=ids.uuid7(),
            market="FR",
            title=" ".join(title),
            parts=(
                Part("fr", "A", " ".join(title)),
                Part("fr", "C", story),
                Part("ja", "A", japanese),
                Part("", "B", f"maison {vocabulary[shop * 7]}"),
            ),
            published_at=now,
            category=draw.choice(leaves),
            seller_id=shops[shop],
            seller_name=f"Maison {shop}",
            maker=f"Atelier {shop % 90}",
            origin_country=draw.choice(["FR", "FR", "JP", "US"]),
            price_minor=draw.randint(500, 50_000),
        )


def fill(size: int) -> float:
    """Index a world of this size unless it stands; seconds it took."""
    from django.db import connection

    from halles.search.models import Entry
    from halles.search.services import count_words, write

    began = time.monotonic()
    if Entry.objects.count() != size:
        Entry.objects.all().delete()
        some: list[Any] = []
        for document in documents(size):
            some.append(document)
            if len(some) == 500:
                write(some)
                some = []
        write(some)
        with connection.cursor() as cursor:
            # Quality as a grown hall has it: few are much better than the rest.
            cursor.execute("SELECT setseed(0.5); UPDATE search_entry SET quality = power(random(), 4)")
            cursor.execute("VACUUM ANALYZE search_entry")
        count_words()
    return time.monotonic() - began


def mix(size: int) -> list[tuple[str, str]]:
    """What people type, by the name of its sort."""
    draw = random.Random(size)
    vocabulary = words_of(draw, 30_000)
    common, usual = vocabulary[:10], vocabulary[50:2_000]
    kinds: list[tuple[str, Callable[[], str]]] = [
        ("common word", lambda: draw.choice(common)),
        ("two words", lambda: f"{draw.choice(common)} {draw.choice(usual)}"),
        ("usual word", lambda: draw.choice(usual)),
        ("rare word", lambda: RARE),
        ("mistyped", lambda: _mistype(draw, draw.choice(usual))),
        ("beginning", lambda: draw.choice(usual)[:4]),
        ("japanese", lambda: "".join(draw.choices(KANJI, k=2))),
        ("suggest", lambda: draw.choice(usual)[:3]),
    ]
    return [(name, make()) for _ in range(200) for name, make in kinds]


def _mistype(draw: random.Random, word: str) -> str:
    place = draw.randrange(1, len(word) - 1)
    return word[:place] + word[place + 1] + word[place] + word[place + 2 :]


def measure(size: int, searches: int) -> dict[str, Any]:
    """One row of the table, with the p95 of every sort of search."""
    from django.core.management import call_command
    from django.db import connection

    from halles.search.queries import MATCHES_MAX, search, suggest
    from halles.search.reading import read

    call_command("migrate", verbosity=0)
    filled = fill(size)
    taken: dict[str, list[float]] = {}
    bare: list[float] = []
    cpu = time.process_time()
    asked = mix(size)[:searches]
    for text in ("maison", "ba", RARE):  # until plans and caches are warm
        search(text, market="FR", language="fr")
    for name, text in asked:
        began = time.perf_counter()
        if name == "suggest":
            suggest(text, market="FR", language="fr")
        else:
            found = search(text, market="FR", language="fr")
            assert name != "rare word" or found.count == min(RARE_COUNT, size), found.counts
        taken.setdefault(name, []).append((time.perf_counter() - began) * 1000)
    cpu = (time.process_time() - cpu) / len(asked) * 1000
    with connection.cursor() as cursor:
        for _name, text in asked:
            query = read(text, "fr").every
            began = time.perf_counter()
            cursor.execute(
                "SELECT kind, thing_id FROM search_entry WHERE market = 'FR' AND document @@ %s::tsquery "
                "ORDER BY quality DESC, id DESC LIMIT %s",
                [query, MATCHES_MAX],
            )
            cursor.fetchall()
            bare.append((time.perf_counter() - began) * 1000)
    everything = sorted(value for values in taken.values() for value in values)
    return {
        "fill": filled,
        "p50": statistics.median(everything),
        "p95": everything[int(len(everything) * 0.95)],
        "p99": everything[int(len(everything) * 0.99)],
        "cpu": cpu,
        "ratio": statistics.fmean(bare) / statistics.fmean(everything),
        "sorts": {name: sorted(values)[int(len(values) * 0.95)] for name, values in taken.items()},
    }


def main() -> int:
    """Print the table; 1 when the goal is missed at the largest size (never with --quick)."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="one small world, for correctness")
    parser.add_argument("--sizes", type=int, nargs="+", default=[10_000, 100_000])
    parser.add_argument("--searches", type=int, default=800)
    parser.add_argument("--one", type=int, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.one is not None:
        from halles.cli.house import open_house

        open_house()
        print(json.dumps(measure(asked.one, asked.searches)))
        return 0
    sizes, searches = ([500], 16) if asked.quick else (asked.sizes, asked.searches)
    rows = [(size, run_one(size, searches)) for size in sizes]
    print(f"{'goods':>8} {'p50':>7} {'p95':>7} {'p99':>7} {'our CPU':>8} {'ratio':>6}  p95 by sort, ms")
    for size, row in rows:
        sorts = ", ".join(f"{name} {value:.0f}" for name, value in row["sorts"].items())
        print(
            f"{size:>8} {row['p50']:>7.1f} {row['p95']:>7.1f} {row['p99']:>7.1f} {row['cpu']:>8.2f} "
            f"{row['ratio']:>6.2f}  {sorts}; indexed in {row['fill']:.0f} s"
        )
    is_met = rows[-1][1]["p95"] <= GOAL_P95_MS
    if asked.quick:
        return 0
    tell(
        f"Search among {' / '.join(f'{size // 1000}k' for size in sizes)} goods: p95",
        goal=f"≤ {GOAL_P95_MS:.0f} ms",
        measured=" / ".join(f"{row['p95']:.0f}" for _, row in rows) + " ms",
        ratio=" / ".join(f"{row['ratio']:.2f}" for _, row in rows),
        is_met=is_met,
        command="make bench NAME=search",
    )
    return 0 if is_met else 1


def run_one(size: int, searches: int) -> dict[str, Any]:
    """A world is measured in a process of its own: Django's connection belongs to one database."""
    from bench.feed import make_database
    from halles.cli.house import find_database
    from halles.kit.environment import Environment

    find_database(Environment.load())
    url = make_database(os.environ["HALLES_DATABASE_URL"], f"halles_bench_search_{size}")
    line = [sys.executable, "-m", "bench.search", "--one", str(size), "--searches", str(searches)]
    text = subprocess.check_output(line, env={**os.environ, "HALLES_DATABASE_URL": url}, text=True)
    row: dict[str, Any] = json.loads(text.strip().splitlines()[-1])
    return row


if __name__ == "__main__":
    sys.exit(main())
