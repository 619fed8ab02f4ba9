"""What a shop does with a paid order until the money is its own; journeys end with it."""

from __future__ import annotations

import time
from typing import Any

from playwright.sync_api import Browser, Locator, Page, expect

from tests.journeys.conftest import DESK, Hall, enter, open_page, stock


def later(hall: Hall, hours: float, code: str) -> None:
    """What the jobs of the house do at that time."""
    hall.manage(
        f"""
        import datetime as dt
        from halles.affiliates.services import booking
        from halles.fulfillment import services as parcels
        from halles.kit import clock
        from halles.orders import services as orders
        from halles.payments import services as payments
        from halles.payments.models import Payment
        from halles.payouts import sandbox as bank
        from halles.payouts import services as payouts
        with clock.travel(clock.now() + dt.timedelta(hours={hours})):
            {code}
        """
    )


def wait_until(page: Page, path: str, heading: str) -> None:
    """The worker does the rest in its own time."""
    look_until(page, path, page.get_by_role("heading", name=heading))


def look_until(page: Page, path: str, wanted: Locator) -> None:
    """Looks at a page again until this stands on it: the worker does the rest in its own time."""
    for _ in range(60):
        page.goto(path)
        if wanted.count():
            return
        page.wait_for_timeout(300)
    raise AssertionError(f"{path} never said {wanted}")


def pack(desk: Page, facts: dict[str, Any], number: str) -> None:
    """The shop packs what it may and gives it to the test post.

    The test post delivers a `number` that ends in 0 to 6 two of its days later, each number once.
    """
    desk.goto(f"/studio/shops/{facts['shop']}/orders/pack/")
    desk.get_by_role("link", name="Pack H").click()
    desk.locator("select[name=carrier]").select_option("sandbox")
    desk.locator("input[name=tracking_number]").fill(number)
    desk.get_by_role("button", name="Packed: tell the customer").click()
    expect(desk.get_by_text("Parcel 1")).to_be_visible()


def post_number() -> str:
    """A parcel's number that nobody had, for the test post to deliver two days later."""
    return f"HP{time.time_ns() // 1000 % 10**9:09d}0"


def deliver(hall: Hall, facts: dict[str, Any], *, pieces: int, led_by: str = "") -> tuple[str, str]:
    """(purchase, order): so many bowls that the customer has had for two days, led there by a profile if given."""
    words = f'"{facts["variant"]}", {pieces}, buyer="{facts["customer"]}", number="{post_number()}", led_by="{led_by}"'
    told = hall.manage(
        f"""
        from tests.journeys.seed import delivered
        group, order = delivered({words})
        print(group.pk, order.pk)
        """
    )
    group, order = told.split()
    return group, order


def carry_to_the_money(hall: Hall, browser: Browser, facts: dict[str, str], customer: Page, number: str) -> None:
    """From the customer's page of a paid order: packed, shipped, delivered, held, available to the cent.

    The test post delivers a `number` that ends in 0 to 6 two of its days later, each number once.
    """
    order_page = customer.url
    desk = open_page(browser, hall, size=DESK)
    enter(desk, hall, facts["seller"])
    desk.goto(f"/studio/shops/{facts['shop']}/orders/pack/")
    expect(desk.get_by_text("1 order can still be cancelled by its customer")).to_be_visible()
    later(hall, 1.1, "orders.release_due()")
    wait_until(customer, order_page, "Being prepared")

    desk.reload()
    desk.get_by_role("link", name="Pack H").click()
    expect(desk.get_by_text("12 rue des Halles")).to_be_visible()
    desk.locator("select[name=carrier]").select_option("sandbox")
    desk.locator("input[name=tracking_number]").fill("HP12")
    desk.get_by_role("button", name="Packed: tell the customer").click()
    expect(desk.locator(".field__error, .notice--wrong").first).to_be_visible()
    desk.locator("input[name=tracking_number]").fill(number)
    desk.get_by_role("button", name="Packed: tell the customer").click()
    expect(desk.get_by_text("Parcel 1")).to_be_visible()
    assert stock(hall, facts) == "4/0"

    later(hall, 24 * 3, "parcels.poll_tracking()")
    customer.goto(order_page)
    expect(customer.get_by_role("heading", name="Delivered")).to_be_visible()
    expect(customer.get_by_text(number, exact=True)).to_be_visible()
    money = f"/studio/shops/{facts['shop']}/money/"
    desk.goto(money)
    purse = desk.locator(".purse__sums", has_text="Pending").locator("dd")
    available, held = purse.nth(0), purse.nth(1)
    expect(available).to_have_text("€0.00")
    due = held.inner_text()
    assert due != "€0.00"
    desk.get_by_role("link", name="Orders").first.click()

    later(hall, 24 * 40, "payouts.release_due()")
    desk.goto(money)
    expect(available).to_have_text(due)
    expect(held).to_have_text("€0.00")
    wait_until(customer, order_page, "Completed")
    told = hall.manage(
        f"""
        from halles.notifications.models import Mail
        print(*Mail.objects.filter(to="{facts["customer"]}").order_by("created_at").values_list("kind", flat=True))
        """
    )
    # In whatever order a busy worker came to them.
    assert {"order_paid", "order_shipped", "order_delivered"} <= set(told.split()), told
