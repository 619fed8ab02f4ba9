"""kill -9 of web, edge, worker and PostgreSQL while everybody buys: who was told of an order has it, nobody has two."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import subprocess
import sys
import uuid
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from halles.cli.postgres import EmbeddedPostgres
from tests.races.stage import Answer, Roles, one_tap, open_roles

pytestmark = pytest.mark.race
BUYERS, TAPS_EACH = 12, 15
RETRIES_MAX = 120


def world(stage_environment: dict[str, str], *words: str) -> dict[str, Any]:
    """Ask `tests.races.world`, in a process of its own."""
    root = Path(__file__).resolve().parents[2]
    said = subprocess.run(
        [sys.executable, "-m", "tests.races.world", *words],
        env=stage_environment,
        cwd=root,
        capture_output=True,
        text=True,
        check=False,
    )
    assert said.returncode == 0, said.stderr[-2000:]
    answer: dict[str, Any] = json.loads(said.stdout)
    return answer


async def buy_until_told(stage: Roles, token: str, variant_id: uuid.UUID, told: dict[str, set[str]]) -> None:
    """One person presses the button again and again until each of their purchases is answered."""
    patience = aiohttp.ClientTimeout(total=20)
    async with aiohttp.ClientSession(timeout=patience) as session:
        for number in range(TAPS_EACH):
            key = f"storm-{token[-12:]}-{number:03d}"
            answer = Answer(0, {}, key)
            for _ in range(RETRIES_MAX):
                answer = await one_tap(session, stage, token, variant_id, key)
                if answer.status == 201:
                    told.setdefault(key, set()).add(answer.body["id"])
                    break
                # Broken lines, gateways without web, a database in recovery, a twin in progress: press again.
                assert answer.status in {0, 409, 500, 502, 503, 504}, answer
                await asyncio.sleep(0.25)
            assert answer.status == 201, answer


async def storm(
    stage: Roles, server: EmbeddedPostgres, tokens: list[str], variant_id: uuid.UUID
) -> dict[str, set[str]]:
    told: dict[str, set[str]] = {}
    people = [asyncio.create_task(buy_until_told(stage, token, variant_id, told)) for token in tokens]
    for role in ("web", "edge", "worker", "web"):
        await asyncio.sleep(1.0)
        stage.kill(role)
        await asyncio.sleep(0.2)
        stage.start(role)
    await asyncio.sleep(1.0)
    postmaster = int((server.place.cluster / "postmaster.pid").read_text().split()[0])
    os.kill(postmaster, signal.SIGKILL)
    await asyncio.to_thread(server.ensure_running)
    await asyncio.gather(*people)
    return told


def test_kill_everything_while_everybody_buys(tmp_path: Path) -> None:
    pieces = BUYERS * TAPS_EACH + 20
    server = EmbeddedPostgres(tmp_path / "postgres")
    try:
        url = server.ensure_running()
        seeded: dict[str, Any] = {}

        def seed(stage: Roles) -> None:
            seeded.update(world(stage.environment, "seed", str(BUYERS), str(pieces)))

        with open_roles(tmp_path / "data", "edge", "web", "worker", before=seed, database_url=url) as stage:
            told = asyncio.run(storm(stage, server, seeded["tokens"], uuid.UUID(seeded["variant"])))
        found = world(stage.environment, "settle")
    finally:
        server.stop()

    bought = BUYERS * TAPS_EACH
    assert [len(ids) for ids in told.values()] == [1] * bought
    assert found["attempts"] == {key: next(iter(ids)) for key, ids in told.items()}
    assert found["groups"] == found["charges"] == bought
    assert (found["statuses"], found["payments"]) == (["on_hold"], ["authorized"])
    assert found["stock"] == [pieces, bought]
    assert found["problems"] == []
