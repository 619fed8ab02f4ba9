"""Two people in the room of a live show: they hear each other, also after the edge was killed under them."""

from __future__ import annotations

import json
import os
import signal
from typing import Any

import psutil
from playwright.sync_api import Browser, Page, expect

from tests.journeys.conftest import DESK, PHONE, STAGE, Hall, answer_consent, enter, open_page

SHOW = """
from tests.journeys.seed import person
from django.db import transaction
from tests.creators.makers import make_creator
from tests.live.makers import make_session
import json
with transaction.atomic():
    host, marc = person("host"), person("marc")
    session = make_session(status="live", creator=make_creator(user=host))
print(json.dumps({"show": str(session.pk), "host": host.email, "marc": marc.email}))
"""


def come_in(browser: Browser, hall: Hall, show: str, email: str, **facts: Any) -> Page:
    page = open_page(browser, hall, **facts)
    if email:
        enter(page, hall, email)
    page.goto(f"/live/{show}/")
    if page.locator("form.consent").count():
        answer_consent(page)
    return page


def say(page: Page, text: str) -> None:
    page.locator("#say-text").fill(text)
    page.locator("[data-say] button[aria-label=Send]").click()


def hears(page: Page, text: str, count: int = 1) -> None:
    expect(page.locator(".room__chat").get_by_text(text, exact=True)).to_have_count(count)


def kill_edge(hall: Hall) -> None:
    """kill -9 of the edge of this hall; its parent starts another."""
    port = hall.env["HALLES_PORT"]
    for process in psutil.process_iter(["cmdline"]):
        words = process.info["cmdline"] or []
        if words[-4:-2] == ["halles.cli", "edge"] or "edge" in words:
            try:
                is_ours = process.environ().get("HALLES_PORT") == port and "halles.cli" in words
            except psutil.Error:
                continue
            if is_ours:
                os.kill(process.pid, signal.SIGKILL)
                return
    raise AssertionError("no edge runs")


def test_two_people_talk_and_go_on_after_the_edge_was_killed(browser: Browser, hall: Hall) -> None:
    facts = json.loads(hall.manage(SHOW))
    marc = come_in(browser, hall, facts["show"], facts["marc"], size=DESK)
    host = come_in(browser, hall, facts["show"], facts["host"], size=PHONE)
    say(marc, "Bonjour à tous")
    hears(host, "Bonjour à tous")
    say(host, "Bienvenue Marc")
    hears(marc, "Bienvenue Marc")
    stranger = come_in(browser, hall, facts["show"], "")
    hears(stranger, "Bonjour à tous")

    kill_edge(hall)
    say_until_heard(marc, host, "Encore là ?")
    for page in (marc, host, stranger):
        hears(page, "Encore là ?")
        hears(page, "Bienvenue Marc")
    # The browser's own word about a line that was cut.
    STAGE.complaints[:] = [said for said in STAGE.complaints if "WebSocket connection to" not in said]


def say_until_heard(page: Page, other: Page, text: str) -> None:
    """As a person would: again when the page says that it did not work."""
    for _ in range(10):
        say(page, text)
        try:
            hears_soon(other, text)
        except AssertionError:
            continue
        return
    raise AssertionError("nobody hears anybody")


def hears_soon(page: Page, text: str) -> None:
    expect(page.locator(".room__chat").get_by_text(text, exact=True)).to_have_count(1, timeout=3000)
