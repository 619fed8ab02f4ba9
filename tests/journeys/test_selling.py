"""From a paid order to money that is the shop's: packed at the desk, carried, delivered, held, available."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, expect

from tests.journeys.conftest import Hall, enter, open_page, open_sheet
from tests.journeys.selling import carry_to_the_money

pytestmark = pytest.mark.journey


def test_from_the_order_to_the_sellers_money(hall: Hall, browser: Browser) -> None:
    facts = hall.scene("clip")
    customer = open_page(browser, hall)
    enter(customer, hall, facts["customer"])
    sheet = open_sheet(customer, facts)
    sheet.locator("button.button--buy").click()
    expect(sheet.get_by_role("heading", name="It is yours")).to_be_visible()
    sheet.get_by_role("link", name="See the order").click()
    customer.wait_for_url("**/orders/*/")
    carry_to_the_money(hall, browser, facts, customer, "HP0000000120")
