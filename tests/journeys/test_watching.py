"""What a watcher chose is remembered, a reduction shows its past, and what is not sold in a market says so there."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, expect

from tests.journeys.conftest import Hall, answer_consent, enter, open_page, open_sheet

pytestmark = pytest.mark.journey


def test_sound_and_captions_are_remembered(hall: Hall, browser: Browser) -> None:
    facts = hall.scene("clip")
    page = open_page(browser, hall)
    page.goto(f"/v/{facts['video']}/")
    answer_consent(page)
    sound, captions = page.locator("[data-act=sound]"), page.locator("[data-act=captions]")
    expect(sound).to_have_attribute("aria-pressed", "false")
    expect(captions).to_have_attribute("aria-pressed", "true")
    sound.click()
    captions.click()
    page.goto("/")
    expect(sound).to_have_attribute("aria-pressed", "true")
    expect(captions).to_have_attribute("aria-pressed", "false")
    assert page.locator("article.clip video").first.evaluate("video => !video.muted")


def test_a_reduction_stands_beside_the_low_of_thirty_days(hall: Hall, browser: Browser) -> None:
    facts = hall.scene("clip")
    hall.manage(
        f"""
        import datetime as dt
        from django.db import transaction
        from halles.catalog.models import Variant
        from halles.catalog.services import set_price
        from halles.kit import clock
        variant = Variant.objects.get(pk="{facts["variant"]}")
        for days, amount in ((20, 2480), (10, 2490), (0, 1990)):
            with transaction.atomic(), clock.travel(clock.now() - dt.timedelta(days=days)):
                set_price(variant, market="FR", amount_minor=amount, is_reduction=not days)
        """
    )
    page = open_page(browser, hall)
    sheet = open_sheet(page, facts)
    expect(sheet.locator(".price__now")).to_have_text("€19.90")
    expect(sheet.locator(".price__low")).to_contain_text("€24.80, the lowest price of the 30 days before")
    expect(sheet.locator(".button--buy")).to_have_text("Buy · €24.80")


def test_another_market_has_its_own_price_or_says_that_it_has_none(hall: Hall, browser: Browser) -> None:
    facts = hall.scene("clip")
    page = open_page(browser, hall)
    page.goto(f"/p/{facts['product']}/{facts['slug']}/")
    answer_consent(page)
    expect(page.locator("#offer .price__now")).to_have_text("€24.90")
    page.locator("details.menu summary").first.click()
    page.locator("#menu-market").select_option("JP")
    page.get_by_role("button", name="Apply").click()
    expect(page.locator("#offer")).to_contain_text("Not sold in Japan.")
    expect(page.locator("#offer")).not_to_contain_text("old out")


def test_a_comment_is_read_by_others_and_a_clip_is_hidden(hall: Hall, browser: Browser) -> None:
    facts = hall.scene("clip")
    page = open_page(browser, hall)
    enter(page, hall, facts["customer"])
    page.goto(f"/v/{facts['video']}/")
    answer_consent(page)
    clip, sheet = page.locator("article.clip").first, page.locator("product-sheet")
    clip.locator("[data-act=comments]").click()
    words = f"Is it safe in the oven, {facts['shop']}?"
    sheet.locator("[name=text]").fill(words)
    sheet.get_by_role("button", name="Send").click()
    expect(sheet.get_by_text(words)).to_be_visible()

    other = open_page(browser, hall)
    other.goto(f"/v/{facts['video']}/")
    answer_consent(other)
    clip, sheet = other.locator("article.clip").first, other.locator("product-sheet")
    clip.locator("[data-act=comments]").click()
    expect(sheet.get_by_text(words)).to_be_visible()
    other.keyboard.press("Escape")
    clip.locator("[data-act=why]").click()
    sheet.get_by_role("button", name="Not interested").click()
    expect(sheet.get_by_role("heading", name="You will not see it again")).to_be_visible()
