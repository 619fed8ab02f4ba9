"""The real roles on the test's own database: an edge on a loopback port, web behind it, as separate processes."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import aiohttp
from django.db import connection

STARTED_WITHIN_SECONDS = 60


@dataclass
class Roles:
    """Running processes by role, and where they are spoken to."""

    port: int
    environment: dict[str, str]
    running: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)

    @property
    def base_url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self, role: str) -> None:
        self.running[role] = subprocess.Popen(
            [sys.executable, "-m", "halles.cli", role],
            env=self.environment,
            stdout=subprocess.DEVNULL,
            stderr=None if os.environ.get("HALLES_TEST_LOUD") else subprocess.DEVNULL,
            start_new_session=True,
        )

    def wait_until_ready(self) -> None:
        deadline = time.monotonic() + STARTED_WITHIN_SECONDS
        while True:
            try:
                with urllib.request.urlopen(f"{self.base_url}/api/v1/openapi.json", timeout=2) as answer:
                    if answer.status == 200:
                        return
            except (urllib.error.URLError, OSError):
                pass
            assert time.monotonic() < deadline, "web and edge did not start"
            time.sleep(0.1)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def test_database_url() -> str:
    """The address of the database this test runs in."""
    parts = urlsplit(os.environ["HALLES_DATABASE_URL"])
    return urlunsplit(parts._replace(path=f"/{connection.settings_dict['NAME']}"))


test_database_url.__test__ = False  # type: ignore[attr-defined]


@contextmanager
def open_roles(folder: Path, *roles: str, **settings: str) -> Iterator[Roles]:
    """Run these roles (edge and web unless named) on the test's own database until the block ends."""
    port = free_port()
    environment = {name: value for name, value in os.environ.items() if not name.startswith("HALLES_")}
    environment |= {
        "HALLES_DATABASE_URL": test_database_url(),
        "HALLES_DATA_DIR": str(folder),
        "HALLES_PORT": str(port),
        "HALLES_DISK_FREE_BYTES_MIN": "0",
        "HALLES_LOG_LEVEL": "warning",
        "DJANGO_SETTINGS_MODULE": "halles.config.settings",
        **{f"HALLES_{name.upper()}": value for name, value in settings.items()},
    }
    stage = Roles(port, environment)
    try:
        for role in roles or ("edge", "web"):
            stage.start(role)
        stage.wait_until_ready()
        yield stage
    finally:
        for process in stage.running.values():
            process.terminate()
        for process in stage.running.values():
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()


@dataclass(frozen=True)
class Answer:
    """A status, what was said, and for which key."""

    status: int
    body: dict[str, Any]
    key: str


async def one_tap(
    session: aiohttp.ClientSession, stage: Roles, token: str, variant_id: uuid.UUID, key: str, quantity: int = 1
) -> Answer:
    """One call of the API; a connection that breaks is status 0."""
    headers = {"Authorization": f"Bearer {token}", "Idempotency-Key": key}
    content = {"variant_id": str(variant_id), "quantity": quantity}
    try:
        async with session.post(f"{stage.base_url}/api/v1/orders/one-tap", json=content, headers=headers) as answer:
            text = await answer.text()
            is_json = "json" in answer.content_type
            return Answer(answer.status, json.loads(text) if is_json else {"text": text}, key)
    except (aiohttp.ClientError, ConnectionError, TimeoutError):
        return Answer(0, {}, key)
