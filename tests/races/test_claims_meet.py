"""A rush on a flash deal: over lines and over HTTP, through two edges, and with an edge that is killed meanwhile."""

from __future__ import annotations

import asyncio
import hashlib
import json
import random
import time
import uuid
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from django.db import transaction

from halles.kit import clock
from halles.live.models import ActRecord
from halles.promotions.models import FlashDeal, PricePromise
from halles.users.models import User
from tests.edge.rooms.stage import SECRET, pass_for
from tests.live.acts.makers import Stage, make_offer, make_stage
from tests.promotions.makers import OLD
from tests.races.stage import Roles, free_port, open_roles

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]
QUOTA, CUSTOMERS, CLAIMS, SECONDS = 100, 1500, 2000, 2.0
SETTINGS = {"secret_key": SECRET, "connections_per_address_max": "4000", "connections_max": "6000", "rtmp_port": "0"}


def make_people(count: int) -> list[str]:
    """Customers with accounts of a month."""
    made_at = clock.now() - OLD
    people = [User(email=f"rush{number}@halles.example", name="Rush") for number in range(count)]
    User.objects.bulk_create(people)
    User.objects.update(created_at=made_at)
    return [str(person.pk) for person in people]


def make_rush(quota: int) -> tuple[Stage, FlashDeal]:
    with transaction.atomic():
        stage = make_stage(stock=quota + 50)
        return stage, make_offer(stage, quota=quota)


@contextmanager
def open_edge_beside(roles: Roles) -> Iterator[Roles]:
    """A second edge with the same database and the same web."""
    other = Roles(free_port(), {**roles.environment})
    other.environment["HALLES_PORT"] = str(other.port)
    try:
        other.start("edge")
        other.wait_until_ready()
        yield other
    finally:
        for process in other.running.values():
            process.terminate()
            process.wait(20)


async def post(client: aiohttp.ClientSession, base: str, path: str, token: str, key: str) -> dict[str, Any]:
    headers = {"Authorization": f"Bearer {token}", "Idempotency-Key": key}
    try:
        async with client.post(f"{base}{path}", headers=headers) as answer:
            return {**json.loads(await answer.text()), "status": answer.status}
    except (aiohttp.ClientError, ConnectionError, TimeoutError):
        return {"status": 0, "code": "broken"}


def check_deal(deal: FlashDeal, quota: int) -> None:
    """Exactly the quota, nobody twice, the books of the deal and of the shelf in step, the chain unbroken."""
    deal.refresh_from_db()
    assert deal.claimed_count == quota
    promises = PricePromise.objects.filter(reference_id=deal.pk)
    assert promises.count() == quota
    assert promises.values("user_id").distinct().count() == quota
    head = "0" * 64
    records = list(ActRecord.objects.order_by("number"))
    assert [record.number for record in records] == list(range(1, len(records) + 1))
    for record in records:
        head = hashlib.sha256((head + record.text).encode()).hexdigest()
        assert record.hash == head


def test_two_thousand_claims_in_two_seconds_on_a_hundred_pieces(tmp_path: Path) -> None:
    people = make_people(CUSTOMERS)
    stage, deal = make_rush(QUOTA)
    path = f"/api/v1/live-sessions/{stage.session.pk}/flash-deals/{deal.pk}/claims"
    tokens = [pass_for(stage.session, who=person) for person in people]
    # 500 ask twice, each time with another key: one piece each at most.
    taps = [(tokens[number % CUSTOMERS], uuid.uuid4().hex) for number in range(CLAIMS)]
    random.shuffle(taps)

    async def rush(bases: list[str]) -> list[dict[str, Any]]:
        connector = aiohttp.TCPConnector(limit=400)
        async with aiohttp.ClientSession(connector=connector, timeout=aiohttp.ClientTimeout(60)) as client:
            began, sent = time.monotonic(), []
            for number, (token, key) in enumerate(taps):
                due = began + SECONDS * number / CLAIMS
                if (early := due - time.monotonic()) > 0:
                    await asyncio.sleep(early)
                sent.append(asyncio.create_task(post(client, bases[number % len(bases)], path, token, key)))
            return await asyncio.gather(*sent)

    with open_roles(tmp_path / "a", **SETTINGS) as one, open_edge_beside(one) as two:
        answers = asyncio.run(rush([one.base_url, two.base_url]))
    kinds = Counter(answer.get("code", answer["status"]) for answer in answers)
    assert kinds[201] == QUOTA, kinds
    assert sum(kinds.values()) == CLAIMS
    assert set(kinds) <= {201, "promotions.sold_out", "promotions.limit_reached"}, kinds
    assert len({answer["claim_id"] for answer in answers if answer["status"] == 201}) == QUOTA
    check_deal(deal, QUOTA)


def test_an_edge_killed_in_the_rush_doubles_nothing_and_loses_nothing(tmp_path: Path) -> None:
    people = make_people(120)
    stage, deal = make_rush(80)
    path = f"/api/v1/live-sessions/{stage.session.pk}/flash-deals/{deal.pk}/claims"
    taps = [(pass_for(stage.session, who=person), uuid.uuid4().hex) for person in people]

    async def claim_until_told(client: aiohttp.ClientSession, base: str, token: str, key: str) -> dict[str, Any]:
        for _ in range(60):
            answer = await post(client, base, path, token, key)
            if answer["status"] in {201, 409}:
                return answer
            await asyncio.sleep(0.3)
        raise AssertionError(answer)

    async def rush(roles: Roles) -> list[dict[str, Any]]:
        async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=120)) as client:
            tasks = []
            for number, (token, key) in enumerate(taps):
                tasks.append(asyncio.create_task(claim_until_told(client, roles.base_url, token, key)))
                await asyncio.sleep(0.005)
                if number in {30, 70}:
                    roles.running["edge"].kill()
                    roles.running["edge"].wait()
                    roles.start("edge")
            return await asyncio.gather(*tasks)

    with open_roles(tmp_path, **SETTINGS) as roles:
        answers = asyncio.run(rush(roles))
    assert Counter(answer["status"] for answer in answers) == {201: 80, 409: 40}
    told = {answer["claim_id"] for answer in answers if answer["status"] == 201}
    assert told == {str(pk) for pk in PricePromise.objects.values_list("pk", flat=True)}
    check_deal(deal, 80)
