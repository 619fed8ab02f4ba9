"""In a show: claim a flash deal and buy it over the picture; enter a giveaway, win it, and check the draw."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys.conftest import DESK, Hall, enter, open_page

pytestmark = pytest.mark.journey
PICTURES = os.environ.get("HALLES_TEST_PICTURES", "")

ON_AIR = """
import datetime as dt
from django.db import transaction
from halles.catalog.models import Variant
from halles.creators.models import Creator
from halles.kit import clock
from halles.live.models import LiveProduct
from halles.users.models import User
from tests.live.makers import make_session
variant = Variant.objects.get(pk="{variant}")
User.objects.update(created_at=clock.now() - dt.timedelta(days=30))
creator = Creator.objects.get(seller=variant.product.seller_id)
session = make_session(creator=creator, status="live", market="FR")
LiveProduct.objects.create(session=session, product=variant.product, position=0)
print(session.pk)
"""
ACT = """
from django.db import transaction
from halles.live.acts import giveaways, offers, polls
from halles.live.queries import find_session
session = find_session("{session}")
with transaction.atomic():
    {act}
"""


def on_air(hall: Hall, facts: dict[str, Any]) -> str:
    return hall.manage(ON_AIR.format(variant=facts["variant"])).strip()


def act(hall: Hall, session: str, code: str) -> str:
    return hall.manage(ACT.format(session=session, act=code)).strip()


def picture(page: Page, name: str) -> None:
    if PICTURES:
        page.screenshot(path=str(Path(PICTURES) / f"{name}.png"))


def test_claim_and_buy_without_leaving_the_picture(hall: Hall, browser: Browser) -> None:
    facts = hall.scene()
    session = on_air(hall, facts)
    page = open_page(browser, hall)
    enter(page, hall, facts["customer"])
    page.goto(f"/live/{session}/")
    offer = f'offers.OfferDraft(__import__("uuid").UUID("{facts["variant"]}"), 1990, quota=2)'
    made = f"deal = offers.create_offer(session, {offer}, by=session.created_by); offers.open_offer(session, deal.pk)"
    act(hall, session, made)

    card = page.locator(".act[data-kind=flash_deal]")
    expect(card).to_contain_text("19.90")
    expect(card).to_contain_text("instead of €24.90")
    expect(card).to_contain_text("2 left")
    picture(page, "offer")
    card.get_by_role("button", name="Claim").click()
    buy = card.get_by_role("button", name=re.compile("Buy"))
    expect(buy).to_be_visible()
    picture(page, "claimed")
    buy.click()
    sheet = page.locator("product-sheet")
    expect(sheet).to_contain_text("Kept for you until")
    picture(page, "sheet")
    sheet.get_by_role("button", name="Buy · €24.80").click()
    expect(sheet).to_contain_text("It is yours")
    expect(sheet).to_contain_text("€5.00 less")
    picture(page, "bought")
    assert page.url.endswith(f"/live/{session}/")


def test_enter_win_and_check(hall: Hall, browser: Browser) -> None:
    facts = hall.scene()
    session = on_air(hall, facts)
    page = open_page(browser, hall, size=DESK)
    enter(page, hall, facts["customer"])
    page.goto(f"/live/{session}/")
    draft = f'giveaways.GiveawayDraft(__import__("uuid").UUID("{facts["variant"]}"))'
    made = f"one = giveaways.create_giveaway(session, {draft}, by=session.created_by)"
    giveaway = act(hall, session, f"{made}; giveaways.open_giveaway(session, one.pk); print(one.pk)")
    card = page.locator(".act[data-kind=giveaway]")
    card.get_by_role("button", name="Enter").click()
    expect(card).to_contain_text("You are in, with 1 entries")
    picture(page, "entered")

    act(hall, session, f'giveaways.close_giveaway(session, __import__("uuid").UUID("{giveaway}"))')
    expect(card).to_contain_text("You won!")
    picture(page, "won")
    card.get_by_role("button", name="Fetch your prize").click()
    sheet = page.locator("product-sheet")
    sheet.get_by_role("button", name="Buy · €0.00").click()
    expect(sheet).to_contain_text("It is yours")

    page.goto(f"/live/{session}/record/")
    expect(page.locator("verify-record")).to_contain_text("The record holds")
    expect(page.locator("[data-draws]")).to_have_text("1")
    picture(page, "record")
    hall.manage(
        f"""
        from django.db import connection
        with connection.cursor() as cursor:
            cursor.execute("ALTER TABLE live_giveaway DISABLE TRIGGER live_giveaway_kept")
            cursor.execute("UPDATE live_giveaway SET list_text = list_text || 'x' WHERE act_id = '{giveaway}'")
            cursor.execute("ALTER TABLE live_giveaway ENABLE TRIGGER live_giveaway_kept")
        """
    )
    page.reload()
    expect(page.locator("verify-record")).to_contain_text("The record does not hold")


def test_a_poll(hall: Hall, browser: Browser) -> None:
    facts = hall.scene()
    session = on_air(hall, facts)
    page = open_page(browser, hall)
    enter(page, hall, facts["customer"])
    page.goto(f"/live/{session}/")
    act(
        hall,
        session,
        'polls.open_poll(session, polls.PollDraft("Which clay?", ("Red", "White")), by=session.created_by)',
    )
    card = page.locator(".act[data-kind=poll]")
    card.get_by_role("button", name="White").click()
    expect(card).to_contain_text("White · 100 % •")
    picture(page, "poll")
