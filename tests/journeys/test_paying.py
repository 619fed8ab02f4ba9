"""Paying inside the video: as a guest, with cards that work and that do not, past the bank's question."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.journeys.conftest import Hall, answer_consent, enter, open_page, open_sheet, stock

pytestmark = pytest.mark.journey
APPROVED, DECLINED, CHALLENGED = "4242 4242 4242 4242", "4000 0000 0000 0002", "4000 0025 0000 3155"
GUEST = {"name": "Zoé Martin", "line1": "7 rue Montorgueil", "postal_code": "75002", "city": "Paris"}
ASKED_MAX = 9


def begin(page: Page, facts: dict[str, Any], email: str) -> Locator:
    """The form over the video, everything but the card filled in."""
    sheet = open_sheet(page, facts)
    sheet.locator("a.button--buy").click()
    sheet.locator("form.checkout").wait_for()
    asked = sheet.locator("form.checkout input:visible:not([type=radio]), form.checkout select:visible").count()
    ways = sheet.locator("form.checkout [type=radio]").count()
    assert asked + bool(ways) <= ASKED_MAX, "the ways to pay are one question"
    sheet.locator("input[name=email]").fill(email)
    for name, value in GUEST.items():
        sheet.locator(f"[name={name}]").fill(value)
    return sheet


def pay(sheet: Locator, number: str) -> None:
    sheet.locator("[data-card=number]").press_sequentially(number.replace(" ", ""))
    sheet.locator("[data-card=expiry]").press_sequentially("1240")
    sheet.locator("[data-card=cvc]").press_sequentially("123")
    expect(sheet.locator("[data-card=number]")).to_have_value(number)
    sheet.locator("button.button--buy").click()


def test_a_guest_buys_and_finds_the_order_again_by_the_mail(hall: Hall, browser: Browser) -> None:
    facts = hall.scene("clip")
    page = open_page(browser, hall)
    email = f"zoe-{facts['shop']}@example.org"
    sheet = begin(page, facts, email)
    expect(sheet.locator("button.button--buy")).to_have_text("Buy · €29.80")
    pay(sheet, APPROVED)

    expect(sheet.get_by_role("heading", name="It is yours")).to_be_visible()
    assert page.locator("article.clip video").first.evaluate("video => !video.paused"), "the video goes on"
    assert stock(hall, facts) == "5/1"
    link = hall.manage(
        f"""
        import re, time
        from halles.notifications.models import Mail
        until = time.monotonic() + 30
        while not (found := Mail.objects.filter(to="{email}", kind="order_paid").first()):
            assert time.monotonic() < until, "no mail"
            time.sleep(0.2)
        print(re.search(r"/orders/g/[^\\s]+", found.text)[0])
        """
    )
    elsewhere = open_page(browser, hall)
    elsewhere.goto(link)
    expect(elsewhere.get_by_role("heading", name="Can still be cancelled")).to_be_visible()
    expect(elsewhere.get_by_text("7 rue Montorgueil")).to_be_visible()
    assert "/orders/g/" not in elsewhere.url, "the token does not stay in the address"
    stranger = open_page(browser, hall)
    answer = stranger.goto(elsewhere.url)
    assert answer is not None
    assert answer.status == 404


def test_a_declined_card_is_said_and_another_one_pays(hall: Hall, browser: Browser) -> None:
    facts = hall.scene("clip")
    page = open_page(browser, hall)
    sheet = begin(page, facts, "zoe@example.org")
    pay(sheet, DECLINED)

    said = sheet.get_by_role("alert").filter(has_text="You have not been charged.")
    expect(said).to_be_in_viewport()
    expect(said).to_be_focused()
    for name, value in {"email": "zoe@example.org", **GUEST}.items():
        expect(sheet.locator(f"[name={name}]")).to_have_value(value)
    assert stock(hall, facts) == "5/0", "the piece is back on the shelf"
    pay(sheet, APPROVED)
    expect(sheet.get_by_role("heading", name="It is yours")).to_be_visible()
    assert stock(hall, facts) == "5/1"


def test_a_mistyped_card_is_noticed_before_anything_is_sent(hall: Hall, browser: Browser) -> None:
    facts = hall.scene("clip")
    page = open_page(browser, hall)
    sheet = begin(page, facts, "zoe@example.org")
    pay(sheet, "4242 4242 4242 4243")

    expect(sheet.locator("[data-card-error]")).to_have_text(
        "This card number is not complete or has a typing mistake. Please check it."
    )
    expect(sheet.locator("[data-card=number]")).to_be_focused()
    assert stock(hall, facts) == "5/0"


def test_the_bank_asks_inside_the_sheet_and_hears_yes(hall: Hall, browser: Browser) -> None:
    facts = hall.scene("clip")
    page = open_page(browser, hall)
    sheet = begin(page, facts, "zoe@example.org")
    pay(sheet, CHALLENGED)

    expect(sheet.get_by_role("heading", name="Your bank asks you to confirm")).to_be_in_viewport()
    bank = sheet.frame_locator("iframe.payment-frame")
    expect(bank.get_by_text("€29.80")).to_be_visible()
    bank.get_by_role("button", name="Yes, confirm").click()
    expect(sheet.get_by_role("heading", name="It is yours")).to_be_visible()
    assert page.url.endswith(f"/v/{facts['video']}/"), "the video was never left"
    assert stock(hall, facts) == "5/1"


def test_the_bank_asks_inside_the_sheet_and_hears_no(hall: Hall, browser: Browser) -> None:
    facts = hall.scene("clip")
    page = open_page(browser, hall)
    sheet = begin(page, facts, "zoe@example.org")
    pay(sheet, CHALLENGED)

    sheet.frame_locator("iframe.payment-frame").get_by_role("button", name="No, stop the payment").click()
    expect(sheet.get_by_role("heading", name="The payment did not go through")).to_be_visible()
    assert stock(hall, facts) == "5/0"
    sheet.get_by_role("link", name="Try again").click()
    expect(sheet.locator("a.button--buy")).to_have_text("Buy · €29.80")


def test_a_change_of_mind_within_the_hour_costs_nothing(hall: Hall, browser: Browser) -> None:
    facts = hall.scene("clip")
    page = open_page(browser, hall)
    enter(page, hall, facts["customer"])
    sheet = open_sheet(page, facts)
    sheet.locator("button.button--buy").click()
    expect(sheet.get_by_role("heading", name="It is yours")).to_be_visible()
    sheet.get_by_role("link", name="See the order").click()
    page.get_by_text("Cancel this order").click()
    page.get_by_role("button", name="Cancel the order").click()

    expect(page.get_by_role("heading", name="Cancelled", exact=True)).to_be_visible()
    expect(page.get_by_text("You are not charged;")).to_be_visible()
    expect(page.get_by_text("Cancel this order")).to_have_count(0)
    assert stock(hall, facts) == "5/0"


def test_somebody_else_was_faster(hall: Hall, browser: Browser) -> None:
    facts = hall.scene("last_piece")
    page = open_page(browser, hall)
    enter(page, hall, facts["customer"])
    sheet = open_sheet(page, facts)
    hall.manage(
        f"""
        from halles.catalog.models import Variant
        from tests.orders.makers import make_bought
        make_bought((Variant.objects.get(pk="{facts["variant"]}"), 1))
        """
    )
    sheet.locator("button.button--buy").click()

    expect(sheet.get_by_role("alert")).to_have_text("Someone was faster: this is sold out. You have not been charged.")
    expect(sheet.get_by_text("Sold out.", exact=True)).to_be_visible()
    expect(sheet.locator(".button--buy")).to_have_count(0)
    assert stock(hall, facts) == "1/1", "the one who was slower bought nothing"
    mine = open_page(browser, hall)
    enter(mine, hall, facts["customer"])
    mine.goto("/orders/")
    expect(mine.get_by_role("heading", name="Nothing bought yet")).to_be_visible()


def test_a_saved_card_that_is_declined_is_said_where_the_button_was(hall: Hall, browser: Browser) -> None:
    facts = hall.scene("declined")
    page = open_page(browser, hall)
    enter(page, hall, facts["customer"])
    sheet = open_sheet(page, facts)
    sheet.locator("button.button--buy").click()

    expect(sheet.get_by_role("alert")).to_contain_text("You have not been charged.")
    assert stock(hall, facts) == "5/0"
    sheet.get_by_role("link", name="Change").click()
    sheet.get_by_role("radio", name="Card", exact=True).check()
    pay(sheet, APPROVED)
    expect(sheet.get_by_role("heading", name="It is yours")).to_be_visible()


def test_the_whole_purchase_in_french(hall: Hall, browser: Browser) -> None:
    facts = hall.scene("clip")
    page = open_page(browser, hall, language="fr-FR")
    page.goto("/")
    answer_consent(page)
    assert page.locator("html").get_attribute("lang") == "fr"
    sheet = open_sheet(page, facts)
    expect(sheet.locator("a.button--buy")).to_have_text("Acheter · 29,80\u00a0€")
    sheet.locator("a.button--buy").click()
    expect(sheet.get_by_role("heading", name="Presque à vous")).to_be_visible()
    sheet.locator("input[name=email]").fill("zoe@example.org")
    for name, value in GUEST.items():
        sheet.locator(f"[name={name}]").fill(value)
    pay(sheet, DECLINED)
    expect(sheet.get_by_role("alert").filter(has_text="Rien n’a été débité")).to_be_visible()
    pay(sheet, APPROVED)
    expect(sheet.get_by_role("heading", name="C’est à vous")).to_be_visible()
    sheet.get_by_role("link", name="Voir la commande").click()
    page.get_by_text("Annuler cette commande").click()
    page.get_by_role("button", name="Annuler la commande").click()
    expect(page.get_by_role("heading", name="Annulée", exact=True)).to_be_visible()
