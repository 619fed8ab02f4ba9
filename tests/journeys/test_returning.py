"""Sending back, from the customer's press to the card, the books and the shelf; and every page of it for everybody."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import Browser, expect

from tests.journeys.conftest import DESK, Hall, enter, open_page, stock
from tests.journeys.selling import deliver
from tests.journeys.test_accessibility import NARROW, visit

pytestmark = pytest.mark.journey


def arrived(hall: Hall, facts: dict[str, Any]) -> tuple[str, str]:
    """(order, purchase): two bowls that were delivered to the customer two days ago."""
    group, order = deliver(hall, facts, pieces=2)
    return order, group


def test_a_withdrawn_bowl_is_refunded_on_the_card_and_in_the_books(browser: Browser, hall: Hall) -> None:
    facts = hall.scene()
    order, group = arrived(hall, facts)
    page = open_page(browser, hall)
    enter(page, hall, facts["customer"])
    page.goto(f"/orders/{group}/")
    page.get_by_role("link", name="Withdraw from contract here").click()
    page.get_by_label(facts["title"]).select_option("1")
    page.get_by_role("button", name="Continue").click()
    expect(page.get_by_role("heading", name="Your declaration")).to_be_visible()
    page.get_by_role("button", name="Confirm withdrawal").click()
    expect(page.get_by_text("You withdrew on")).to_be_visible()
    # The label is made by a job; the page looks again by itself.
    page.get_by_role("link", name="Print the label").click(timeout=60_000)
    expect(page.locator(".return-label__number")).to_have_text(re.compile("HP[0-9]{10}"))
    page.get_by_role("link", name="Back to the return").click()
    page.get_by_role("button", name="I have handed it over").click()
    expect(page.get_by_role("heading", name="On its way back", level=1)).to_be_visible()

    shop = open_page(browser, hall, size=DESK)
    enter(shop, hall, facts["seller"])
    shop.goto(f"/studio/shops/{facts['shop']}/returns/?which=coming")
    shop.get_by_role("link", name=re.compile("R1")).click()
    shop.get_by_role("button", name="The parcel is here").click()
    shop.get_by_label("Back on the shelf").fill("1")
    shop.get_by_role("button", name="Refund", exact=True).click()
    expect(shop.get_by_text("It cost you")).to_be_visible()

    page.reload()
    expect(page.get_by_role("heading", name="Refunded", level=1)).to_be_visible()
    expect(page.locator(".sum")).to_contain_text("€24.90")
    expect(page.locator(".sum")).to_contain_text("€19.00")
    page.goto(f"/orders/{group}/")
    expect(page.locator(".sum")).to_contain_text("-€5.90")
    expect(page.locator(".return-way")).to_contain_text("€19.00")
    assert stock(hall, facts) == "4/0"
    told = hall.manage(
        f"""
        import time
        from halles.ledger.books import check_books
        from halles.notifications.models import Mail
        from halles.payments.models import Payment
        from halles.payments.providers.sandbox.models import SandboxRefund
        payment = Payment.objects.get(reference_id="{group}")
        for _ in range(100):
            found = SandboxRefund.objects.filter(charge_id=payment.provider_ref).first()
            mails = Mail.objects.filter(kind="withdrawal_declared", reference_id="{group}").count()
            if found and mails:
                break
            time.sleep(0.3)
        print(found.amount_minor, found.status, mails, len(check_books().problems))
        """
    )
    assert told == "1900 succeeded 1 0"
    assert order


def test_every_page_of_a_return_is_for_everybody(browser: Browser, hall: Hall) -> None:
    facts = hall.scene()
    order, group = arrived(hall, facts)
    made = hall.manage(
        f"""
        from django.db import transaction
        from halles.orders import story
        from halles.orders.models import Order
        from halles.returns import services
        order = Order.objects.get(pk="{order}")
        line = order.lines.get()
        by = story.customer(order.group.user_id)
        with transaction.atomic():
            kept = services.declare_withdrawal(
                order.pk, {{line.pk: 1}}, by=by, name="Camille", email="camille@example.org", key="one-key-1"
            )
        services.make_label(kept.pk)
        with transaction.atomic():
            asked = services.request_return(
                order.pk, {{line.pk: 1}}, by=by, reason="arrived_damaged", text="The rim is broken.", key="two-key-2"
            )
        with transaction.atomic():
            case = services.open_dispute(order.pk, kind="other", side="customer", by_id=None, text="It smells.")
        print(kept.pk, asked.pk, case.pk)
        """
    )
    kept, asked, case = made.split()
    page = open_page(browser, hall, size=NARROW)
    enter(page, hall, facts["customer"])
    mine = [
        f"/orders/{group}/",
        f"/returns/{kept}/",
        f"/returns/{kept}/label/",
        f"/returns/{asked}/",
        f"/cases/{case}/",
    ]
    mine += [f"/orders/{order}/{one}/" for one in ("problem", "withdraw", "return", "case")]
    assert visit(page, mine) == {}
    shop = open_page(browser, hall, size=NARROW)
    enter(shop, hall, facts["seller"])
    base = f"/studio/shops/{facts['shop']}"
    theirs = [f"{base}/returns/", f"{base}/returns/?which=coming", f"{base}/returns/goods/", f"{base}/cases/{case}/"]
    theirs += [f"{base}/returns/{kept}/", f"{base}/returns/{asked}/"]
    assert visit(shop, theirs) == {}
    staff = open_page(browser, hall, size=NARROW)
    enter(staff, hall, facts["staff"])
    assert visit(staff, ["/staff/cases/", f"/staff/cases/{case}/"]) == {}
