"""2,000 claims of 1,500 people on 100 pieces over real connections: exactly 100 promises, none doubled."""

from __future__ import annotations

import json
import random
import threading
import time
import uuid
from collections import Counter
from typing import Any

import psycopg
import pytest
from django.db import transaction

from halles.kit import clock
from halles.live.acts.queries import public_record
from halles.live.acts.verifying import verify
from halles.promotions.models import DealCustomer, FlashDeal, PricePromise, WaitlistPlace
from halles.users.models import User
from tests.live.acts.makers import make_offer, make_stage
from tests.orders.makers import stock_of
from tests.promotions.makers import OLD
from tests.races.stage import test_database_url

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.race]
PEOPLE, CLAIMS, QUOTA, EDGES, BATCH = 1_500, 2_000, 100, 4, 25


def make_crowd(count: int) -> list[uuid.UUID]:
    made = [
        User(email=f"crowd{number}@example.org", password="!", created_at=clock.now() - OLD) for number in range(count)
    ]
    User.objects.bulk_create(made)
    return [user.pk for user in made]


def test_two_thousand_claims_at_once() -> None:
    with transaction.atomic():
        stage = make_stage(stock=QUOTA + 20)
        deal = make_offer(stage, quota=QUOTA, duration_seconds=1_200)
        people = make_crowd(PEOPLE)
    chance = random.Random(7)
    wanted = [*people, *chance.choices(people, k=CLAIMS - PEOPLE)]
    items = [
        {"n": number, "u": str(person), "quantity": 1, "key": f"claim-{number:05}", "device": ""}
        for number, person in enumerate(wanted)
    ]
    # Some come twice by the same key, as from a shaky line.
    items += chance.choices(items, k=200)
    chance.shuffle(items)
    answers = _rush(stage.session.pk, deal.pk, items)

    assert len(answers) == len(items)
    codes = Counter(answer.get("code", "yes") for _, answer in answers)
    assert set(codes) <= {"yes", "promotions.sold_out", "promotions.limit_reached"}
    deal = FlashDeal.objects.get()
    assert deal.claimed_count == PricePromise.objects.count() == QUOTA
    assert PricePromise.objects.values("user").distinct().count() == QUOTA
    assert DealCustomer.objects.filter(taken_count=1).count() == QUOTA
    assert not DealCustomer.objects.filter(taken_count__gt=1).exists()
    granted = {answer["promise"] for _, answer in answers if answer["ok"]}
    assert len(granted) == QUOTA
    by_key: dict[str, set[str]] = {}
    for key, answer in answers:
        if answer["ok"]:
            by_key.setdefault(key, set()).add(answer["promise"])
    assert all(len(promises) == 1 for promises in by_key.values())
    assert WaitlistPlace.objects.filter(promise=None).count() == PEOPLE - QUOTA
    assert stock_of(stage.variant) == (QUOTA + 20, QUOTA)
    record = public_record(stage.session)
    assert verify(record).problems == []
    claims = [json.loads(row["text"]) for row in record["records"]]
    assert sum(len(told["body"]["receipts"]) for told in claims if told["kind"] == "claims") == QUOTA


def _rush(session: uuid.UUID, deal: uuid.UUID, items: list[dict[str, Any]]) -> list[tuple[str, dict[str, Any]]]:
    """Several edges at once, each sending what it has in batches over its own connection."""
    answers: list[tuple[str, dict[str, Any]]] = []
    failures: list[BaseException] = []
    start = threading.Barrier(EDGES)

    def edge(own: list[dict[str, Any]]) -> None:
        try:
            with psycopg.connect(test_database_url(), autocommit=True) as connection:
                start.wait(10)
                for place in range(0, len(own), BATCH):
                    batch = own[place : place + BATCH]
                    row = connection.execute(
                        "SELECT live_claim(%s, %s, %s::jsonb)", [session, deal, json.dumps(batch)]
                    ).fetchone()
                    assert row is not None
                    answers.extend((item["key"], answer) for item, answer in zip(batch, row[0], strict=True))
        except BaseException as failure:
            failures.append(failure)

    threads = [threading.Thread(target=edge, args=(items[number::EDGES],)) for number in range(EDGES)]
    began = time.monotonic()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert not failures
    # Two seconds on a quiet machine; this one may be shared.
    assert time.monotonic() - began < 20
    return answers
