"""One-tap orders per second through the whole path, against the smallest durable order PostgreSQL can sell.

    python -m bench.one_tap [--quick] [--rounds 3] [--seconds 5] [--connections 16]

A: POST /api/v1/orders/one-tap through edge and web on their real sockets, signed in by bearer token, quoted, taxed,
authorised at the sandbox provider, booked, one job deferred, answered. B: pgbench calling one plpgsql function that
writes stock, order, line, four postings and an outbox row, on the same server. A and B take turns; after every round
the database is counted. `spread` sells 200 variants in turn, `hot` a single one. fsync and synchronous_commit are on.
"""

from __future__ import annotations

import argparse
import os
import re
import statistics
import subprocess
import sys
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psutil

from bench.tapping import Tally, Target, tap

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "var" / "bench" / "one_tap"
VARIANTS, SELLERS, BUYERS, STOCK = 200, 20, 64, 1_000_000
GOALS = {"spread": 0.12, "hot": 0.2}
CPU_MS_MAX = 6.0


@dataclass(frozen=True)
class World:
    """What was seeded, and the processes that serve it."""

    target: Target
    database_url: str
    pgbench: Path
    web: psutil.Process
    edge: psutil.Process
    postmaster: psutil.Process


@dataclass(frozen=True)
class Measured:
    """One run of the product: orders per second and CPU milliseconds per order, by who spent it."""

    per_second: float
    web_ms: float
    edge_ms: float
    postgres_ms: float
    client_ms: float

    @property
    def cpu_ms(self) -> float:
        """What an order costs this machine, the client apart."""
        return self.web_ms + self.edge_ms + self.postgres_ms


def _family_cpu(process: psutil.Process) -> float:
    spent = process.cpu_times()
    total = spent.user + spent.system + spent.children_user + spent.children_system
    for child in process.children(recursive=True):
        try:
            times = child.cpu_times()
        except psutil.NoSuchProcess:
            continue
        total += times.user + times.system
    return float(total)


def measure(world: World, hot: bool, seconds: float, connections: int) -> tuple[Measured, Tally]:
    """One closed-loop run, counted in the database afterwards."""
    variants = world.target.variants[:1] if hot else world.target.variants
    target = Target(world.target.port, world.target.tokens, variants)
    before, orders_before = _spent(world), _count()
    tally = tap(target, connections=connections, seconds=seconds)
    after, orders_after = _spent(world), _count()
    assert tally.statuses.keys() == {201}, tally.statuses
    assert orders_after - orders_before == tally.placed, "the database knows other orders than the client"
    per_order = [(late - early) * 1000 / tally.placed for early, late in zip(before, after, strict=True)]
    web, edge, postgres = per_order
    return (
        Measured(tally.placed / tally.seconds, web, edge, postgres, tally.cpu_seconds * 1000 / tally.placed),
        tally,
    )


def _spent(world: World) -> list[float]:
    return [_family_cpu(process) for process in (world.web, world.edge, world.postmaster)]


def _count() -> int:
    from halles.orders.models import OrderGroup

    return OrderGroup.objects.count()


def check(world: World) -> None:
    """Nothing lost, nothing doubled, nothing oversold, books balanced."""
    from django.db.models import F, Sum

    from halles.inventory.models import StockLevel
    from halles.ledger.queries import check_books
    from halles.orders.models import Order, OrderGroup, OrderLine
    from halles.payments.models import Payment

    groups = OrderGroup.objects.count()
    assert Order.objects.filter(status="on_hold").count() == OrderLine.objects.count() == groups
    assert Payment.objects.filter(status="authorized").count() == groups
    reserved = StockLevel.objects.aggregate(total=Sum("reserved"))["total"]
    assert reserved == groups, f"{reserved} pieces promised for {groups} orders of one"
    assert not StockLevel.objects.filter(reserved__gt=F("on_hand")).exists()
    report = check_books()
    assert report.problems == (), report.problems


def pgbench(world: World, hot: bool, seconds: float, connections: int) -> tuple[float, float]:
    """Orders per second of the limit, and the CPU milliseconds PostgreSQL spends on each."""
    script = FOLDER / "limit.sql"
    sku = "1" if hot else "random(1, 200)"
    script.write_text(f"\\set sku {sku}\n\\set buyer random(1, 64)\nSELECT bench.buy(:buyer::int, :sku::int);\n")
    command = [
        str(world.pgbench), "-n", "-M", "prepared", "-c", str(connections), "-j", "2",
        "-T", str(max(1, round(seconds))), "-f", str(script), world.database_url,
    ]  # fmt: skip
    before = _family_cpu(world.postmaster)
    said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    spent = _family_cpu(world.postmaster) - before
    rate = re.search(r"^tps = ([0-9.]+)", said, re.MULTILINE)
    done = re.search(r"^number of transactions actually processed: ([0-9]+)", said, re.MULTILINE)
    assert rate is not None, said
    assert done is not None, said
    return float(rate.group(1)), spent * 1000 / int(done.group(1))


