"""A shop of its own for measurements: embedded PostgreSQL, sellers, buyers and goods, edge and web on real sockets."""

from __future__ import annotations

import hashlib
import os
import statistics
import subprocess
import sys
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psutil

from bench.tapping import Target, tap

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "var" / "bench" / "shop"
VARIANTS, SELLERS, BUYERS, STOCK = 200, 20, 64, 10_000_000


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
class Spent:
    """Processor seconds of everybody who works for an order, by who it is."""

    web: float
    edge: float
    postgres: float

    def since(self, before: Spent, count: int) -> Spent:
        """Milliseconds for each of `count` since `before`."""
        pairs = ((self.web, before.web), (self.edge, before.edge), (self.postgres, before.postgres))
        return Spent(*((late - early) * 1000 / count for late, early in pairs))

    @property
    def all(self) -> float:
        """Everybody together."""
        return self.web + self.edge + self.postgres


def spent(world: World) -> Spent:
    """Processor seconds up to now."""
    return Spent(family_cpu(world.web), family_cpu(world.edge), family_cpu(world.postmaster))


def family_cpu(process: psutil.Process) -> float:
    """Processor seconds of a process and all that it has started."""
    spent = process.cpu_times()
    total = spent.user + spent.system + spent.children_user + spent.children_system
    for child in process.children(recursive=True):
        try:
            times = child.cpu_times()
        except psutil.NoSuchProcess:
            continue
        total += times.user + times.system
    return float(total)


def count_orders() -> int:
    """Purchases the database knows."""
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


@contextmanager
def open_world(connections: int, **environment: str) -> Iterator[World]:
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
        **environment,
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
    """An empty database of the schema in force, copied from one that is kept: migrating takes longer than measuring."""
    import psycopg

    name, template = f"bench_{uuid.uuid4().hex[:8]}", f"empty_{_schema_digest()}"
    with psycopg.connect(url, autocommit=True) as connection:
        kept = connection.execute("SELECT datname FROM pg_database WHERE datname ~ '^(bench|empty)_'").fetchall()
        for (old,) in kept:
            if old != template:
                connection.execute(f'DROP DATABASE "{old}" WITH (FORCE)')
        if (template,) not in kept:
            # Under another name until it is whole.
            connection.execute('CREATE DATABASE "empty_draft"')
            environment = {**os.environ, "HALLES_DATABASE_URL": _named(url, "empty_draft")}
            run = "from halles.config.manage import main; main()"
            migrate = [sys.executable, "-c", run, "migrate", "--verbosity", "0"]
            subprocess.run(migrate, env=environment, check=True)
            connection.execute(f'ALTER DATABASE "empty_draft" RENAME TO "{template}"')
        connection.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
    return _named(url, name)


def _named(url: str, name: str) -> str:
    return urlunsplit(urlsplit(url)._replace(path=f"/{name}"))


def _schema_digest() -> str:
    digest = hashlib.sha256(b"1")
    for path in sorted((ROOT / "src" / "halles").glob("*/migrations/*.py")):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:12]


def _seed(port: int) -> Target:
    import django

    django.setup()
    from django.db import connection

    from halles.inventory.models import StockLevel
    from halles.users.services import issue_token
    from tests.orders.makers import make_saved_card, make_seller, make_shipping, make_variant
    from tests.users.makers import make_address, make_user

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


def warm_up(world: World, seconds: float) -> None:
    """Sell a little, so that processes and plans are those of a shop that is open: plans made for empty tables, which
    read them from end to end, are made anew."""
    from django.db import connection

    tap(world.target, connections=4, seconds=seconds)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    tap(world.target, connections=4, seconds=seconds / 2)


def spread_of(values: list[float], digits: int = 1) -> str:
    """Smallest, middle and largest, as they stand in a table."""
    low, middle, high = min(values), statistics.median(values), max(values)
    return f"{low:.{digits}f} – {middle:.{digits}f} – {high:.{digits}f}"
