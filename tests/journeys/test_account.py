"""A person makes an account, proves the address by the mail in the outbox, leaves, and comes back."""

from __future__ import annotations

import uuid

import pytest
from playwright.sync_api import Browser, expect

from tests.journeys.conftest import Hall, open_page

pytestmark = pytest.mark.journey
PASSWORD = "iron and glass roof"


def test_sign_up_by_mail_and_sign_in(hall: Hall, browser: Browser) -> None:
    email = f"camille-{uuid.uuid4().hex[:8]}@example.org"
    page = open_page(browser, hall)
    page.goto("/account/signup/")
    page.locator("input[name=name]").fill("Camille Durand")
    page.locator("input[name=email]").fill(email)
    page.locator("input[name=password1]").fill(PASSWORD)
    page.get_by_role("button", name="Make my account").click()
    expect(page.get_by_role("heading", name="Look into your mail")).to_be_visible()

    link = hall.manage(
        f"""
        import re, time
        from halles.notifications.models import Mail
        until = time.monotonic() + 30
        while not (found := Mail.objects.filter(to="{email}").first()):
            assert time.monotonic() < until, "no mail"
            time.sleep(0.2)
        assert found.html
        print(re.search(r"/account/confirm-email/[^\\s]+", found.text)[0])
        """
    )
    page.goto(link)
    page.get_by_role("button", name="Yes, confirm it").click()
    page.wait_for_url(lambda url: "confirm-email" not in url)
    page.goto("/account/")
    expect(page.get_by_text(email).first).to_be_visible()

    again = open_page(browser, hall)
    again.goto("/account/")
    again.wait_for_url("**/account/login/**")
    again.locator("input[name=login]").fill(email)
    again.locator("input[type=password]").fill(PASSWORD)
    again.locator("main form button[type=submit]").first.click()
    expect(again.get_by_text(email).first).to_be_visible()
    wrong = open_page(browser, hall)
    wrong.goto("/account/login/")
    wrong.locator("input[name=login]").fill(email)
    wrong.locator("input[type=password]").fill("not my password")
    wrong.locator("main form button[type=submit]").first.click()
    expect(wrong.get_by_role("alert").first).to_be_visible()
    assert "/account/login/" in wrong.url
