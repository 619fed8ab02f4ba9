"""Claims per second on one live deal through the edge, against PostgreSQL granting twenty in one call.

    python -m bench.claims [--quick] [--rounds 3] [--claims 6000] [--connections 64]

A: POST /api/v1/live-sessions/<id>/flash-deals/<deal>/claims at `halles edge`, each by another customer with the token
of the room, batched by the edge, decided by one function, chained and announced. A quarter more people ask than
there are pieces. B: pgbench calling a function that takes twenty pieces off one row and writes twenty promises, on one
connection. A and B take turns; after every round the database is counted: the quota exactly, nobody twice.
"""

from __future__ import annotations

import argparse
import re
import statistics
import subprocess
import sys
import uuid
from collections import Counter
from dataclasses import dataclass
from typing import Any

from bench.fanout import make_pass
from bench.report import tell
from bench.shop import FOLDER, ROOT, World, family_cpu, open_world, spread_of
from bench.tapping import Tally, Target, tap

GOAL = 0.3
BATCH = 20
COMMAND = "make bench NAME=claims"


@dataclass(frozen=True)
class Claims(Target):
    """Each request is the claim of another customer, who stands at an address of their own."""

    path: str = ""

    def request(self, number: int) -> bytes:
        """The bytes of one claim; everybody claims once."""
        assert number <= len(self.tokens), "more claims than people"
        return (
            b"POST %s HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer %s\r\nIdempotency-Key: %s\r\n"
            b"X-Forwarded-For: 10.%d.%d.%d\r\nContent-Length: 0\r\n\r\n"
        ) % (
            self.path.encode(), self.tokens[number - 1].encode(), uuid.uuid4().hex.encode(),
            number >> 16, number >> 8 & 255, number & 255,
        )  # fmt: skip


@dataclass(frozen=True)
class Rush:
    """One run of A: answers a second, and CPU milliseconds per answer."""

    per_second: float
    edge_ms: float
    postgres_ms: float
    client_ms: float
    p99_ms: float


def make_people(count: int) -> list[Any]:
    """Customers with an account of a month."""
    import datetime as dt

    from halles.kit import clock
    from halles.users.models import User

    made_at = clock.now() - dt.timedelta(days=30)
    crowd = uuid.uuid4().hex[:8]
    return User.objects.bulk_create(
        [User(email=f"{crowd}.{number}@example.org", password="!", created_at=made_at) for number in range(count)]
    )


def make_deal(quota: int) -> tuple[Any, Any]:
    """A show on air with an open deal of so many pieces."""
    from django.db import transaction

    from tests.live.acts.makers import make_offer, make_stage

    with transaction.atomic():
        stage = make_stage(stock=quota + 10)
        return stage.session, make_offer(stage, quota=quota, duration_seconds=1200)


def rush(world: World, people: list[Any], quota: int, connections: int) -> Rush:
    """One run of A, counted in the database."""
    from django.conf import settings

    session, deal = make_deal(quota)
    key = settings.SECRET_KEY.encode()
    tokens = tuple(make_pass(session, key, person, role="viewer") for person in people)
    path = f"/api/v1/live-sessions/{session.pk}/flash-deals/{deal.pk}/claims"
    target = Claims(world.target.port, tokens, (), path)
    edge, postgres = family_cpu(world.edge), family_cpu(world.postmaster)
    tally = tap(target, connections=connections, seconds=60, count=len(people))
    edge, postgres = family_cpu(world.edge) - edge, family_cpu(world.postmaster) - postgres
    check(deal, tally, quota, len(people))
    ms = 1000 / len(people)
    times = sorted(tally.latencies_ms)
    p99 = times[int(len(times) * 0.99)]
    return Rush(len(people) / tally.seconds, edge * ms, postgres * ms, tally.cpu_seconds * ms, p99)


def check(deal: Any, tally: Tally, quota: int, asked: int) -> None:
    """The quota exactly, nobody twice, everybody answered."""
    from halles.promotions.models import PricePromise

    deal.refresh_from_db()
    promises = PricePromise.objects.filter(reference_id=deal.pk)
    assert Counter(tally.statuses) == {201: quota, 409: asked - quota}, tally.statuses
    assert deal.claimed_count == promises.count() == promises.values("user_id").distinct().count() == quota


def pgbench(world: World, seconds: float) -> float:
    """Claims per second of the limit."""
    script = FOLDER / "claims_limit.sql"
    script.write_text("SELECT bench_claims.claim20();\n")
    command = [
        str(world.pgbench), "-n", "-M", "prepared", "-c", "1", "-T", str(max(1, round(seconds))), "-f", str(script),
        world.database_url,
    ]  # fmt: skip
    said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    rate = re.search(r"^tps = ([0-9.]+)", said, re.MULTILINE)
    assert rate is not None, said
    return float(rate.group(1)) * BATCH


def measure(world: World, options: argparse.Namespace) -> bool:
    """All rounds, printed and told; whether the goal is met."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute((ROOT / "bench" / "claims_limit.sql").read_text())
    people = make_people(options.claims)
    quota = options.claims * 4 // 5
    rush(world, people[:200], 160, options.connections)  # warm plans and connections
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    mine: list[Rush] = []
    limits: list[float] = []
    for _ in range(options.rounds):
        mine.append(rush(world, people, quota, options.connections))
        limits.append(pgbench(world, options.seconds))
    ratios = [one.per_second / limit for one, limit in zip(mine, limits, strict=True)]
    for one, limit, ratio in zip(mine, limits, ratios, strict=True):
        print(
            f"claims/s {one.per_second:7,.0f}  CPU ms per claim: edge {one.edge_ms:.3f} "
            f"PostgreSQL {one.postgres_ms:.3f} client {one.client_ms:.3f}  p99 {one.p99_ms:.0f} ms   "
            f"limit {limit:7,.0f}/s  ratio {ratio:.3f}"
        )
    ratio = statistics.median(ratios)
    tell(
        "Claims a second on one live deal through the edge, against pgbench granting twenty a call",
        goal=f"≥ {GOAL}, none beyond the quota",
        measured=f"{spread_of([one.per_second for one in mine], 0)} claims/s, "
        f"{statistics.median(one.edge_ms + one.postgres_ms for one in mine):.2f} ms CPU each with PostgreSQL; "
        f"limit {statistics.median(limits):.0f}/s",
        ratio=spread_of(ratios, 2),
        is_met=ratio >= GOAL,
        command=COMMAND,
    )
    return ratio >= GOAL


def main() -> int:
    """Measure, print, and say by the exit code whether the goal was met (never with --quick)."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seconds", type=float, default=4.0)
    parser.add_argument("--claims", type=int, default=6000)
    parser.add_argument("--connections", type=int, default=64)
    options = parser.parse_args()
    if options.quick:
        options.rounds, options.seconds, options.claims = 1, 1.0, 400
    assert 200 <= options.claims <= 12_000, "between 200 claims and 12,000"
    with open_world(options.connections, HALLES_TRUSTED_PROXIES="127.0.0.1", HALLES_RTMP_PORT="0") as world:
        is_met = measure(world, options)
    print("\nexactly the quota was promised in every round, and nobody got two")
    return 0 if options.quick or is_met else 1


if __name__ == "__main__":
    sys.exit(main())
