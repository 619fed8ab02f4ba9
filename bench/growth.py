"""One tap among more and more orders: what an order costs when the tables are ten and a hundred times as long.

    python -m bench.growth [--quick] [--sizes 1000 10000 100000] [--seconds 4]

The tables of purchases (groups, orders, lines, events, payments, keys, reservations, the ledger, the sandbox's charges)
are filled with copies of orders that were really placed, analysed, and the same taps are made at each size. What
matters is the last column: what an order costs at this size against the smallest.
"""

from __future__ import annotations

import argparse
import sys
import time

from bench.report import tell
from bench.shop import Spent, World, check, count_orders, open_world, spent, warm_up
from bench.tapping import tap

GOAL_GROWTH = 1.25
# Each id of a copy is made from the original's and the copy's number, so that what belongs together stays together.
COPIED = {
    "orders_ordergroup": {"id": "ID", "number": "'X' || upper(to_hex(copy)) || '-' || upper(to_hex(ordinal))"},
    "orders_order": {"id": "ID", "group_id": "ID"},
    "orders_orderline": {"id": "ID", "order_id": "ID"},
    "orders_orderevent": {"id": "SERIAL", "order_id": "ID"},
    "payments_payment": {"id": "ID", "reference_id": "ID", "key": "TEXT"},
    "checkout_checkoutattempt": {"id": "SERIAL", "group_id": "ID", "key": "TEXT"},
    "inventory_reservation": {"id": "ID", "reference_id": "ID"},
    "ledger_transaction": {"id": "ID", "reference_id": "ID", "key": "TEXT"},
    "ledger_posting": {"id": "SERIAL", "transaction_id": "ID"},
    "payments_sandboxcharge": {"ref": "TEXT", "key": "TEXT"},
    "payments_sandboxevent": {"id": "TEXT", "charge_id": "TEXT"},
}
FORMS = {"ID": "md5(o.{name}::text || copy)::uuid", "TEXT": "left(md5(o.{name} || copy), 36)"}


def fill(world: World, size: int, originals: int) -> float:
    """Copy the first `originals` purchases until there are `size`; seconds it took."""
    import psycopg

    copies = (size - count_orders()) // originals
    begun = time.monotonic()
    # Triggers and foreign keys are the copies' originals'; switching them off is a superuser's right.
    as_master = world.database_url.replace("//halles@", "//postgres@")
    with psycopg.connect(as_master) as line:
        line.execute("SET session_replication_role = replica")
        done = line.execute("SELECT coalesce(max(copy), 0) FROM bench.copies").fetchone()
        assert done is not None
        span = (done[0] + 1, done[0] + copies)
        for table, changed in COPIED.items():
            columns = [
                name
                for (name,) in line.execute(
                    "SELECT attname FROM pg_attribute "
                    "WHERE attrelid = %s::regclass AND attnum > 0 AND NOT attisdropped ORDER BY attnum",
                    [table],
                ).fetchall()
                if changed.get(name) != "SERIAL"
            ]
            values = [FORMS.get(changed.get(name, "o.{name}"), changed.get(name, "o.{name}")) for name in columns]
            picked = ", ".join(value.format(name=name) for name, value in zip(columns, values, strict=True))
            line.execute(
                f"INSERT INTO {table} ({', '.join(columns)}) SELECT {picked} "
                f"FROM bench.originals_{table} o CROSS JOIN generate_series({span[0]}, {span[1]}) AS copy"
            )
        line.execute("INSERT INTO bench.copies VALUES (%s)", [span[1]])
        line.execute(
            "UPDATE inventory_stocklevel s SET reserved = r.total FROM (SELECT variant_id, sum(quantity) AS total "
            "FROM inventory_reservation GROUP BY 1) r WHERE r.variant_id = s.variant_id"
        )
    with psycopg.connect(as_master, autocommit=True) as line:
        line.execute("VACUUM (ANALYZE)")
    return time.monotonic() - begun


def keep_originals(world: World) -> int:
    """Set the purchases made so far aside as originals; how many they are."""
    import psycopg

    with psycopg.connect(world.database_url.replace("//halles@", "//postgres@")) as line:
        line.execute("CREATE TABLE bench.copies (copy bigint)")
        for table in COPIED:
            line.execute(
                f"CREATE TABLE bench.originals_{table} AS SELECT *, row_number() OVER () AS ordinal FROM {table}"
            )
    return count_orders()


def measure(world: World, seconds: float) -> Spent:
    """What an order costs now."""
    tap(world.target, connections=8, seconds=seconds / 4)
    before, orders_before = spent(world), count_orders()
    tally = tap(world.target, connections=8, seconds=seconds)
    assert tally.statuses.keys() == {201}, tally.statuses
    assert count_orders() - orders_before == tally.placed, "the database knows other orders than the client"
    return spent(world).since(before, tally.placed)


def main() -> int:
    """Print and tell; 1 when an order costs too much more at the largest size (never with --quick)."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="two small sizes, for correctness")
    parser.add_argument("--sizes", type=int, nargs="+", default=[1_000, 10_000, 100_000])
    parser.add_argument("--seconds", type=float, default=6)
    asked = parser.parse_args()
    sizes, seconds = ([300, 600], 0.5) if asked.quick else (asked.sizes, asked.seconds)
    costs: list[Spent] = []
    with open_world(8) as world:
        warm_up(world, seconds)
        originals = keep_originals(world)
        for size in sizes:
            filled = fill(world, size, originals) if size > count_orders() else 0.0
            check(world)
            costs.append(measure(world, seconds))
            one = costs[-1]
            print(
                f"{count_orders():>9} orders, filled in {filled:>4.0f} s: CPU {one.all:>6.2f} ms per order (web "
                f"{one.web:.2f}, edge {one.edge:.2f}, PostgreSQL {one.postgres:.2f}), "
                f"{one.all / costs[0].all:.2f} of the smallest",
                flush=True,
            )
    growth = costs[-1].all / costs[0].all
    if not asked.quick:
        tell(
            f"One tap among {' / '.join(f'{size // 1000}k' for size in sizes)} orders: CPU per order",
            goal=f"the largest ≤ {GOAL_GROWTH} of the smallest",
            measured=" / ".join(f"{one.all:.1f}" for one in costs) + " ms",
            ratio=" / ".join(f"{one.all / costs[0].all:.2f}" for one in costs),
            is_met=growth <= GOAL_GROWTH,
            command="make bench NAME=growth",
        )
    return 0 if asked.quick or growth <= GOAL_GROWTH else 1


if __name__ == "__main__":
    sys.exit(main())
