"""A show from going on air to what it leaves behind, whichever way its picture comes; journeys share the steps."""

from __future__ import annotations

import json
import time
from pathlib import Path

from playwright.sync_api import Browser, Page, expect

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
QUESTION = "Bonsoir, à quelle heure ouvre le four ?"


def plan_show(hall: Hall) -> dict[str, str]:
    """A show of a shop with its bowl in the bag and on the run sheet: `show`, `key`, `host`, `marc`, `title`."""
    facts: dict[str, str] = json.loads(hall.manage(SHOW))
    return facts


def sit_down(browser: Browser, hall: Hall, path: str, email: str, **facts: object) -> Page:
    """Somebody signed in, on this page."""
    page = open_page(browser, hall, **facts)
    enter(page, hall, email)
    page.goto(path)
    if page.locator("form.consent").count():
        answer_consent(page)
    return page


def wait_outside(browser: Browser, hall: Hall, facts: dict[str, str]) -> Page:
    """A customer in front of the closed curtain."""
    marc = sit_down(browser, hall, f"/live/{facts['show']}/", facts["marc"], size=PHONE)
    expect(marc.locator(".room__waiting h1")).to_be_visible()
    return marc


def open_cockpit(browser: Browser, hall: Hall, facts: dict[str, str]) -> Page:
    """The host at the desk of the show, who says yes when asked."""
    host = sit_down(browser, hall, f"/studio/live/{facts['show']}/cockpit/", facts["host"], size=DESK)
    host.on("dialog", lambda dialog: dialog.accept())
    return host


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


def go_on_air(host: Page, viewer: Page) -> None:
    """The picture is there, the curtain opens, and the viewer sees it."""
    expect(host.locator("live-cockpit")).to_have_attribute("data-media", "on", timeout=30_000)
    host.locator("[data-deed=start]").click()
    runs(viewer)


def sell(host: Page, viewer: Page, facts: dict[str, str]) -> None:
    """A question, a pinned bowl, a flash deal claimed and bought over the picture, and the end."""
    say(viewer, QUESTION)
    hears(host, QUESTION)
    host.locator("[data-deed=next]").click()
    card = viewer.locator("[data-pin] .room__card")
    card.get_by_text(facts["title"]).wait_for()
    card.click()
    expect(viewer.locator("product-sheet").get_by_text(facts["title"]).first).to_be_visible()
    runs(viewer)
    viewer.locator("product-sheet .sheet__close").click()
    offer(host, price="19.90")
    claim_and_buy(viewer)
    host.locator("[data-deed=end]").click()
    expect(viewer.locator("#over-title")).to_be_attached()


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


def see_again(browser: Browser, hall: Hall, facts: dict[str, str]) -> Page:
    """The customer sees the replay with its chapter, its chat and its bowl."""
    again = sit_down(browser, hall, f"/live/{facts['show']}/", facts["marc"], size=PHONE)
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
    hears(again, QUESTION)
    again.locator("[data-pin] .room__card").get_by_text(facts["title"]).wait_for()
    return again


def see_the_proof(customer: Page) -> None:
    """The order shows the moments of the show around pin, claim and purchase."""
    customer.goto("/orders/")
    customer.locator("main a[href^='/orders/']").first.click()
    customer.locator("a[href*='/shown/']").click()
    video = customer.locator("live-player video")
    video.evaluate("video => { video.muted = true; void video.play(); }")
    runs(customer)


def read_the_report(host: Page, facts: dict[str, str]) -> None:
    """The order stands in the report under its minute, its product and its act, and in the file."""
    host.goto(f"/studio/live/{facts['show']}/report/")
    for table in (facts["title"], "Flash deal"):
        row = host.locator("tr", has_text=table).first
        expect(row).to_contain_text("19.90")
    with host.expect_download() as download:
        host.locator("a[download]").click()
    lines = Path(download.value.path()).read_text("utf-8-sig").splitlines()
    assert lines[-1] == "all,,,,,,,1,1,EUR,19.90,19.90"
