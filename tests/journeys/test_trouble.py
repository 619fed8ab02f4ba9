"""When something goes wrong under way: it is said in place, what was typed stays, and pressing again is enough."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from tests.journeys.conftest import DESK, STAGE, Hall, answer_consent, enter, open_page, open_sheet, stock
from tests.journeys.test_paying import APPROVED, GUEST, begin, pay

pytestmark = pytest.mark.journey
WHOLE_PAGE = "<!doctype html><html><head><title>Broken</title></head><body><h1>Broken</h1></body></html>"


def forgive_the_line() -> None:
    """htmx reports a lost connection in the console; here it was cut on purpose."""
    STAGE.complaints[:] = [one for one in STAGE.complaints if "Failed to fetch" not in one]


@pytest.mark.parametrize("how", ["a whole page", "no answer", "an answer that is lost"])
def test_paying_goes_wrong_on_the_way_and_is_paid_once(hall: Hall, browser: Browser, how: str) -> None:
    facts = hall.scene("clip")
    page = open_page(browser, hall)
    email = f"lea-{facts['shop']}@example.org"
    sheet = begin(page, facts, email)

    def break_it(route: Route) -> None:
        if route.request.method != "POST":
            route.continue_()
        elif how == "a whole page":
            route.fulfill(status=500, content_type="text/html", body=WHOLE_PAGE)
        else:
            if how == "an answer that is lost":
                route.fetch()
            route.abort()

    page.route("**/checkout/", break_it)
    pay(sheet, APPROVED)

    notice = sheet.locator(".trouble")
    expect(notice).to_contain_text("What you typed is still here.")
    expect(notice).to_be_in_viewport()
    expect(sheet.get_by_text("Broken")).to_have_count(0)
    for name, value in {"email": email, **GUEST}.items():
        expect(sheet.locator(f"[name={name}]")).to_have_value(value)
    page.unroute("**/checkout/", break_it)
    notice.get_by_role("button", name="Try again").click()

    expect(sheet.get_by_role("heading", name="It is yours")).to_be_visible()
    assert stock(hall, facts) == "5/1"
    forgive_the_line()


def test_a_sheet_that_does_not_arrive_is_asked_for_again(hall: Hall, browser: Browser) -> None:
    facts = hall.scene("clip")
    page = open_page(browser, hall)
    page.route("**/sheet/p/**", lambda route: route.abort(), times=1)
    page.goto(f"/v/{facts['video']}/")
    answer_consent(page)
    page.locator("article.clip").first.locator(".chip.is-due").click()

    sheet = page.locator("product-sheet")
    expect(sheet.locator(".trouble")).to_contain_text("There was no answer")
    sheet.get_by_role("button", name="Try again").click()
    expect(sheet.locator(".button--buy")).to_be_visible()
    expect(sheet.locator(".trouble")).to_have_count(0)
    forgive_the_line()


def test_who_was_signed_out_meanwhile_loses_no_word(hall: Hall, browser: Browser) -> None:
    facts = hall.scene("clip")
    page = open_page(browser, hall)
    enter(page, hall, facts["customer"])
    page.goto(f"/v/{facts['video']}/")
    answer_consent(page)
    page.locator("[data-act=comments]").first.click()
    sheet = page.locator("product-sheet")
    words = "Does it go into the oven?"
    sheet.locator("#comment-text").fill(words)
    page.context.clear_cookies(name="session")
    sheet.get_by_role("button", name="Send").click()

    notice = sheet.locator(".trouble")
    expect(notice).to_contain_text("You are signed out by now.")
    expect(notice.get_by_role("link", name="Sign in in a new window")).to_have_attribute(
        "href", f"/account/login/?next=%2Fv%2F{facts['video']}%2F"
    )
    expect(sheet.locator("#comment-text")).to_have_value(words)
    enter(page, hall, facts["customer"])
    # Signing in makes a new token for forms; the page that stayed open is given it with the refusal.
    page.context.clear_cookies(name="csrf")
    notice.get_by_role("button", name="Try again").click()
    expect(notice).to_contain_text("This page was open for long")
    notice.get_by_role("button", name="Try again").click()
    expect(sheet.get_by_text(words)).to_be_visible()


def test_without_a_line_the_feed_says_so(hall: Hall, browser: Browser) -> None:
    facts = hall.scene("clip")
    page = open_page(browser, hall)
    page.goto(f"/v/{facts['video']}/")
    answer_consent(page)
    said = page.get_by_text("You are offline.")
    expect(said).to_be_hidden()
    page.context.set_offline(True)
    expect(said).to_be_visible()
    page.locator("[data-act=like]").first.click()
    expect(page.locator("#say")).to_contain_text("There was no answer")
    page.evaluate("document.querySelector('feed-player').dataset.next = 'more'")
    _reach_the_end(page)
    expect(page.get_by_role("heading", name="The next videos did not arrive")).to_be_visible()
    page.context.set_offline(False)
    expect(said).to_be_hidden()
    forgive_the_line()


def _reach_the_end(page: Page) -> None:
    page.evaluate("document.querySelector('[data-act=more]').click()")
    page.evaluate("document.querySelector('.feed__end').scrollIntoView()")


def test_on_a_desk_a_chip_stands_still_and_opens_the_right_column(hall: Hall, browser: Browser) -> None:
    facts = hall.scene("clip")
    page = open_page(browser, hall, size=DESK)
    # With motion: what moves under the pointer is missed.
    page.emulate_media(reduced_motion="no-preference")
    sheet = open_sheet(page, facts)

    assert page.evaluate("document.querySelector('feed-player').scrollTop") == 0
    box = sheet.bounding_box()
    video = page.locator("article.clip .clip__frame").first.bounding_box()
    assert box is not None
    assert video is not None
    assert (box["x"] + box["width"], box["y"]) == (1264, 16)
    assert video["x"] + video["width"] <= box["x"], "never over the picture"
