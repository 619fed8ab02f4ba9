"""A tunnel in the middle of an upload, and a tab that is closed: the video goes on where it stopped."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from playwright.sync_api import Browser, CDPSession, Page, expect

from tests.journeys.conftest import DESK, STAGE, Hall, enter, open_page
from tests.journeys.films import film

pytestmark = pytest.mark.journey
PADDING_BYTES = 12 * 1024 * 1024
LINE_BYTES_PER_SECOND = 4 * 1024 * 1024


def heavy_film(path: Path) -> Path:
    """A short clip made heavy by a `free` box, which players skip."""
    film(path, seconds=2, width=270, height=480, rate=10)
    with path.open("ab") as file:
        file.write((PADDING_BYTES + 8).to_bytes(4, "big") + b"free" + os.urandom(PADDING_BYTES))
    return path


def line(page: Page) -> CDPSession:
    session: CDPSession = page.context.new_cdp_session(page)
    session.send("Network.enable")
    return session


def limit(session: CDPSession, *, is_cut: bool, bytes_per_second: int = -1) -> None:
    session.send(
        "Network.emulateNetworkConditions",
        {"offline": is_cut, "latency": 0, "downloadThroughput": -1, "uploadThroughput": bytes_per_second},
    )


def received(hall: Hall, name: str) -> list[int]:
    """Bytes of each upload of that name that were begun, as far as they have come."""
    told = hall.manage(
        f"""
        import json
        from pathlib import Path
        from django.conf import settings
        from halles.media.models import Upload
        for upload in Upload.objects.filter(file_name="{name}"):
            part = Path(settings.HALLES_UPLOAD_ROOT) / f"{{upload.pk}}.part"
            print(part.stat().st_size if part.exists() else -1)
        """
    )
    return [int(size) for size in told.split()]


def test_an_upload_survives_a_tunnel_and_a_closed_tab(hall: Hall, browser: Browser, tmp_path: Path) -> None:
    facts = hall.scene()
    file = heavy_film(tmp_path / f"tunnel-{facts['shop']}.mp4")
    size = file.stat().st_size
    page = open_page(browser, hall, size=DESK)
    enter(page, hall, facts["seller"])
    page.goto("/studio/videos/new/")
    session = line(page)
    limit(session, is_cut=False, bytes_per_second=LINE_BYTES_PER_SECOND)
    page.locator("[data-file]").set_input_files(file)
    page.wait_for_url("**/studio/videos/*-*/")
    desk = page.url
    bar = page.locator("[data-bar]").first
    page.wait_for_function("() => Number(document.querySelector('[data-bar]').getAttribute('aria-valuenow')) >= 30")
    limit(session, is_cut=True)
    page.wait_for_timeout(1_000)
    stuck = int(bar.get_attribute("aria-valuenow") or 0)
    assert 30 <= stuck < 100
    (before,) = received(hall, file.name)
    assert 0 < before < size

    session.detach()
    page.close(run_before_unload=False)
    STAGE.complaints.clear()  # without a line, what polls has something to complain about
    again = page.context.new_page()
    again.goto(desk, wait_until="domcontentloaded")
    again.locator("video-upload [data-file]").set_input_files(file)
    sent: list[int] = []
    again.on(
        "request",
        lambda asked: sent.append(int(asked.headers.get("upload-offset", -1))) if asked.method == "PATCH" else None,
    )
    expect(again.locator("[data-say]").first).to_contain_text("MB", timeout=20_000)
    again.locator(".label--trust").wait_for(timeout=90_000)
    assert sent, "the rest was sent"
    assert min(sent) >= before - 1, "what had arrived was not sent again"
