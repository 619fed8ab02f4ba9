"""Everybody buys while every process of the house is killed in turn: what was promised is kept, nothing happens twice.

The house is `halles up` with its own embedded PostgreSQL, so that the database dies with the others.
"""

from __future__ import annotations

import asyncio
import itertools
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import urllib.request
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from tests.cli.test_up import environ, free_port
from tests.faults.scene import PIECES
from tests.races.stage import Answer, Roles, one_tap

pytestmark = pytest.mark.race
ROOT = Path(__file__).resolve().parent.parent.parent
VICTIMS = ("edge", "web", "worker", "postgres")
AT_ONCE = 6
# After a blow, as many purchases have to be answered again before the next one.
ANSWERS_BETWEEN_BLOWS = 12
OPEN_WITHIN_SECONDS = 120
BACK_WITHIN_SECONDS = 60
# A request that died is taken up 20 seconds later, by jobs that look once a minute.
FINISHED_WITHIN_SECONDS = 120


@dataclass
class Storm:
    """Who buys what, and what they were told."""

    stage: Roles
    variant: uuid.UUID
    tokens: Iterator[str]
    answers: list[Answer] = field(default_factory=list)
    unanswered: dict[str, str] = field(default_factory=dict)
    is_over: bool = False

    async def customer(self, session: aiohttp.ClientSession) -> None:
        """Buys until the storm is over; every other purchase that got no answer is given up, as people do."""
        while not self.is_over:
            token, key = next(self.tokens), f"storm-{uuid.uuid4().hex}"
            answer = await one_tap(session, self.stage, token, self.variant, key)
            if answer.status == 201:
                self.answers.append(answer)
                continue
            # Broken lines, gateways without web, a database in recovery; never a refusal, never somebody else's answer.
            assert answer.status in {0, 409, 500, 502, 503, 504}, answer
            self.unanswered[key] = token
            await asyncio.sleep(0.05)

    async def press_again(self, session: aiohttp.ClientSession, keys: list[str]) -> None:
        """The impatient press the same button until it answers."""
        deadline = time.monotonic() + BACK_WITHIN_SECONDS
        while keys:
            assert time.monotonic() < deadline, f"no answer for {keys}"
            key = keys[0]
            answer = await one_tap(session, self.stage, self.unanswered[key], self.variant, key)
            if answer.status == 201 and answer.body["status"] == "paid":
                self.answers.append(answer)
                keys.pop(0)
            else:
                await asyncio.sleep(0.2)


class House:
    """A running `halles up` with the embedded database; what it says goes to a file, for it says much in a storm."""

    def __init__(self, top: Path) -> None:
        self.folder = top / "data"
        self.port = free_port()
        self.log = top / "up.log"
        with self.log.open("w") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "halles.cli", "up"],
                env=environ(self.folder, self.port),
                stdout=log,
                stderr=log,
            )

    def pids(self) -> dict[str, int]:
        found: dict[str, int] = json.loads((self.folder / "run" / "pids.json").read_text())
        return found

    def is_ready(self) -> bool:
        try:
            with urllib.request.urlopen(f"http://localhost:{self.port}/readyz", timeout=5) as answer:
                return bool(answer.status == 200)
        except OSError:
            return False

    def run(self, *words: str) -> subprocess.CompletedProcess[str]:
        """A Python program on the house's own database."""
        url = f"postgresql://halles@/halles?host={self.folder}/postgres/run"
        env = {**os.environ, "HALLES_DATABASE_URL": url, "HALLES_DATA_DIR": str(self.folder)}
        return subprocess.run(
            [sys.executable, "-m", *words], cwd=ROOT, env=env, capture_output=True, text=True, check=False
        )

    def ask(self, name: str) -> dict[str, Any]:
        """An answer of tests.faults.scene."""
        told = self.run("tests.faults.scene", name)
        assert told.returncode == 0, told.stderr
        facts: dict[str, Any] = json.loads(told.stdout)
        return facts


