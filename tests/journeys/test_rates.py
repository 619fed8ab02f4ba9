"""Which rate a sale is paid at: what was agreed with one creator, and what a cut leaves to those who took part."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from halles.kit import clock
from tests.journeys.conftest import Hall, enter
from tests.journeys.days import calendar
from tests.journeys.earning import buy, desk_of, follow_link, lines, make_earner, make_plan, money_of
from tests.journeys.selling import look_until

pytestmark = pytest.mark.journey


def test_what_was_agreed_with_a_creator_replaces_the_open_plan(hall: Hall, browser: Browser) -> None:
    facts, chosen, other = hall.scene(), make_earner(hall), make_earner(hall)
    make_plan(hall, facts, rate_bps=1000)
    seller = desk_of(hall, browser, facts["seller"])
    invite(seller, facts, chosen["handle"], percent="15", ends_on=(clock.now() + dt.timedelta(days=60)).date())

    creator = desk_of(hall, browser, chosen["email"])
    creator.goto(f"/studio/profiles/{chosen['id']}/plans/")
    creator.get_by_role("link", name=facts["title"]).click()
    expect(creator.get_by_text("We throw it only for you.")).to_be_visible()
    creator.get_by_role("button", name="Take part").click()
    expect(creator.get_by_text("You take part from now on.")).to_be_visible()

    for earner in (chosen, other):
        visitor = follow_link(hall, browser, facts, earner["handle"])
        enter(visitor, hall, new_customer(hall))
        buy(visitor, facts)

    look_until(creator, money_of(chosen), lines(creator))
    # 24.90 with 20 % VAT inside.
    expect(lines(creator).first).to_contain_text("15% of €20.75")
    expect(lines(creator).first).to_contain_text("€3.11")
    lines(creator).first.locator("summary").click()
    expect(lines(creator).first).to_contain_text("the agreement with this creator replaces the open plan")

    neighbour = desk_of(hall, browser, other["email"])
    look_until(neighbour, money_of(other), lines(neighbour))
    expect(lines(neighbour).first).to_contain_text("10% of €20.75")
    expect(lines(neighbour).first).to_contain_text("€2.07")
    lines(neighbour).first.locator("summary").click()
    expect(lines(neighbour).first).to_contain_text("The last click before the purchase.")
    expect(neighbour.get_by_text("15%")).to_have_count(0)

    seller.goto(f"/studio/shops/{facts['shop']}/plans/sold/")
    for earner, cost in ((chosen, "€3.11"), (other, "€2.07")):
        expect(seller.get_by_role("row").filter(has_text=f"@{earner['handle']}").first).to_contain_text(cost)


def test_a_cut_waits_for_those_who_took_part_before_it(hall: Hall, browser: Browser) -> None:
    with calendar(hall, days_ago=40) as passing:
        facts, earner = hall.scene(), make_earner(hall)
        make_plan(hall, facts, rate_bps=1200, joined_by=earner["id"])
        passing.let_pass(days=1)
        seller = desk_of(hall, browser, facts["seller"])
        falls_on = cut(seller, facts, percent="8")
        day = f"{falls_on:%b} {falls_on.day}"

        creator = desk_of(hall, browser, earner["email"])
        mine = f"/studio/profiles/{earner['id']}/plans/"
        creator.goto(mine)
        plan = creator.get_by_role("link", name=facts["title"])
        expect(plan).to_contain_text(re.compile(f"12% until .*{day}.*, then 8%"))

        passing.let_pass(days=27, hours=22)
        staff = desk_of(hall, browser, facts["staff"])
        outbox = f"/staff/outbox/?q={earner['email']}"
        told = staff.get_by_role("row").filter(has_text=earner["email"]).filter(has_text="8%")
        staff.goto(outbox)
        expect(told).to_have_count(0)
        visitor = follow_link(hall, browser, facts, earner["handle"])
        enter(visitor, hall, facts["customer"])
        buy(visitor, facts)
        passing.let_pass(hours=3)
        look_until(staff, outbox, told)
        told.get_by_role("link").click()
        letter = staff.frame_locator("iframe").locator("body")
        expect(letter).to_contain_text(f"Until {falls_on.month}/{falls_on.day}/{falls_on:%y}")
        expect(letter).to_contain_text(f"{facts['shop_name']} pays you 12% for {facts['title']}, then 8%.")

        passing.let_pass(days=2)
        creator.goto(mine)
        expect(plan).to_contain_text("8%")
        expect(plan).not_to_contain_text("12%")
        visitor.goto(f"/c/{earner['handle']}/{facts['slug']}/")
        buy(visitor, facts)
        look_until(creator, money_of(earner), lines(creator).nth(1))
        expect(lines(creator)).to_contain_text(
            [re.compile(r"8% of €20\.75.*?€1\.66"), re.compile(r"12% of €20\.75.*€2\.49")]
        )


def invite(seller: Page, facts: dict[str, Any], handle: str, *, percent: str, ends_on: dt.date) -> None:
    """The shop looks for a creator and offers them a rate of their own."""
    seller.goto(f"/studio/shops/{facts['shop']}/plans/creators/?text={handle}")
    seller.get_by_label(f"Mark @{handle}").first.check()
    seller.get_by_role("button", name="Invite at a rate of their own").click()
    expect(seller.get_by_text(f"@{handle}")).to_be_visible()
    seller.get_by_role("combobox", name="For").select_option(label=facts["title"])
    seller.get_by_label("Commission in percent").fill(percent)
    seller.get_by_label("Last day", exact=True).fill(ends_on.isoformat())
    seller.get_by_label("What creators should know").fill("We throw it only for you.")
    seller.get_by_role("button", name="Invite", exact=True).click()
    expect(seller.get_by_role("link", name=facts["title"]).first).to_contain_text(f"{percent}%")


def cut(seller: Page, facts: dict[str, Any], *, percent: str) -> dt.date:
    """The shop pays less; the day from which those who took part get less, as the page says it."""
    seller.goto(f"/studio/shops/{facts['shop']}/plans/")
    seller.get_by_role("link", name=facts["title"]).click()
    seller.get_by_label("Commission in percent").fill(percent)
    seller.get_by_role("button", name="Change it").click()
    expect(seller.locator("dl", has_text="Commission now")).to_contain_text(f"{percent}%")
    kept = re.search(r"who took part before, until (\w+ \d+, \d+)", seller.locator("main").inner_text())
    assert kept
    return dt.datetime.strptime(kept[1], "%b %d, %Y").replace(tzinfo=dt.UTC).date()


def new_customer(hall: Hall) -> str:
    """Somebody in Paris with a card; their mail address."""
    return hall.manage(
        """
        from django.db import transaction
        from tests.journeys.seed import customer
        with transaction.atomic():
            print(customer().email)
        """
    )