@contextmanager
def open_world(connections: int) -> Iterator[World]:
    """A database of its own on an embedded server, seeded, with edge and web running; all stopped at the end."""
    from halles.cli.postgres import EmbeddedPostgres
    from halles.cli.postgres.binaries import find_binaries

    FOLDER.mkdir(parents=True, exist_ok=True)
    server = EmbeddedPostgres(FOLDER / "postgres")
    url = _fresh_database(server.ensure_running())
    os.environ |= {
        "HALLES_DATABASE_URL": url,
        "HALLES_DATA_DIR": str(FOLDER / "data"),
        "HALLES_PORT": str(_free_port()),
        "HALLES_WEB_WORKERS": "2",
        "HALLES_LOG_LEVEL": "warning",
        "HALLES_CONNECTIONS_PER_ADDRESS_MAX": str(max(256, connections * 2)),
        "DJANGO_SETTINGS_MODULE": "halles.config.settings",
    }
    target = _seed(int(os.environ["HALLES_PORT"]))
    postmaster = psutil.Process(int((server.place.cluster / "postmaster.pid").read_text().split()[0]))
    roles = [subprocess.Popen([sys.executable, "-m", "halles.cli", role]) for role in ("edge", "web")]
    try:
        _wait_until_ready(target.port)
        edge, web = (psutil.Process(role.pid) for role in roles)
        binaries = find_binaries(server.place)
        yield World(target, url, binaries / "pgbench", web, edge, postmaster)
    finally:
        for role in roles:
            role.terminate()
        for role in roles:
            role.wait(15)
        server.stop()


def _fresh_database(url: str) -> str:
    import psycopg

    name = f"bench_{uuid.uuid4().hex[:8]}"
    with psycopg.connect(url, autocommit=True) as connection:
        for (old,) in connection.execute("SELECT datname FROM pg_database WHERE datname LIKE 'bench_%'").fetchall():
            connection.execute(f'DROP DATABASE "{old}" WITH (FORCE)')
        connection.execute(f'CREATE DATABASE "{name}"')
    return urlunsplit(urlsplit(url)._replace(path=f"/{name}"))


def _seed(port: int) -> Target:
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connection

    from halles.inventory.models import StockLevel
    from halles.users.services import issue_token
    from tests.orders.makers import make_saved_card, make_seller, make_shipping, make_variant
    from tests.users.makers import make_address, make_user

    call_command("migrate", verbosity=0)
    sellers = [make_seller() for _ in range(SELLERS)]
    for seller in sellers:
        make_shipping(seller)
    variants = [make_variant(sellers[number % SELLERS], stock=1) for number in range(VARIANTS)]
    StockLevel.objects.update(on_hand=STOCK)
    tokens = []
    for _ in range(BUYERS):
        user = make_user(password=None)
        make_address(user)
        make_saved_card(user)
        tokens.append(issue_token(user, "bench"))
    with connection.cursor() as cursor:
        cursor.execute((ROOT / "bench" / "one_tap_limit.sql").read_text())
        cursor.execute("ANALYZE")
    return Target(port, tuple(tokens), tuple(str(variant.pk) for variant in variants))


def _free_port() -> int:
    import socket

    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_until_ready(port: int) -> None:
    import urllib.request

    deadline = time.monotonic() + 60
    while True:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/api/v1/openapi.json", timeout=2):
                return
        except OSError:
            assert time.monotonic() < deadline, "web and edge did not start"
            time.sleep(0.1)


def _row(name: str, values: list[float], digits: int = 0) -> str:
    low, middle, high = min(values), statistics.median(values), max(values)
    return f"{name:<34} {low:>9.{digits}f} {middle:>9.{digits}f} {high:>9.{digits}f}"


def run(world: World, kind: str, options: argparse.Namespace) -> bool:
    """All rounds of one kind, printed; whether the goals are met."""
    hot = kind == "hot"
    ours: list[Measured] = []
    limits: list[tuple[float, float]] = []
    for _ in range(options.rounds):
        measured, _tally = measure(world, hot, options.seconds, options.connections)
        ours.append(measured)
        limits.append(pgbench(world, hot, options.seconds, 8))
        check(world)
    ratios = [mine.per_second / limit for mine, (limit, _) in zip(ours, limits, strict=True)]
    columns: list[tuple[str, Callable[[Measured], float], int]] = [
        ("orders/s, one-tap", lambda one: one.per_second, 0),
        ("CPU ms/order, web", lambda one: one.web_ms, 2),
        ("CPU ms/order, edge", lambda one: one.edge_ms, 2),
        ("CPU ms/order, PostgreSQL", lambda one: one.postgres_ms, 2),
        ("CPU ms/order, all three", lambda one: one.cpu_ms, 2),
        ("CPU ms/order, the client apart", lambda one: one.client_ms, 2),
    ]
    print(f"\n{kind:<34} {'min':>9} {'median':>9} {'max':>9}")
    for name, pick, digits in columns:
        print(_row(name, [pick(one) for one in ours], digits))
    print(_row("orders/s, limit (pgbench, one call)", [limit for limit, _ in limits]))
    print(_row("CPU ms/order, limit's PostgreSQL", [cpu_ms for _, cpu_ms in limits], 2))
    print(_row(f"ratio (goal ≥ {GOALS[kind]})", ratios, 3))
    cpu = statistics.median(one.cpu_ms for one in ours)
    return statistics.median(ratios) >= GOALS[kind] and cpu <= CPU_MS_MAX


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
        tap(world.target, connections=4, seconds=0.5 if options.quick else 3)
        is_met = [run(world, kind, options) for kind in ("spread", "hot")]
        if not options.quick:
            print_latency(world, options, rate=100)
    print(f"\ngoals {'met' if all(is_met) else 'NOT met'}" + (" (not judged: --quick)" if options.quick else ""))
    return 0


if __name__ == "__main__":
    sys.exit(main())
