"""A show from the encoder to the replay: pushed by RTMP, watched, talked about, bought from, ended, seen again."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
from PIL import Image
from playwright.sync_api import Browser, Page, expect

from halles.demo.film.sound import RATE
from halles.demo.shows.reel import FPS, write_reel
from tests.journeys.conftest import DESK, PHONE, Hall, answer_consent, enter, open_page
from tests.journeys.test_talking_in_a_room import hears, say

SHOW = """
import datetime as dt
import json
from django.db import transaction
from halles.creators.models import Creator
from halles.kit import clock
from halles.live import services
from halles.live.services import Draft, SheetStep
from tests.journeys.seed import customer, shop
with transaction.atomic():
    seller, variant = shop()
    creator = Creator.objects.get(seller=seller)
    draft = Draft("Le four en direct", "FR", "fr", clock.now())
    session = services.plan_session(creator, draft, by=seller.owner)
    services.set_bag(session.pk, [variant.product_id])
    steps = [SheetStep("product", 5, product_id=variant.product_id)]
    services.set_sheet(session.pk, steps)
    marc = customer()
    type(marc).objects.filter(pk=marc.pk).update(created_at=clock.now() - dt.timedelta(days=30))
facts = {"show": str(session.pk), "key": session.stream_key, "host": seller.owner.email, "marc": marc.email}
print(json.dumps(facts | {"title": variant.product.title}))
"""
TIME = "document.querySelector('live-player video')?.currentTime ?? 0"


@contextmanager
def encoder(hall: Hall, key: str, reel: Path) -> Iterator[None]:
    """Sends the reel round and round, as the demo's show is sent."""
    words = [sys.executable, "-m", "halles.demo.shows.push", str(os.getpid())]
    with subprocess.Popen(words, stdin=subprocess.PIPE, text=True) as process:
        assert process.stdin is not None
        process.stdin.write(f"rtmp://127.0.0.1:{hall.env['HALLES_RTMP_PORT']}/live/{key}\n{reel}\n")
        process.stdin.flush()
        try:
            yield
        finally:
            process.kill()


def make_reel(path: Path) -> Path:
    """Four seconds of changing colours and silence."""
    pictures = (Image.new("RGB", (540, 960), (40, 2 * number % 256, 160)) for number in range(4 * FPS))
    write_reel(path, pictures, np.zeros((2, 4 * RATE), dtype=np.float32))
    return path


def sit_down(browser: Browser, hall: Hall, path: str, email: str, **facts: object) -> Page:
    page = open_page(browser, hall, **facts)
    enter(page, hall, email)
    page.goto(path)
    if page.locator("form.consent").count():
        answer_consent(page)
    return page


def runs(page: Page) -> float:
    """Waits until the picture goes on; its time."""
    # No waiting inside the page: its policy forbids the evaluation of strings.
    until = time.monotonic() + 40
    first = 0.0
    while time.monotonic() < until:
        now = float(page.evaluate(TIME))
        first = first or now
        if first and now > first + 1:
            return now
        page.wait_for_timeout(200)
    raise AssertionError(f"the picture stands at {first}")


def test_a_show_from_the_encoder_to_the_replay(browser: Browser, hall: Hall, tmp_path: Path) -> None:
    facts = json.loads(hall.manage(SHOW))
    room = f"/live/{facts['show']}/"
    marc = sit_down(browser, hall, room, facts["marc"], size=PHONE)
    expect(marc.locator(".room__waiting h1")).to_be_visible()
    with encoder(hall, facts["key"], make_reel(tmp_path / "reel.mp4")):
        host = sit_down(browser, hall, f"/studio/live/{facts['show']}/cockpit/", facts["host"], size=DESK)
        host.on("dialog", lambda dialog: dialog.accept())
        expect(host.locator("live-cockpit")).to_have_attribute("data-media", "on", timeout=30_000)
        host.locator("[data-deed=start]").click()
        runs(marc)
        say(marc, "Bonsoir, à quelle heure ouvre le four ?")
        hears(host, "Bonsoir, à quelle heure ouvre le four ?")
        host.locator("[data-deed=next]").click()
        card = marc.locator("[data-pin] .room__card")
        card.get_by_text(facts["title"]).wait_for()
        card.click()
        expect(marc.locator("product-sheet").get_by_text(facts["title"]).first).to_be_visible()
        runs(marc)
        marc.locator("product-sheet .sheet__close").click()
        offer(host, price="19.90")
        claim_and_buy(marc)
        host.locator("[data-deed=end]").click()
        expect(marc.locator("#over-title")).to_be_attached()
    again = sit_down(browser, hall, room, facts["marc"], size=PHONE)
    for _ in range(20):
        if again.locator("live-player[data-replay]").count():
            break
        again.wait_for_timeout(500)
        again.reload()
    # The browser's own button to play.
    again.locator("live-player video").evaluate("video => { video.muted = true; void video.play(); }")
    runs(again)
    expect(again.locator(".room__chapters .chapter")).to_have_count(1)
    if not again.locator(".chapter").is_visible():
        again.locator(".room__chapters summary").click()
    again.locator(".chapter").click()
    hears(again, "Bonsoir, à quelle heure ouvre le four ?")
    again.locator("[data-pin] .room__card").get_by_text(facts["title"]).wait_for()
    sees_the_proof(again)
    reads_the_report(host, facts)


def offer(host: Page, *, price: str) -> None:
    """One piece at this price, begun at the desk."""
    desk = host.locator(".acts-desk")
    desk.locator("details > summary").first.click()
    form = desk.locator("form").first
    form.locator("[name=offer-price]").fill(price)
    form.locator("[name=offer-quota]").fill("1")
    form.locator("button.button--strong").click()
    host.locator("#acts-list").get_by_role("button", name="Open now").click()
    expect(host.locator("#acts-list")).to_contain_text("running")


def claim_and_buy(viewer: Page) -> None:
    """From the card over the picture to the receipt, while the picture goes on."""
    card = viewer.locator(".act[data-kind=flash_deal]")
    card.get_by_role("button", name="Claim").click()
    card.locator(".button--buy").click()
    sheet = viewer.locator("product-sheet")
    sheet.locator(".button--buy").last.click()
    expect(sheet).to_contain_text("It is yours")
    runs(viewer)


def sees_the_proof(customer: Page) -> None:
    """The order shows the moments of the show around pin, claim and purchase."""
    customer.goto("/orders/")
    customer.locator("main a[href^='/orders/']").first.click()
    customer.locator("a[href*='/shown/']").click()
    video = customer.locator("live-player video")
    video.evaluate("video => { video.muted = true; void video.play(); }")
    runs(customer)


def reads_the_report(host: Page, facts: dict[str, str]) -> None:
    """The order stands in the report under its minute, its product and its act, and in the file."""
    host.goto(f"/studio/live/{facts['show']}/report/")
    for table in (facts["title"], "Flash deal"):
        row = host.locator("tr", has_text=table).first
        expect(row).to_contain_text("19.90")
    with host.expect_download() as download:
        host.locator("a[download]").click()
    lines = Path(download.value.path()).read_text("utf-8-sig").splitlines()
    assert lines[-1] == "all,,,,,,,1,1,EUR,19.90,19.90"
