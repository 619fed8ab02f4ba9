"""Deciding who earns: decisions a second of the whole job, against bare statements that read and write the same rows.

    python -m bench.attribution [--quick] [--purchases 500] [--rounds 5]

Purchases with six touches each (two of other products, one too old, one by a page link) wait in a database of their own
(halles_bench_attribution). The job decides them one by one, each in a transaction of its own: locks, touches, plans,
rates, the decision with its evidence, the commission. The limit reads the touches by the same index and writes rows of
the same size into bare tables, one transaction each, on the same connection. The rule alone is timed too, without a
database. Every winner and the sum of all commissions are known beforehand and compared.
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import os
import random
import statistics
import subprocess
import sys
import time
from dataclasses import dataclass
from typing import Any

from bench.report import tell

GOAL_RATIO = 0.1
CREATORS = 200
PRICE_MINOR, TAX_MINOR, FEE_MINOR, RATE_BPS = 4_800, 800, 240, 1_250
# 12.5 % of 40.00.
EARNED_MINOR = 500
_LIMIT = """
CREATE SCHEMA IF NOT EXISTS bench;
DROP TABLE IF EXISTS bench.attribution, bench.commission;
CREATE TABLE bench.attribution (
    id uuid PRIMARY KEY, line_id uuid UNIQUE, creator_id uuid, candidates jsonb, evidence jsonb, at timestamptz
);
CREATE TABLE bench.commission (id uuid PRIMARY KEY, line_id uuid UNIQUE, creator_id uuid, amount_minor bigint);
CREATE INDEX ON bench.commission (creator_id);
"""
_READ = """
SELECT id, kind, creator_id, product_id, click_id, content_kind, content_id, at FROM affiliates_touch
WHERE key = %s ORDER BY at DESC, id DESC LIMIT 200
"""
_WRITE = "INSERT INTO bench.attribution VALUES (%s, %s, %s, %s::jsonb, %s::jsonb, now())"
_EARN = "INSERT INTO bench.commission VALUES (%s, %s, %s, %s)"


@dataclass
class Purchase:
    """One that waits, and who has to win it."""

    group_id: Any
    touch_key: Any
    winner_id: Any


def make_world() -> tuple[list[Any], list[Any]]:
    """(variants, creators): shops with plans, made once."""
    from django.db import transaction

    from halles.affiliates.models import Plan
    from halles.catalog.models import Variant
    from halles.creators.models import Creator, CreatorSelling
    from halles.kit import clock

    if not Plan.objects.exists():
        with transaction.atomic():
            _fill()
    if not CreatorSelling.objects.exists():
        # A world that was kept from before profiles had to be admitted.
        everybody = Creator.objects.all()
        CreatorSelling.objects.bulk_create(
            CreatorSelling(creator=one, status="full", since=clock.now() - dt.timedelta(days=60)) for one in everybody
        )
    return list(Variant.objects.select_related("product")[:2_000]), list(Creator.objects.all()[:CREATORS])


def _fill() -> None:
    from bench.feed_world import copy, fill_catalog
    from halles.affiliates.models import Plan, Rate
    from halles.creators.models import Creator, CreatorSelling
    from halles.kit import clock, ids
    from halles.users.models import User

    now = clock.now()
    shops, _ = fill_catalog(now)
    people = [User(id=ids.uuid7(), email=f"creator{number}@example.org", password="!") for number in range(CREATORS)]
    copy(User, people)
    creators = [
        Creator(id=ids.uuid7(), handle=f"creator.{number}", name="C", user=one, market="FR", created_at=now)
        for number, one in enumerate(people)
    ]
    copy(Creator, creators)
    CreatorSelling.objects.bulk_create(CreatorSelling(creator=one, status="full", since=now) for one in creators)
    began = now - dt.timedelta(days=60)
    plans = [Plan(id=ids.uuid7(), seller=shop, kind="open", starts_at=began, created_at=began) for shop in shops]
    copy(Plan, plans)
    for days, rate_bps in ((60, 1_000), (30, RATE_BPS)):
        at = now - dt.timedelta(days=days)
        Rate.objects.bulk_create(
            Rate(plan=plan, rate_bps=rate_bps, from_at=at, locked_until=at, announced_at=at) for plan in plans
        )


def make_purchases(count: int, draw: random.Random) -> list[Purchase]:
    """Paid purchases of one line each, with their touches."""
    from bench.feed_world import copy
    from halles.affiliates.models import Touch
    from halles.kit import clock, ids
    from halles.orders.models import OrderGroup

    variants, creators = make_world()
    now = clock.now()
    made, groups, rest, touches = [], [], [], []
    for _ in range(count):
        variant, key = draw.choice(variants), ids.uuid7()
        group = _group(now, key)
        groups.append(group)
        rest.append(_order(group, variant, now))
        some = draw.sample(creators, 4)
        other = next(one for one in iter(lambda: draw.choice(variants), None) if one.product_id != variant.product_id)
        # (days before, whose, which product): the first of this product within 14 days wins.
        for days, who, product in (
            (1, 0, variant.product_id),
            (3, 1, variant.product_id),
            (15, 2, variant.product_id),
            (0.5, 2, other.product_id),
            (0.2, 3, None),
            (5, 3, variant.product_id),
        ):
            touches.append(
                Touch(
                    id=ids.uuid7(),
                    key=key,
                    kind="link" if product is None else "video",
                    creator=some[who],
                    product_id=product,
                    content_kind="video",
                    content_id=ids.uuid7(),
                    click_id=ids.uuid7(),
                    at=now - dt.timedelta(days=days),
                )
            )
        made.append(Purchase(group.pk, key, some[0].pk))
    copy(OrderGroup, groups)
    for place in range(3):
        rows = [one[place] for one in rest]
        copy(type(rows[0]), rows)
    copy(Touch, touches)
    return made


def _group(now: dt.datetime, key: Any) -> Any:
    from halles.kit import ids
    from halles.orders.models import OrderGroup

    return OrderGroup(
        id=ids.uuid7(),
        number=ids.short_code("H"),
        email="guest@bench.example",
        market="FR",
        currency="EUR",
        language="fr",
        ship_to={},
        tax_is_included=True,
        payment_method="card",
        total_minor=PRICE_MINOR,
        placed_at=now,
        touch_key=key,
    )


def _order(group: Any, variant: Any, now: dt.datetime) -> tuple[Any, Any, Any]:
    """Its order, line and payment."""
    from halles.kit import ids
    from halles.orders.models import Order, OrderLine
    from halles.payments.models import Payment

    order = Order(
        id=ids.uuid7(),
        group=group,
        position=1,
        seller_id=variant.seller_id,
        status="on_hold",
        currency="EUR",
        subtotal_minor=PRICE_MINOR,
        shipping_minor=0,
        shipping_tax_minor=0,
        tax_minor=TAX_MINOR,
        total_minor=PRICE_MINOR,
        platform_fee_minor=FEE_MINOR,
        is_tax_remitted=False,
        shipping_option={},
        dispatch_by_on=now.date(),
        arrives_from_on=now.date(),
        arrives_to_on=now.date(),
        auto_cancel_on=now.date(),
        hold_until=now + dt.timedelta(hours=1),
        placed_at=now,
        paid_at=now,
    )
    line = OrderLine(
        id=ids.uuid7(),
        order=order,
        position=1,
        variant=variant,
        product_id=variant.product_id,
        title="A bowl",
        quantity=2,
        unit_minor=PRICE_MINOR // 2,
        tax_class="standard",
        tax_ppm=200_000,
        tax_minor=TAX_MINOR,
        total_minor=PRICE_MINOR,
        platform_fee_minor=FEE_MINOR,
    )
    payment = Payment(
        id=ids.uuid7(),
        reference_kind="order_group",
        reference_id=group.pk,
        key=f"order_group:{group.pk}",
        method="card",
        provider="sandbox",
        status="authorized",
        currency="EUR",
        amount_minor=PRICE_MINOR,
        authorized_minor=PRICE_MINOR,
        created_at=now,
    )
    return order, line, payment


def decide_all(purchases: list[Purchase]) -> float:
    """Decisions a second of the whole job."""
    from halles.affiliates.services.attributing import attribute_group
    from halles.kit import transactions

    began = time.perf_counter()
    for one in purchases:
        transactions.run(lambda one=one: attribute_group(one.group_id))
    return len(purchases) / (time.perf_counter() - began)


def bare_statements(purchases: list[Purchase], sample: Any) -> float:
    """Decisions a second if there were nothing to decide: the same rows read and written."""
    from django.db import connection, transaction

    from halles.kit import ids
    from halles.kit.statements import fetch

    candidates, evidence = json.dumps(sample.candidates), json.dumps(sample.evidence)
    with connection.cursor() as cursor:
        cursor.execute(_LIMIT)
    began = time.perf_counter()
    for one in purchases:
        with transaction.atomic():
            assert len(fetch(_READ, [one.touch_key])) == 6
            fetch(_WRITE, [ids.uuid7(), ids.uuid7(), one.winner_id, candidates, evidence])
            fetch(_EARN, [ids.uuid7(), ids.uuid7(), one.winner_id, EARNED_MINOR])
    return len(purchases) / (time.perf_counter() - began)


def rule_alone(sample: Any, seconds: float) -> float:
    """Decisions a second of the pure rule."""
    from halles.affiliates.deciding import decide
    from halles.affiliates.evidence import unpack

    facts = unpack(sample.evidence)
    count, began = 0, time.perf_counter()
    while time.perf_counter() - began < seconds:
        for _ in range(100):
            decide(facts.line, facts.touches, facts.terms, facts.rules)
        count += 100
    return count / (time.perf_counter() - began)


def check(purchases: list[Purchase]) -> None:
    """Every purchase was won by whom it had to be, for what it had to be."""
    from halles.affiliates.models import Attribution

    rows = Attribution.objects.filter(line__order__group__in=[one.group_id for one in purchases])
    won = {
        group: (creator, amount)
        for group, creator, amount in rows.values_list("line__order__group", "creator", "amount_minor")
    }
    assert won == {one.group_id: (one.winner_id, EARNED_MINOR) for one in purchases}, "a decision was wrong"


def measure(count: int, rounds: int, seconds: float) -> dict[str, Any]:
    """Rounds of the job and of its limit, in turns."""
    from django.core.management import call_command

    from halles.affiliates.models import Attribution

    call_command("migrate", verbosity=0)
    draw = random.Random(count)
    decide_all(make_purchases(50, draw))  # until plans and caches are warm
    sample = Attribution.objects.first()
    ours, limits = [], []
    for _ in range(rounds):
        purchases = make_purchases(count, draw)
        ours.append(decide_all(purchases))
        limits.append(bare_statements(purchases, sample))
        check(purchases)
    ratios = sorted(one / limit for one, limit in zip(ours, limits, strict=True))
    return {
        "ours": statistics.median(ours),
        "limit": statistics.median(limits),
        "ratios": ratios,
        "rule": rule_alone(sample, seconds),
        "decided": count * rounds,
    }


def main() -> int:
    """Print the row; 1 when the goal is missed (never with --quick)."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="a few purchases, for correctness")
    parser.add_argument("--purchases", type=int, default=500)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--one", action="store_true", help=argparse.SUPPRESS)
    asked = parser.parse_args()
    count, rounds, seconds = (40, 1, 0.2) if asked.quick else (asked.purchases, asked.rounds, 3.0)
    if asked.one:
        from halles.cli.house import open_house

        open_house()
        print(json.dumps(measure(count, rounds, seconds)))
        return 0
    row = run_one(sys.argv[1:])
    low, high = row["ratios"][0], row["ratios"][-1]
    print(f"{row['decided']} purchases decided, every winner as it had to be")
    print(f"{row['ours']:.0f} decisions/s, bare statements {row['limit']:.0f}/s, the rule alone {row['rule']:.0f}/s")
    if asked.quick:
        return 0
    is_met = statistics.median(row["ratios"]) >= GOAL_RATIO
    tell(
        "Deciding who earns by a purchase of six touches: decisions a second of the whole job",
        goal=f"≥ {GOAL_RATIO}",
        measured=f"{row['ours']:.0f}/s; limit {row['limit']:.0f}/s; the rule alone {row['rule']:.0f}/s",
        ratio=f"{low:.2f} – {statistics.median(row['ratios']):.2f} – {high:.2f}",
        is_met=is_met,
        command="make bench NAME=attribution",
    )
    return 0 if is_met else 1


def run_one(words: list[str]) -> dict[str, Any]:
    """In a process of its own: Django's connection belongs to one database."""
    from bench.feed import make_database
    from halles.cli.house import find_database
    from halles.kit.environment import Environment

    find_database(Environment.load())
    url = make_database(os.environ["HALLES_DATABASE_URL"], "halles_bench_attribution")
    line = [sys.executable, "-m", "bench.attribution", "--one", *words]
    text = subprocess.check_output(line, env={**os.environ, "HALLES_DATABASE_URL": url}, text=True)
    row: dict[str, Any] = json.loads(text.strip().splitlines()[-1])
    return row


if __name__ == "__main__":
    sys.exit(main())