@pytest.fixture
def house() -> Iterator[House]:
    top = Path(tempfile.mkdtemp(prefix="halles-test-storm-"))
    top.chmod(0o755)  # any user may enter it, so that the database lives inside
    opened = House(top)
    try:
        deadline = time.monotonic() + OPEN_WITHIN_SECONDS
        while not opened.is_ready():
            assert opened.process.poll() is None, opened.log.read_text()
            assert time.monotonic() < deadline, opened.log.read_text()
            time.sleep(0.2)
        yield opened
    finally:
        opened.process.terminate()
        opened.process.wait(60)
    shutil.rmtree(top)


async def blow(house: House, storm: Storm, role: str) -> None:
    """kill -9, then wait until the house stands and people buy again."""
    before = house.pids()[role]
    os.kill(before, signal.SIGKILL)
    deadline = time.monotonic() + BACK_WITHIN_SECONDS
    while house.pids().get(role) in {None, before} or not await asyncio.to_thread(house.is_ready):
        assert time.monotonic() < deadline, f"{role} did not come back: {house.log.read_text()[-3000:]}"
        await asyncio.sleep(0.1)
    answered = len(storm.answers)
    while len(storm.answers) < answered + ANSWERS_BETWEEN_BLOWS:
        assert time.monotonic() < deadline, f"after the death of {role} nobody could buy"
        await asyncio.sleep(0.05)


async def rage(house: House, storm: Storm) -> None:
    limits = aiohttp.TCPConnector(limit=AT_ONCE + 1)
    async with aiohttp.ClientSession(connector=limits, timeout=aiohttp.ClientTimeout(total=15)) as session:
        customers = [asyncio.create_task(storm.customer(session)) for _ in range(AT_ONCE)]
        try:
            for role in VICTIMS:
                await blow(house, storm, role)
        finally:
            storm.is_over = True
            await asyncio.gather(*customers)
        await storm.press_again(session, sorted(storm.unanswered)[::2])


def wait_for(house: House, wanted: str, is_so: Any) -> dict[str, Any]:
    deadline = time.monotonic() + FINISHED_WITHIN_SECONDS
    while True:
        facts = house.ask("facts")
        if is_so(facts):
            return facts
        assert time.monotonic() < deadline, f"{wanted}: {facts['orders']} {facts['payments']}"
        time.sleep(2)


def test_no_death_in_the_middle_of_a_storm_loses_or_doubles_anything(house: House) -> None:
    scene = house.ask("begin")
    storm = Storm(Roles(house.port, {}), uuid.UUID(scene["variant"]), itertools.cycle(scene["tokens"]))

    asyncio.run(rage(house, storm))
    assert storm.unanswered, "four deaths, and nobody noticed: nothing was tested"
    told = {answer.key: answer.body["id"] for answer in storm.answers}
    assert len(told) == len(storm.answers)

    after = wait_for(house, "jobs finish what requests left behind", lambda facts: facts["undecided"] == 0)
    written = after["groups"]
    assert {key: written[key]["id"] for key in told} == told, "every order that was answered exists"
    assert {written[key]["payment"] for key in told} == {"authorized"}
    assert len({group["id"] for group in written.values()}) == len(written) == after["group_count"], "none exists twice"
    assert after["charged_twice"] == []
    assert after["orders"] == {"on_hold": len(written)}, "what was begun is finished, not lost"
    assert (after["on_hand"], after["reserved"], after["promised"]) == (PIECES, len(written), len(written))

    house.ask("close_windows")
    sold = wait_for(house, "the worker takes the money", lambda facts: "on_hold" not in facts["orders"])
    assert sold["orders"] == {"awaiting_shipment": len(written)}
    assert sold["payments"] == {"captured": len(written)}
    books = house.run("halles.cli", "ledger", "check")
    assert books.returncode == 0, books.stdout + books.stderr
    assert books.stdout.startswith("The books hold: ")
