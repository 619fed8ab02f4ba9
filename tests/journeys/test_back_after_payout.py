"""One of two bowls comes back after its commission was paid out: the creator owes it, and the next payout is less."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import Browser, expect

from tests.journeys.conftest import Hall, enter, open_page
from tests.journeys.days import calendar
from tests.journeys.earning import (
    confirm,
    desk_of,
    lines,
    make_earner,
    make_plan,
    money_of,
    pay_out,
    purse,
    statement_entries,
)
from tests.journeys.selling import deliver

pytestmark = pytest.mark.journey


def test_what_comes_back_after_the_payout_is_taken_off_the_next(hall: Hall, browser: Browser) -> None:
    with calendar(hall, days_ago=100) as passing:
        facts, earner = hall.scene(), make_earner(hall)
        make_plan(hall, facts, rate_bps=1000, joined_by=earner["id"])
        passing.let_pass(days=5)
        _group, order = deliver(hall, facts, pieces=2, led_by=earner["id"])
        staff, creator = desk_of(hall, browser, facts["staff"]), desk_of(hall, browser, earner["email"])
        confirm(hall, passing, days=29)
        # Twice 24.90 with 20 % VAT inside, 10 % of the rest.
        pay_out(hall, passing, staff, earner["handle"], "€4.15")
        creator.goto(money_of(earner))
        expect(purse(creator, "Free for payout")).to_have_text("€0.00")

        passing.let_pass(days=1)
        send_one_back(hall, browser, facts, order)
        creator.goto(money_of(earner))
        expect(purse(creator, "Free for payout")).to_have_text("-€2.08")
        expect(creator.get_by_text("Below zero: goods came back after you were paid for them.")).to_be_visible()
        (line,) = lines(creator).all()
        expect(line).to_contain_text("€2.07")
        line.locator("summary").click()
        expect(line).to_contain_text(re.compile("Earned at the sale.*€4.15.*Given back: .*€2.08", re.DOTALL))

        passing.let_pass(days=4)
        deliver(hall, facts, pieces=2, led_by=earner["id"])
        confirm(hall, passing, days=29)
        creator.goto(money_of(earner))
        expect(purse(creator, "Free for payout")).to_have_text("€2.07")
        pay_out(hall, passing, staff, earner["handle"], "€2.07")
        creator.goto(money_of(earner))
        expect(purse(creator, "Free for payout")).to_have_text("€0.00")
        payouts = creator.get_by_role("listitem").filter(has_text="FR •••• 0189")
        expect(payouts).to_contain_text([re.compile("€2.07.*Paid"), re.compile("€4.15.*Paid")])
        assert statement_entries(creator) == [
            ("commission", "4.15", "0.00"),
            ("commission_confirmed", "-4.15", "4.15"),
            ("payout", "0.00", "-4.15"),
            ("commission_reversed", "0.00", "-2.08"),
            ("commission", "4.15", "0.00"),
            ("commission_confirmed", "-4.15", "4.15"),
            ("payout", "0.00", "-2.07"),
        ]


def send_one_back(hall: Hall, browser: Browser, facts: dict[str, Any], order: str) -> None:
    """The customer says that one arrived broken; the shop gives its price back and lets them keep it."""
    customer = open_page(browser, hall)
    enter(customer, hall, facts["customer"])
    customer.goto(f"/orders/{order}/return/?reason=arrived_damaged")
    customer.get_by_label(facts["title"]).select_option("1")
    customer.get_by_label("Tell the shop more").fill("The rim of one is broken.")
    customer.get_by_role("button", name="Ask to send it back").click()
    expect(customer.get_by_role("heading", level=1)).to_be_visible()
    seller = desk_of(hall, browser, facts["seller"])
    seller.goto(f"/studio/shops/{facts['shop']}/returns/")
    seller.get_by_role("link", name=re.compile("R1")).click()
    seller.get_by_role("button", name="Refund it, they keep it").click()
    cost = seller.locator("section", has=seller.get_by_role("heading", name="What it costs you"))
    expect(cost).to_contain_text("€24.90")
    customer.reload()
    expect(customer.get_by_role("heading", name="Refunded", level=1)).to_be_visible()
