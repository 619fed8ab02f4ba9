"""Settling a million order lines: wall time and memory, against one plain aggregate over the same rows.

    python -m bench.settlement [--quick] [--lines 1000000]

Shops, orders, lines and holds are written straight into a database of its own (halles_bench_settlement), all of them
due, with what each shop waits for in the books. Then the product's own `release_due` runs until nothing is due: holds,
reserves, entries of the books, and the job that completes the orders. The limit is one SELECT that adds the lines up by
shop. Afterwards the books are proved, and what became free is compared with what the lines add up to.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import subprocess
import sys
import time
from typing import Any

from bench.report import tell

GOAL_RATIO = 5.0
LINES_PER_ORDER = 2
SHOPS = 2_000
# A tenth of the shops is in extended standing, so that a reserve is kept of their orders.
EXTENDED_EVERY = 10
AGGREGATE = """
SELECT o.seller_id, o.currency, sum(line.total_minor - line.platform_fee_minor), count(*)
FROM orders_orderline AS line JOIN orders_order AS o ON o.id = line.order_id GROUP BY 1, 2
"""
# In the order of time, as the product's own ids are.
SHOP_ID = "('019a0000-0000-7000-8000-' || lpad(to_hex({0}), 12, '0'))::uuid"
ORDER_ID = "('019a0000-0000-7000-9000-' || lpad(to_hex({0}), 12, '0'))::uuid"
LINE_ID = "('019a0000-0000-7000-a000-' || lpad(to_hex({0}), 12, '0'))::uuid"
PLAIN = {
    "uuid": "gen_random_uuid()",
    "character varying": "''",
    "text": "''",
    "boolean": "false",
    "jsonb": "'{}'::jsonb",
    "timestamp with time zone": "now()",
    "date": "current_date",
}


def insert(cursor: Any, table: str, count: int, **given: str) -> None:
    """`count` rows (numbered n) of a table: the columns given, the plainest value in all others that need one."""
    cursor.execute(
        "SELECT column_name, data_type, is_nullable = 'YES', is_identity = 'YES' FROM information_schema.columns "
        "WHERE table_name = %s ORDER BY ordinal_position",
        [table],
    )
    columns = {
        name: given.get(name) or ("NULL" if is_nullable else PLAIN.get(kind, "0"))
        for name, kind, is_nullable, is_identity in cursor.fetchall()
        if not is_identity
    }
    cursor.execute(
        f"INSERT INTO {table} ({', '.join(columns)}) SELECT {', '.join(columns.values())} "
        f"FROM generate_series(1, {count}) AS n"
    )


def fill(lines: int) -> None:
    """The world, all of it due."""
    from django.db import connection

    orders, shops = lines // LINES_PER_ORDER, min(SHOPS, max(1, lines // 20))
    with connection.cursor() as cursor:
        # What the rows point at besides is not needed for a settlement.
        cursor.execute("SET session_replication_role = replica")
        insert(
            cursor,
            "sellers_seller",
            shops,
            id=SHOP_ID.format("n"),
            slug="'shop-' || n",
            market="'FR'",
            country="'FR'",
            kind="'company'",
            status="'approved'",
            settlement_tier=f"CASE n % {EXTENDED_EVERY} WHEN 0 THEN 'extended' ELSE 'standard' END",
        )
        insert(
            cursor,
            "orders_order",
            orders,
            id=ORDER_ID.format("n"),
            seller_id=SHOP_ID.format(f"(n % {shops} + 1)"),
            currency="'EUR'",
            status="'delivered'",
            position="1",
            group_id=ORDER_ID.format("n"),
        )
        insert(
            cursor,
            "orders_orderline",
            orders * LINES_PER_ORDER,
            id=LINE_ID.format("n"),
            order_id=ORDER_ID.format(f"((n - 1) / {LINES_PER_ORDER} + 1)"),
            position=f"n % {LINES_PER_ORDER}",
            total_minor="1000 + n % 9000",
            unit_minor="1000 + n % 9000",
            quantity="1",
            platform_fee_minor="60",
            tax_minor="0",
            canceled_quantity="0",
            shipped_quantity="0",
            refunded_minor="0",
        )
        cursor.execute(
            "INSERT INTO payouts_hold (id, seller_id, order_id, order_number, currency, amount_minor, elsewhere_minor, "
            "blocked_minor, created_at, is_single, until) SELECT o.id, o.seller_id, o.id, 'H-BENCH', o.currency, "
            "sum(line.total_minor - line.platform_fee_minor), 0, 0, now(), false, "
            "now() - interval '1 hour' + interval '1 ms' * row_number() OVER (ORDER BY o.id) "
            "FROM orders_order o JOIN orders_orderline line ON line.order_id = o.id GROUP BY o.id"
        )
        cursor.execute("SET session_replication_role = DEFAULT")
        cursor.execute("INSERT INTO payouts_watermark (seller_id, currency) SELECT id, 'EUR' FROM sellers_seller")
        book(cursor)
        cursor.execute("VACUUM ANALYZE")


def book(cursor: Any) -> None:
    """What the shops wait for, one entry for each."""
    import uuid

    from halles.kit.ids import uuid7
    from halles.ledger.accounts import credit, customer_payments, debit, provider_clearing, seller_pending
    from halles.ledger.services import Entry, Reference, post_many

    cursor.execute("SELECT seller_id, sum(amount_minor)::bigint FROM payouts_hold GROUP BY 1")
    sums: list[tuple[uuid.UUID, int]] = cursor.fetchall()
    total = sum(amount for _, amount in sums)
    paid = [debit(provider_clearing("bench", "EUR"), total), credit(customer_payments("EUR"), total)]
    post_many([Entry("payment_captured", "bench:paid", Reference("order", uuid7()), paid)])
    post_many(
        [
            Entry(
                "sale",
                f"bench:{seller_id}",
                Reference("order", uuid7()),
                [debit(customer_payments("EUR"), amount), credit(seller_pending(seller_id, "EUR"), amount)],
            )
            for seller_id, amount in sums
        ]
    )


def aggregate() -> tuple[float, int]:
    """Seconds of the plain aggregate, the best of three, and what the lines add up to."""
    from django.db import connection

    taken = []
    with connection.cursor() as cursor:
        for _ in range(3):
            began = time.monotonic()
            cursor.execute(AGGREGATE)
            rows = cursor.fetchall()
            taken.append(time.monotonic() - began)
    return min(taken), sum(int(row[2]) for row in rows)


def measure(lines: int) -> dict[str, Any]:
    """The world filled, settled and proved."""
    from django.core.management import call_command
    from django.db import connection
    from django.db.models import Sum

    from halles.ledger.queries import balances_by_owner, check_books
    from halles.payouts import queries, services
    from halles.payouts.models import Hold, Reserve

    call_command("migrate", verbosity=0)
    fill(lines)
    plain, total = aggregate()
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    began = time.monotonic()
    settled = 0
    while count := services.release_due():
        settled += count
    taken = time.monotonic() - began
    memory_mib = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
    free = sum(balances_by_owner("seller_available").values())
    kept = int(Reserve.objects.aggregate(total=Sum("amount_minor", default=0))["total"])
    assert settled == lines // LINES_PER_ORDER == Hold.objects.released().count()
    assert free + kept == total, (free, kept, total)
    assert kept > 0
    assert queries.check_holds() == []
    problems = check_books().problems
    assert not problems, problems
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM ledger_transaction WHERE kind = 'settlement'")
        (entries,) = cursor.fetchone()
    return {"plain": plain, "taken": taken, "memory": memory_mib, "orders": settled, "entries": entries}


def main() -> int:
    """Print the row; 1 when the goal is missed (never with --quick)."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="a small world, for correctness")
    parser.add_argument("--lines", type=int, default=1_000_000)
    parser.add_argument("--one", action="store_true", help=argparse.SUPPRESS)
    asked = parser.parse_args()
    lines = 2_000 if asked.quick else asked.lines
    if asked.one:
        from halles.cli.house import open_house

        open_house()
        print(json.dumps(measure(lines)))
        return 0
    row = run_one(lines, is_quick=asked.quick)
    ratio = row["taken"] / row["plain"]
    print(
        f"{lines} lines of {row['orders']} orders: aggregate {row['plain']:.2f} s, settled in {row['taken']:.2f} s "
        f"({row['entries']} entries), {row['memory']:.0f} MiB more memory, ratio {ratio:.1f}"
    )
    if asked.quick:
        return 0
    is_met = ratio <= GOAL_RATIO
    tell(
        f"Settlement of {lines:,} order lines",
        goal=f"≤ {GOAL_RATIO:.0f} × one aggregate over the same rows",
        measured=f"{row['taken']:.1f} s, {row['memory']:.0f} MiB",
        ratio=f"{ratio:.1f}",
        is_met=is_met,
        command="make bench NAME=settlement",
    )
    return 0 if is_met else 1


def run_one(lines: int, *, is_quick: bool) -> dict[str, Any]:
    """In a fresh database and a process of its own: Django's connection belongs to one database."""
    from bench.feed import make_database
    from halles.cli.house import find_database
    from halles.kit.environment import Environment

    find_database(Environment.load())
    server, name = os.environ["HALLES_DATABASE_URL"], "halles_bench_settlement"
    drop(server, name)
    url = make_database(server, name)
    line = [
        sys.executable,
        "-m",
        "bench.settlement",
        "--one",
        "--lines",
        str(lines),
        *(["--quick"] if is_quick else []),
    ]
    try:
        text = subprocess.check_output(line, env={**os.environ, "HALLES_DATABASE_URL": url}, text=True)
    finally:
        drop(server, name)
    row: dict[str, Any] = json.loads(text.strip().splitlines()[-1])
    return row


def drop(server: str, name: str) -> None:
    """Whatever an earlier run left is gone."""
    import psycopg

    with psycopg.connect(server, autocommit=True) as line:
        line.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


if __name__ == "__main__":
    sys.exit(main())
