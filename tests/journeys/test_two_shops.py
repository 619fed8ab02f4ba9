"""Find, compare, fill the bag from two shops, pay once: changes told, on every device, and to a relay point."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys.conftest import DESK, Hall, answer_consent, enter, open_page, open_sheet, sign_in, stock
from tests.journeys.test_accessibility import NARROW, faults
from tests.journeys.test_paying import APPROVED, CHALLENGED, GUEST

pytestmark = pytest.mark.journey


def offer_relay(hall: Hall, facts: dict[str, Any]) -> None:
    hall.manage(
        f"""
        from halles.catalog.models import Variant
        from tests.orders.makers import make_shipping
        seller = Variant.objects.get(pk="{facts["variant"]}").seller
        make_shipping(seller, method="relay", carrier="Mondial Relay", price_minor=350)
        """
    )


def set_price(hall: Hall, facts: dict[str, Any], amount_minor: int) -> None:
    hall.manage(
        f"""
        from halles.catalog.models import Price
        Price.objects.filter(variant="{facts["variant"]}").update(amount_minor={amount_minor})
        """
    )


def set_stock(hall: Hall, facts: dict[str, Any], pieces: int) -> None:
    hall.manage(
        f"""
        from django.db import transaction
        from halles.inventory.services import set_on_hand
        from tests.orders.makers import SOMEBODY
        import uuid
        with transaction.atomic():
            set_on_hand(uuid.UUID("{facts["variant"]}"), {pieces}, by=SOMEBODY)
        """
    )


def put_from_page(page: Page, facts: dict[str, Any]) -> None:
    page.goto(f"/p/{facts['product']}/{facts['slug']}/")
    page.locator("[data-bag-button] button").first.click()
    expect(page.get_by_role("link", name="In the bag")).to_be_visible()


def fill_and_pay(page: Page, email: str, number: str) -> None:
    page.locator("input[name=email]").fill(email)
    for name, value in GUEST.items():
        page.locator(f"form.checkout [name={name}]").fill(value)
    page.locator("[data-card=number]").press_sequentially(number.replace(" ", ""))
    page.locator("[data-card=expiry]").press_sequentially("1240")
    page.locator("[data-card=cvc]").press_sequentially("123")
    page.locator("form.checkout button.button--buy").click()


def test_find_compare_two_shops_pay_once(hall: Hall, browser: Browser) -> None:
    first, second = hall.scene("clip"), hall.scene("plain")
    offer_relay(hall, second)
    page = open_page(browser, hall)
    sheet = open_sheet(page, first)
    sheet.locator("[data-bag-button] button").click()
    expect(sheet.get_by_role("link", name="In the bag")).to_be_visible()
    expect(page.locator(".stage [data-bag-count]")).to_have_text("1")
    assert page.locator("article.clip video").first.evaluate("video => !video.paused"), "the video goes on"
    page.goto(f"/compare/?p={first['product']}&p={second['product']}")
    expect(page.get_by_text(second["shop_name"]).first).to_be_visible()
    put_from_page(page, second)

    page.locator("[data-bag]").first.click()
    expect(page.get_by_role("heading", name="Your bag")).to_be_visible()
    expect(page.get_by_text("from 2 shops, paid once")).to_be_visible()
    expect(page.locator(".cart__side .button--buy")).to_have_text("Buy · €59.60")
    part = page.locator(".cart__part", has_text=second["shop_name"])
    part.locator("summary.cart__way").click()
    part.get_by_label("To a relay point").check()
    expect(page.get_by_text("Choose a relay point, then you can pay.")).to_be_visible()
    part.get_by_label("Near which postal code?").fill("75011")
    part.get_by_role("button", name="Look").click()
    part.get_by_role("button", name="Collect here Pressing Oberkampf").click()
    expect(page.locator(".cart__side .button--buy")).to_have_text("Buy · €58.20")
    page.locator(".cart__side .button--buy").click()
    fill_and_pay(page, f"two-{second['shop']}@example.org", APPROVED)

    expect(page.get_by_role("heading", name="It is yours")).to_be_visible()
    expect(page.get_by_text("One payment, 2 orders")).to_be_visible()
    expect(page.get_by_text("Pressing Oberkampf")).to_be_visible()
    assert (stock(hall, first), stock(hall, second)) == ("5/1", "5/1")
    page.get_by_role("link", name="See the order").click()
    expect(page.get_by_role("heading", name="Can still be cancelled")).to_have_count(2)
    page.goto("/cart/")
    expect(page.get_by_role("heading", name="Your bag is empty")).to_be_visible()
    told = hall.manage(
        f"""
        from halles.payments.models import Payment
        from halles.orders.models import OrderGroup
        group = OrderGroup.objects.get(email="two-{second["shop"]}@example.org")
        paid = Payment.objects.filter(reference_id=group.pk)
        print(paid.count(), paid[0].amount_minor, [one.shipping_minor for one in group.orders.order_by("position")])
        """
    )
    assert told == "1 5820 [490, 350]"


def test_changes_are_told_before_paying_and_the_bag_follows_to_another_device(hall: Hall, browser: Browser) -> None:
    dearer, scarce = hall.scene("plain"), hall.scene("plain")
    page = open_page(browser, hall)
    put_from_page(page, dearer)
    put_from_page(page, scarce)
    page.goto("/cart/")
    line = page.locator(".cart-line", has_text=scarce["title"]).last
    line.get_by_role("button", name="One more").click()
    expect(line.locator(".cart-line__count")).to_have_text("2")
    sign_in(page, dearer["customer"], dearer["password"])
    set_price(hall, dearer, 2690)
    set_stock(hall, scarce, 1)

    elsewhere = open_page(browser, hall, size=DESK)
    sign_in(elsewhere, dearer["customer"], dearer["password"])
    elsewhere.goto("/cart/")
    expect(elsewhere.get_by_text("the price has risen from €24.90 to €26.90")).to_be_visible()
    expect(elsewhere.get_by_text("you wanted 2, 1 is left")).to_be_visible()
    expect(elsewhere.locator("button.button--buy")).to_have_text("Buy · €61.60")
    elsewhere.get_by_role("button", name="Understood").click()
    expect(elsewhere.get_by_text("the price has risen")).to_have_count(0)
    set_price(hall, dearer, 2790)
    elsewhere.locator("button.button--buy").click()
    expect(elsewhere.get_by_role("alert")).to_contain_text("The price has changed")
    expect(elsewhere.locator("button.button--buy")).to_have_text("Buy · €62.60")
    elsewhere.locator("button.button--buy").click()
    expect(elsewhere.get_by_role("heading", name="It is yours")).to_be_visible()
    page.goto("/cart/")
    expect(page.get_by_role("heading", name="Your bag is empty")).to_be_visible()


def test_the_bank_asks_about_the_whole_bag_once(hall: Hall, browser: Browser) -> None:
    facts = hall.scene("plain")
    page = open_page(browser, hall)
    put_from_page(page, facts)
    page.goto("/cart/checkout/")
    fill_and_pay(page, f"bank-{facts['shop']}@example.org", CHALLENGED)
    page.wait_for_url("**/sandbox-pay/**")
    page.get_by_role("button", name="Confirm").first.click()
    expect(page.get_by_role("heading", name="It is yours")).to_be_visible()
    page.goto("/cart/")
    expect(page.get_by_role("heading", name="Your bag is empty")).to_be_visible()


def test_the_bag_swallows_the_product_and_is_still_for_who_wants_it_still(hall: Hall, browser: Browser) -> None:
    facts = hall.scene("plain")
    for motion, flies in (("no-preference", 1), ("reduce", 0)):
        page = open_page(browser, hall)
        page.emulate_media(reduced_motion=motion)  # type: ignore[arg-type]
        page.goto(f"/p/{facts['product']}/{facts['slug']}/")
        page.evaluate(
            """() => { window.flown = 0; new MutationObserver((changes) => {
              for (const change of changes) for (const node of change.addedNodes)
                if (node.classList?.contains("swallowed")) window.flown += 1;
            }).observe(document.body, { childList: true }); }"""
        )
        page.locator("[data-bag-button] button").first.click()
        expect(page.get_by_role("link", name="In the bag")).to_be_visible()
        expect(page.locator("[data-bag-count]").first).to_have_text("1")
        assert page.evaluate("window.flown") == flies
        expect(page.locator(".swallowed")).to_have_count(0)


def test_without_script_the_bag_works_by_forms(hall: Hall, browser: Browser) -> None:
    facts = hall.scene("plain")
    page = open_page(browser, hall, java_script_enabled=False)
    page.goto(f"/p/{facts['product']}/{facts['slug']}/")
    page.locator("[data-bag-button] button").first.click()
    expect(page.get_by_role("heading", name="Your bag")).to_be_visible()
    page.get_by_role("button", name="One more").click()
    expect(page.locator(".cart-line__count")).to_have_text("2")
    page.get_by_role("button", name="Remove").click()
    expect(page.get_by_role("heading", name="Your bag is empty")).to_be_visible()


def test_the_pages_of_the_bag_are_for_everybody(hall: Hall, browser: Browser) -> None:
    first, second = hall.scene("plain"), hall.scene("plain")
    offer_relay(hall, first)
    page = open_page(browser, hall, size=NARROW)
    page.goto("/cart/")
    answer_consent(page)
    told = {"empty": faults(page)}
    put_from_page(page, first)
    told["added"] = faults(page)
    put_from_page(page, second)
    page.goto("/cart/")
    page.locator("summary.cart__way").first.click()
    page.get_by_label("To a relay point").check()
    expect(page.get_by_text("Choose a relay point, then you can pay.")).to_be_visible()
    page.goto("/cart/?near=75011")
    told["relay points"] = faults(page)
    page.get_by_role("button", name="Collect here").first.click()
    page.get_by_role("button", name="For later").last.click()
    expect(page.get_by_role("heading", name="Kept for later")).to_be_visible()
    set_price(hall, first, 9990)
    set_stock(hall, second, 0)
    page.goto("/cart/")
    expect(page.get_by_role("button", name="Back into the bag")).to_be_disabled()
    told["changed"] = faults(page)
    page.goto("/cart/checkout/")
    told["paying"] = faults(page)
    enter(page, hall, first["customer"])
    page.goto("/cart/")
    told["one tap"] = faults(page)
    assert {name: found for name, found in told.items() if found} == {}
