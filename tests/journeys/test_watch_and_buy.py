"""The main job of Halles, in a real browser on a real file: from an uploaded video to a bought bowl."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.journeys.conftest import DESK, Hall, answer_consent, open_page, sign_in
from tests.journeys.films import film
from tests.journeys.selling import carry_to_the_money

pytestmark = pytest.mark.journey
SWIPES_MAX = 60


def post_video(page: Page, file: Path, caption: str, *, of_shop: str) -> str:
    """Upload, describe, mark what this shop offers, publish; the address of the desk page."""
    page.goto("/studio/videos/new/")
    page.locator("[data-file]").set_input_files(file)
    page.wait_for_url("**/studio/videos/*-*/")
    page.locator("textarea[name=caption]").fill(caption)
    expect(page.locator("[data-saved]")).to_contain_text("Kept")
    desk = page.url
    page.locator(".label--trust").wait_for(timeout=90_000)
    page.goto(desk)
    page.get_by_role("button", name="Add a product at this moment").click()
    with page.expect_response(lambda answer: answer.url.endswith("/anchors/")) as kept:
        goods = page.locator(".anchor select")
        wanted = goods.locator("option").filter(has_text=of_shop).first.get_attribute("value")
        goods.select_option(wanted)
    assert kept.value.ok
    page.get_by_role("button", name="Show it now").click()
    expect(page.get_by_text("It is in the feed.")).to_be_visible()
    return desk


def swipe_to(page: Page, words: str) -> Locator:
    """Swipe down the feed until the clip with these words is on the screen: other journeys post films too."""
    expect(page.locator("article.clip").first).to_be_visible()
    clip = page.locator("article.clip", has_text=words)
    for _each in range(SWIPES_MAX):
        if clip.count():
            break
        page.locator("article.clip").last.scroll_into_view_if_needed()
        page.wait_for_timeout(300)
    clip.scroll_into_view_if_needed()
    expect(clip).to_be_in_viewport(ratio=0.9)
    return clip


def test_one_notch_of_the_wheel_is_one_clip(hall: Hall, browser: Browser) -> None:
    for _each in range(2):
        hall.scene("clip")
    page = open_page(browser, hall, size=DESK)
    page.goto("/")
    answer_consent(page)
    clips = page.locator("article.clip")
    expect(clips.first).to_have_class(re.compile("is-started"))
    page.mouse.move(640, 400)
    page.mouse.wheel(0, 120)
    expect(clips.nth(1)).to_be_in_viewport(ratio=0.9)
    expect(clips.nth(1)).to_have_class(re.compile("is-started"))
    page.wait_for_timeout(400)
    page.mouse.wheel(0, -120)
    expect(clips.first).to_be_in_viewport(ratio=0.9)


def test_from_upload_to_the_sellers_money(hall: Hall, browser: Browser, tmp_path: Path) -> None:
    facts = hall.scene()
    caption = f"Le four s'ouvre à cinq heures {facts['shop']} #gres"
    maker = open_page(browser, hall, size=DESK)
    sign_in(maker, facts["seller"], facts["password"])
    post_video(maker, film(tmp_path / "IMG_0042.mp4"), caption, of_shop=facts["shop_name"])

    page = open_page(browser, hall)
    sign_in(page, facts["customer"], facts["password"])
    page.goto("/")
    answer_consent(page)
    clip = swipe_to(page, facts["shop"])
    video = clip.locator("video")
    page.wait_for_function("video => video.currentTime > 0.3", arg=video.element_handle())
    clip.locator(".chip.is-due").click()
    sheet = page.locator("product-sheet")
    expect(sheet.get_by_text(facts["title"])).to_be_visible()
    button = sheet.locator(".button--buy")
    expect(button).to_contain_text("29.80")
    button.click()
    expect(sheet.get_by_text("It is yours")).to_be_visible()
    assert video.evaluate("video => !video.paused"), "the video goes on while one buys"
    sheet.get_by_role("link", name="See the order").click()
    expect(page.get_by_role("heading", name="Can still be cancelled")).to_be_visible()
    page.wait_for_url("**/orders/*/")
    carry_to_the_money(hall, browser, facts, page, "HP0000000130")
