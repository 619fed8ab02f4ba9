"""One-tap orders per second through the whole path, against the smallest durable order PostgreSQL can sell.

    python -m bench.one_tap [--quick] [--rounds 3] [--seconds 5] [--connections 16]

A: POST /api/v1/orders/one-tap through edge and web on their real sockets, signed in by bearer token, quoted, taxed,
authorised at the sandbox provider, booked, one job deferred, answered. B: pgbench calling one plpgsql function that
writes stock, order, line, four postings and an outbox row, on the same server. A and B take turns; after every round
the database is counted. `spread` sells 200 variants in turn, `hot` a single one. fsync and synchronous_commit are on.
"""

from __future__ import annotations

import argparse
import re
import statistics
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass

from bench.report import tell
from bench.shop import FOLDER, Spent, World, check, count_orders, family_cpu, open_world, spent, spread_of, warm_up
from bench.tapping import Target, tap

GOALS = {"spread": 0.12, "hot": 0.2}
CPU_MS_MAX = 6.0


@dataclass(frozen=True)
class Measured:
    """One run of the product: orders per second and CPU milliseconds per order, by who spent it."""

    per_second: float
    cost: Spent
    client_ms: float


def measure(world: World, hot: bool, seconds: float, connections: int) -> Measured:
    """One closed-loop run, counted in the database afterwards."""
    variants = world.target.variants[:1] if hot else world.target.variants
    target = Target(world.target.port, world.target.tokens, variants)
    before, orders_before = spent(world), count_orders()
    tally = tap(target, connections=connections, seconds=seconds)
    after, orders_after = spent(world), count_orders()
    assert tally.statuses.keys() == {201}, tally.statuses
    assert orders_after - orders_before == tally.placed, "the database knows other orders than the client"
    return Measured(
        tally.placed / tally.seconds, after.since(before, tally.placed), tally.cpu_seconds * 1000 / tally.placed
    )


def pgbench(world: World, hot: bool, seconds: float, connections: int) -> tuple[float, float]:
    """Orders per second of the limit, and the CPU milliseconds PostgreSQL spends on each."""
    script = FOLDER / "limit.sql"
    sku = "1" if hot else "random(1, 200)"
    script.write_text(f"\\set sku {sku}\n\\set buyer random(1, 64)\nSELECT bench.buy(:buyer::int, :sku::int);\n")
    command = [
        str(world.pgbench), "-n", "-M", "prepared", "-c", str(connections), "-j", "2",
        "-T", str(max(1, round(seconds))), "-f", str(script), world.database_url,
    ]  # fmt: skip
    before = family_cpu(world.postmaster)
    said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    spent = family_cpu(world.postmaster) - before
    rate = re.search(r"^tps = ([0-9.]+)", said, re.MULTILINE)
    done = re.search(r"^number of transactions actually processed: ([0-9]+)", said, re.MULTILINE)
    assert rate is not None, said
    assert done is not None, said
    return float(rate.group(1)), spent * 1000 / int(done.group(1))


def _row(name: str, values: list[float], digits: int = 0) -> str:
    low, middle, high = min(values), statistics.median(values), max(values)
    return f"{name:<34} {low:>9.{digits}f} {middle:>9.{digits}f} {high:>9.{digits}f}"


def run(world: World, kind: str, options: argparse.Namespace) -> Verdict:
    """All rounds of one kind, printed."""
    hot = kind == "hot"
    ours: list[Measured] = []
    limits: list[tuple[float, float]] = []
    for _ in range(options.rounds):
        ours.append(measure(world, hot, options.seconds, options.connections))
        limits.append(pgbench(world, hot, options.seconds, 8))
        check(world)
    ratios = [mine.per_second / limit for mine, (limit, _) in zip(ours, limits, strict=True)]
    columns: list[tuple[str, Callable[[Measured], float], int]] = [
        ("orders/s, one-tap", lambda one: one.per_second, 0),
        ("CPU ms/order, web", lambda one: one.cost.web, 2),
        ("CPU ms/order, edge", lambda one: one.cost.edge, 2),
        ("CPU ms/order, PostgreSQL", lambda one: one.cost.postgres, 2),
        ("CPU ms/order, all three", lambda one: one.cost.all, 2),
        ("CPU ms/order, the client apart", lambda one: one.client_ms, 2),
    ]
    print(f"\n{kind:<34} {'min':>9} {'median':>9} {'max':>9}")
    for name, pick, digits in columns:
        print(_row(name, [pick(one) for one in ours], digits))
    print(_row("orders/s, limit (pgbench, one call)", [limit for limit, _ in limits]))
    print(_row("CPU ms/order, limit's PostgreSQL", [cpu_ms for _, cpu_ms in limits], 2))
    print(_row(f"ratio (goal ≥ {GOALS[kind]})", ratios, 3))
    return Verdict(kind, [one.cost.all for one in ours], ratios, [limit for limit, _ in limits])


@dataclass(frozen=True)
class Verdict:
    """All rounds of one kind."""

    kind: str
    cpu_ms: list[float]
    ratios: list[float]
    limits: list[float]

    def tell(self) -> bool:
        """Hand over the rows; whether the goals are met."""
        cpu, ratio, goal = statistics.median(self.cpu_ms), statistics.median(self.ratios), GOALS[self.kind]
        where = "spread over 200 variants" if self.kind == "spread" else "one hot variant"
        command = "make bench NAME=one_tap"
        tell(
            f"One tap, {where}: CPU per order, PostgreSQL included",
            goal=f"≤ {CPU_MS_MAX:.0f} ms",
            measured=f"{spread_of(self.cpu_ms, 2)} ms",
            is_met=cpu <= CPU_MS_MAX,
            command=command,
        )
        tell(
            f"One tap, {where}: orders a second against pgbench",
            goal=f"≥ {goal}",
            measured=f"limit {statistics.median(self.limits):.0f}/s",
            ratio=spread_of(self.ratios, 3),
            is_met=ratio >= goal,
            command=command,
        )
        return ratio >= goal and cpu <= CPU_MS_MAX


def print_latency(world: World, options: argparse.Namespace, rate: float) -> None:
    """Latency from the scheduled time, at a rate well below the top."""
    tally = tap(world.target, connections=64, seconds=options.seconds, rate=rate)
    times = sorted(tally.latencies_ms)
    p50, p99 = times[len(times) // 2], times[int(len(times) * 0.99)]
    print(f"\nlatency at {rate:.0f} orders/s, from the scheduled time: p50 {p50:.1f} ms, p99 {p99:.1f} ms")
    check(world)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="one short round: for correctness, never for time")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seconds", type=float, default=5)
    parser.add_argument("--connections", type=int, default=16)
    options = parser.parse_args()
    if options.quick:
        options.rounds, options.seconds, options.connections = 1, 1, 4
    with open_world(options.connections) as world:
        warm_up(world, 0.5 if options.quick else 3)
        verdicts = [run(world, kind, options) for kind in ("spread", "hot")]
        if options.quick:
            return 0
        print_latency(world, options, rate=100)
    are_met = [verdict.tell() for verdict in verdicts]
    return 0 if all(are_met) else 1


if __name__ == "__main__":
    sys.exit(main())
