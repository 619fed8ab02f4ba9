"""One running hall for all journeys, on a database and a port of its own, and a browser to use it with."""

from __future__ import annotations

import json
import os
import socket
import struct
import subprocess
import sys
import textwrap
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psycopg
import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Locator, Page, expect, sync_playwright

from tools.browser import find

# A machine that encodes video beside is slow now and then.
expect.set_options(timeout=15_000)
ROOT = Path(__file__).resolve().parent.parent.parent
PHONE = {"width": 390, "height": 844}
DESK = {"width": 1280, "height": 800}
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]
ARGUMENTS += ["--disable-component-update", "--disable-sync", "--autoplay-policy=no-user-gesture-required"]


@dataclass(frozen=True)
class Hall:
    """A running `halles up` and how to put a scene into it."""

    url: str
    env: dict[str, str]
    stagehand: subprocess.Popen[str]

    def scene(self, name: str = "plain") -> dict[str, Any]:
        """What a journey starts from, written by tests.journeys.seed."""
        facts: dict[str, Any] = self._ask({"scene": name})
        return facts

    def manage(self, code: str) -> str:
        """What a piece of Python prints inside the hall's Django."""
        return str(self._ask({"code": textwrap.dedent(code)}))

    def session(self, email: str) -> str:
        """A session in which this person is signed in."""
        return str(self._ask({"session": email}))

    def _ask(self, asked: dict[str, str]) -> Any:
        assert self.stagehand.stdin is not None
        assert self.stagehand.stdout is not None
        self.stagehand.stdin.write(json.dumps(asked) + "\n")
        self.stagehand.stdin.flush()
        answer = json.loads(self.stagehand.stdout.readline())
        assert "error" not in answer, answer["error"]
        return answer["told"]


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _own_database() -> str:
    server = psycopg.conninfo.conninfo_to_dict(os.environ["HALLES_DATABASE_URL"])
    name = "journeys_" + os.environ.get("HALLES_TEST_NAME", "halles")
    with psycopg.connect(**{**server, "dbname": "postgres"}, autocommit=True) as connection:
        connection.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')  # type: ignore[arg-type]
        connection.execute(f'CREATE DATABASE "{name}"')  # type: ignore[arg-type]
    at = f"{server.get('user', '')}@" if "user" in server else ""
    return f"postgresql://{at}/{name}?host={server.get('host', '')}"


def _clock(data: Path) -> dict[str, str]:
    """A clock of the hall's own, which tests.journeys.days sets back."""
    path = data / "clock"
    path.write_bytes(struct.pack("q", 0))
    loaded_first = [str(Path(__file__).parent / "clockwork"), os.environ.get("PYTHONPATH", "")]
    return {"JOURNEY_CLOCK": str(path), "PYTHONPATH": os.pathsep.join(filter(None, loaded_first))}


@pytest.fixture(scope="package")
def hall(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hall]:
    """`halles up`, ready, ended at the end."""
    port = _free_port()
    data = tmp_path_factory.mktemp("hall")
    env = {
        **os.environ,
        "HALLES_DATABASE_URL": _own_database(),
        "HALLES_DATA_DIR": str(data),
        "HALLES_PORT": str(port),
        "HALLES_RTMP_PORT": str(_free_port()),
        "DJANGO_SETTINGS_MODULE": "halles.config.settings",
        **_clock(data),
    }
    log = (data / "up.log").open("w")
    running = subprocess.Popen([sys.executable, "-m", "halles.cli", "up"], cwd=ROOT, env=env, stdout=log, stderr=log)
    url = f"http://localhost:{port}"
    try:
        _wait_until_ready(url, running, data / "up.log")
        words = [sys.executable, "-m", "tests.journeys.seed"]
        with subprocess.Popen(
            words, cwd=ROOT, env=env, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        ) as stagehand:
            yield Hall(url, env, stagehand)
            assert stagehand.stdin is not None
            stagehand.stdin.close()
    finally:
        running.terminate()
        running.wait(30)
        log.close()


def _wait_until_ready(url: str, running: subprocess.Popen[bytes], log: Path) -> None:
    until = time.monotonic() + 300
    while time.monotonic() < until:
        assert running.poll() is None, log.read_text()
        try:
            with urllib.request.urlopen(f"{url}/readyz", timeout=2):
                return
        except OSError:
            time.sleep(0.2)
    pytest.fail(log.read_text())


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """A headless Chromium."""
    path = find()
    assert path, "no Chromium: run tools/browser.py"
    with sync_playwright() as driver:
        chromium = driver.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield chromium
        chromium.close()


@dataclass
class Stage:
    """The browser contexts of one journey, and what their pages complained about."""

    contexts: list[BrowserContext] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    def watch(self, page: Page) -> None:
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("console", self._hear)

    def _hear(self, message: ConsoleMessage) -> None:
        # An answer of 402 or 409 is said in the console too; journeys look at its page instead.
        if message.type == "error" and not message.text.startswith("Failed to load resource"):
            self.complaints.append(message.text)


STAGE = Stage()


@pytest.fixture(autouse=True)
def _clean_stage() -> Iterator[None]:
    STAGE.complaints.clear()
    yield
    while STAGE.contexts:
        STAGE.contexts.pop().close()
    assert STAGE.complaints == []


def open_page(
    browser: Browser, hall: Hall, *, size: dict[str, int] = PHONE, language: str = "en-US", **facts: Any
) -> Page:
    """A page of a fresh person, in France unless said otherwise; what its console complains about fails the journey."""
    context = browser.new_context(
        viewport=size, locale=language, base_url=hall.url, has_touch=size is PHONE, reduced_motion="reduce", **facts
    )
    STAGE.contexts.append(context)
    context.add_cookies([{"name": "market", "value": "FR", "url": hall.url}])
    page = context.new_page()
    page.set_default_timeout(20_000)
    STAGE.watch(page)
    return page


def enter(page: Page, hall: Hall, email: str) -> None:
    """Signed in without the form, where signing in is not what the journey is about."""
    page.context.add_cookies([{"name": "session", "value": hall.session(email), "url": hall.url}])


def sign_in(page: Page, email: str, password: str) -> None:
    """Through the form, like a person."""
    page.goto("/account/login/")
    page.locator("input[type=email], input[name=login]").first.fill(email)
    page.locator("input[type=password]").first.fill(password)
    page.locator("main form button[type=submit]").first.click()
    page.wait_for_url(lambda url: "/login" not in url)


def answer_consent(page: Page) -> None:
    """Say no to the question in the corner, as easily as yes."""
    page.locator("form.consent button[value=no]").click()
    page.locator("form.consent").wait_for(state="detached")


def open_sheet(page: Page, facts: dict[str, Any]) -> Locator:
    """Meet the clip, wait for its chip, tap it: the sheet with the bowl."""
    page.goto(f"/v/{facts['video']}/")
    if page.locator("form.consent").count():
        answer_consent(page)
    clip = page.locator("article.clip").first
    clip.locator(".chip.is-due").click()
    sheet = page.locator("product-sheet")
    sheet.get_by_text(facts["title"]).first.wait_for()
    return sheet


def stock(hall: Hall, facts: dict[str, Any]) -> str:
    """on hand/reserved of the bowl."""
    return hall.manage(
        f"""
        from halles.inventory.models import StockLevel
        level = StockLevel.objects.get(pk="{facts["variant"]}")
        print(f"{{level.on_hand}}/{{level.reserved}}")
        """
    )
