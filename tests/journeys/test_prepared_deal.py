"""A creator begins the flash deal that a shop prepared for their show: viewers claim and buy it, the creator earns."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys.conftest import DESK, Hall, enter, open_page
from tests.journeys.earning import desk_of, lines, make_earner, money_of
from tests.journeys.selling import look_until

pytestmark = pytest.mark.journey

ON_AIR = """
import datetime as dt
from django.db import transaction
from halles.affiliates.services import participating
from halles.affiliates.services.deals import DealTerms
from halles.catalog.models import Variant
from halles.creators.models import Creator
from halles.kit import clock
from halles.live.models import LiveProduct
from halles.users.models import User
from tests.affiliates.plan_makers import make_invitation
from tests.live.makers import make_session
variant, creator = Variant.objects.get(pk="{variant}"), Creator.objects.get(pk="{creator}")
User.objects.update(created_at=clock.now() - dt.timedelta(days=30))
last_on = clock.today("Europe/Paris") + dt.timedelta(days=20)
with transaction.atomic():
    plan = make_invitation(variant, creator, rate_bps=2_000, deal=DealTerms(variant.pk, 1_990, 2, last_on))
    part = participating.answer_invitation(plan.participations.get().pk, yes=True)
    session = make_session(creator=creator, status="live", market="FR")
    LiveProduct.objects.create(session=session, product=variant.product, position=0)
print(session.pk, part.pk)
"""


def test_from_the_countdown_to_the_commission(hall: Hall, browser: Browser) -> None:
    facts, earner = hall.scene(), make_earner(hall)
    session, part = hall.manage(ON_AIR.format(variant=facts["variant"], creator=earner["id"])).split()[-2:]
    host = desk_of(hall, browser, earner["email"])
    viewer, other = (open_page(browser, hall, size=size) for size in ({"width": 390, "height": 844}, DESK))
    enter(viewer, hall, facts["customer"])
    for page in (viewer, other):
        page.goto(f"/live/{session}/")
    host.goto(f"/studio/live/{session}/cockpit/")
    desk = host.locator("#acts-list")
    expect(desk).to_contain_text(f"prepared by {facts['shop_name']}")
    desk.get_by_role("button", name="Begin the countdown").click()
    expect(desk).to_contain_text("counting down")

    card = viewer.locator(".act[data-kind=flash_deal]")
    expect(card).to_contain_text("19.90")
    expect(card).to_contain_text("2 left")
    desk.get_by_role("button", name=f"Open now {facts['title']}").click()
    claim_and_buy(viewer)
    expect(other.locator(".act[data-kind=flash_deal]")).to_contain_text("1 left")

    desk.get_by_role("button", name=f"End {facts['title']}").click()
    expect(desk).to_contain_text("over")
    expect(desk.get_by_role("button", name=f"End {facts['title']}")).to_have_count(0)
    expect(other.locator(".act[data-kind=flash_deal]").get_by_role("button", name="Claim")).to_have_count(0)
    what_both_read(hall, browser, host, facts, earner, part)


def claim_and_buy(viewer: Page) -> None:
    """Over the picture, for the price of the show."""
    card = viewer.locator(".act[data-kind=flash_deal]")
    card.get_by_role("button", name="Claim").click()
    card.get_by_role("button", name=re.compile("Buy")).click()
    sheet = viewer.locator("product-sheet")
    expect(sheet).to_contain_text("Kept for you until")
    sheet.get_by_role("button", name="Buy · €24.80").click()
    expect(sheet).to_contain_text("It is yours")


def what_both_read(
    hall: Hall, browser: Browser, host: Page, facts: dict[str, Any], earner: dict[str, str], part: str
) -> None:
    """The shop how many were sold, the creator what they earned: 20 % of 19.90 without its tax."""
    shop = desk_of(hall, browser, facts["seller"])
    shop.goto(f"/studio/shops/{facts['shop']}/plans/parts/{part}/")
    expect(shop.locator("main")).to_contain_text("1 sold")
    look_until(host, money_of(earner), lines(host))
    expect(lines(host).first).to_contain_text("20% of €16.58")
    expect(lines(host).first).to_contain_text("€3.31")
