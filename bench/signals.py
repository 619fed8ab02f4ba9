"""Planted fraud among honest people: how much is found (recall), and how much of what is found is fraud (precision).

    python -m bench.signals [--quick] [--seeds 5]

Worlds of creators and customers are planted in a database of their own (halles_bench_signals), each with another seed,
looked through by the product's own finders, and taken back. Two worlds per seed: one whose cheats are as bold as those
that are caught, and one whose cheats keep a low profile, each drawn at random around the thresholds, with look-alikes
that are drawn the same way. Beside it: seconds for one whole look.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import time
from collections import Counter
from typing import Any

from bench.report import tell

GOAL = 0.95


def look(seed: int, *, creators: int, orders: int, is_quiet: bool) -> tuple[dict[str, Counter[str]], float]:
    """By kind: true and false findings and misses in one world; seconds of the look."""
    from django.db import connection, transaction

    from bench.fraud_world import plant
    from halles.kit import clock
    from halles.markets.queries import get_market
    from halles.scores.signals import FINDERS, Asked

    found: dict[str, Counter[str]] = {}
    with transaction.atomic():
        now = clock.now()
        planted = plant(creators=creators, orders=orders, seed=seed, now=now, is_quiet=is_quiet)
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
        began = time.monotonic()
        findings = [finding for find in FINDERS for finding in find(Asked(get_market("FR"), now))]
        seconds = time.monotonic() - began
        transaction.set_rollback(True)
    for kind in ("self_buying", "click_farm", "cookie_stuffing", "refund_ring"):
        wanted, named = getattr(planted, kind), {one.subject_id for one in findings if one.kind == kind}
        found[kind] = Counter(true=len(wanted & named), false=len(named - wanted), missed=len(wanted - named))
    return found, seconds


def precision(counts: Counter[str]) -> float:
    """Of what was found, how much is fraud."""
    return counts["true"] / max(1, counts["true"] + counts["false"])


def recall(counts: Counter[str]) -> float:
    """Of the fraud, how much was found."""
    return counts["true"] / max(1, counts["true"] + counts["missed"])


def measure(seeds: int, size: dict[str, int]) -> int:
    """The table; 1 when a bold fraud is missed or an honest person named beyond the goal."""
    is_met = True
    for is_quiet in (False, True):
        sums: dict[str, Counter[str]] = {}
        longest = 0.0
        for seed in range(seeds):
            found, seconds = look(seed + 1, is_quiet=is_quiet, **size)
            longest = max(longest, seconds)
            for kind, counts in found.items():
                sums.setdefault(kind, Counter()).update(counts)
        whole = sum(sums.values(), Counter())
        name = "quiet" if is_quiet else "bold"
        for kind, counts in sums.items():
            print(
                f"{name:>5} {kind:<16} precision {precision(counts):.2f}  recall {recall(counts):.2f}  "
                f"({counts['true']} found, {counts['false']} wrongly, {counts['missed']} missed)"
            )
        is_good = is_quiet or min(precision(whole), recall(whole)) >= GOAL
        is_met = is_met and is_good
        tell(
            f"Signals of {name} fraud among {size['creators']} creators: precision and recall",
            goal="" if is_quiet else f"≥ {GOAL:.2f} both",
            measured=f"{precision(whole):.2f} and {recall(whole):.2f}, looked through in {longest:.1f} s",
            is_met=None if is_quiet else is_good,
            command="make bench NAME=signals",
        )
    return 0 if is_met else 1


def main() -> int:
    """Measure in a database of its own."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="one small world of each, for correctness")
    parser.add_argument("--seeds", type=int, default=5)
    parser.add_argument("--inside", action="store_true", help=argparse.SUPPRESS)
    asked = parser.parse_args()
    size: dict[str, Any] = {"creators": 48, "orders": 500} if asked.quick else {"creators": 160, "orders": 6_000}
    if asked.inside:
        from django.core.management import call_command

        from halles.cli.house import open_house

        open_house()
        call_command("migrate", verbosity=0)
        return measure(1 if asked.quick else asked.seeds, size)
    from bench.feed import make_database
    from halles.cli.house import find_database
    from halles.kit.environment import Environment

    find_database(Environment.load())
    url = make_database(os.environ["HALLES_DATABASE_URL"], "halles_bench_signals")
    line = [sys.executable, "-m", "bench.signals", "--inside", *sys.argv[1:]]
    return subprocess.run(line, env={**os.environ, "HALLES_DATABASE_URL": url}, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
