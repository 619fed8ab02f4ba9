"""What shops, creators, customers and staff do until a commission is at a creator's bank; shared by journeys."""

from __future__ import annotations

import csv
import datetime as dt
import json
import re
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Locator, Page, expect

from tests.journeys.conftest import DESK, Hall, enter, open_page
from tests.journeys.days import Calendar
from tests.journeys.selling import later


def make_earner(hall: Hall) -> dict[str, str]:
    """A creator whom the test bank can pay: `id` of the profile, `handle`, `email`."""
    told = hall.manage(
        """
        import json
        from django.db import transaction
        from tests.journeys.seed import earner
        with transaction.atomic():
            one = earner()
        print(json.dumps({"id": str(one.pk), "handle": one.handle, "email": one.user.email}))
        """
    )
    found: dict[str, str] = json.loads(told)
    return found


def make_plan(hall: Hall, facts: dict[str, Any], *, rate_bps: int, joined_by: str = "") -> None:
    """The shop has opened a plan for its bowl; a profile takes part in it, if given."""
    hall.manage(
        f"""
        from halles.affiliates.services.participating import join
        from halles.catalog.models import Variant
        from halles.creators.models import Creator
        from tests.affiliates.plan_makers import make_open_plan
        plan = make_open_plan(Variant.objects.get(pk="{facts["variant"]}"), rate_bps={rate_bps})
        if "{joined_by}":
            join(Creator.objects.get(pk="{joined_by}"), plan.pk)
        """
    )


def desk_of(hall: Hall, browser: Browser, email: str) -> Page:
    """Somebody at a desk, signed in."""
    page = open_page(browser, hall, size=DESK)
    enter(page, hall, email)
    return page


def follow_link(hall: Hall, browser: Browser, facts: dict[str, Any], handle: str) -> Page:
    """A stranger who followed a creator's link to the bowl."""
    visitor = open_page(browser, hall)
    visitor.goto(f"/c/{handle}/{facts['slug']}/?at=newsletter")
    expect(visitor.get_by_role("heading", name=facts["title"])).to_be_visible()
    return visitor


def buy(visitor: Page, facts: dict[str, Any]) -> None:
    """By the plain address of the bowl, on their own; they see the order in the end."""
    visitor.goto(f"/p/{facts['product']}/{facts['slug']}/")
    visitor.locator("button.button--buy").first.click()
    expect(visitor.get_by_role("heading", name="It is yours")).to_be_visible()
    visitor.get_by_role("link", name="See the order").click()
    visitor.wait_for_url("**/orders/*/")


def money_of(earner: dict[str, str]) -> str:
    """The address of a creator's money."""
    return f"/studio/profiles/{earner['id']}/money/"


def lines(page: Page) -> Locator:
    """What each line earned, on the page of a creator's money; the latest sale first."""
    return (
        page.get_by_role("region", name="What each line earned")
        .get_by_role("listitem")
        .filter(has=page.locator("details"))
    )


def purse(page: Page, name: str) -> Locator:
    """The sum of this name on a page about money."""
    return page.locator("dl > div", has=page.get_by_text(name, exact=True)).locator("dd").first


def pass_to_payouts(hall: Hall, passing: Calendar) -> dt.date:
    """The next day of payouts comes, and the jobs of the house plan them; the day."""
    told = hall.manage(
        """
        from halles.kit import clock
        from halles.markets.queries import get_market
        from halles.payouts.schedule import next_payout_after, payout_instant
        market = get_market("FR")
        on = next_payout_after(market, clock.now())
        print(on.isoformat(), (payout_instant(market, on) - clock.now()).total_seconds())
        """
    )
    on, seconds = told.split()
    passing.let_pass(seconds=float(seconds) + 60)
    later(hall, 0, "payouts.plan_due_runs()")
    return dt.date.fromisoformat(on)


def confirm(hall: Hall, passing: Calendar, *, days: float) -> None:
    """So many days go by, and the jobs of the house confirm what has waited long enough."""
    passing.let_pass(days=days)
    later(hall, 0, "booking.confirm_due()")


def reach_the_bank(hall: Hall) -> None:
    """The worker gives what was sent to the bank in its own time."""
    left = hall.manage(
        """
        import time
        from halles.payouts.models import Payout
        waiting = Payout.objects.filter(status="sent", bank_ref="")
        for _ in range(150):
            if not waiting.exists():
                break
            time.sleep(0.2)
        print(waiting.count())
        """
    )
    assert left == "0"


def pay_out(hall: Hall, passing: Calendar, staff: Page, handle: str, amount: str) -> None:
    """The next day of payouts: staff review the run, approve and send it; the test bank pays a minute later."""
    on = pass_to_payouts(hall, passing)
    staff.goto("/staff/payouts/")
    waiting = staff.get_by_role("listitem").filter(has_text="FR").filter(has_text="To be approved")
    waiting.get_by_role("link", name=re.compile(rf"{on:%b} {on.day}\b")).click()
    mine = staff.get_by_role("listitem").filter(has_text=f"@{handle}").first
    expect(mine).to_contain_text(amount)
    expect(mine).to_contain_text("FR •••• 0189")
    for act in ("Approve the run", "Send the run"):
        form = staff.locator("form", has=staff.get_by_role("button", name=act))
        form.get_by_label("Why").fill("Looked at, line by line.")
        form.get_by_role("button", name=act).click()
        expect(staff.get_by_role("button", name=act)).to_have_count(0)
    expect(mine).to_contain_text("On its way")
    reach_the_bank(hall)
    passing.let_pass(minutes=2)
    later(hall, 0, "bank.move_due(); payouts.read_feed()")
    staff.reload()
    expect(mine).to_contain_text("Paid")


def statement_months(creator: Page) -> Locator:
    """The rows of a creator's statements on the page of their money, the latest month first."""
    section = creator.locator("section", has=creator.get_by_role("heading", name="Statements"))
    return section.get_by_role("listitem")


def statement_entries(creator: Page) -> list[tuple[str, str, str]]:
    """(kind, change of what is held, change of what is free) of every entry of every month's table, oldest first.

    A month begins as the one before ended; the last one ends with nothing.
    """
    found: list[tuple[str, str, str]] = []
    stood = ("0.00", "0.00")
    for month in reversed(statement_months(creator).all()):
        with creator.expect_download() as download:
            month.get_by_role("link", name="CSV").click()
        rows = list(csv.DictReader(Path(download.value.path()).read_text("utf-8-sig").splitlines()))
        opening, *entries, closing = rows
        assert (opening["kind"], closing["kind"]) == ("opening", "closing")
        assert (opening["pending_after"], opening["available_after"]) == stood
        stood = (closing["pending_after"], closing["available_after"])
        found += [(row["kind"], row["pending_change"], row["available_change"]) for row in entries]
    assert stood == ("0.00", "0.00")
    return found
