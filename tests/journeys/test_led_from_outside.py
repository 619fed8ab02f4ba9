"""A link that a creator gave away outside: the click, a purchase later, the parcel, and money that is the creator's."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, expect

from tests.journeys.conftest import Hall, enter, open_page
from tests.journeys.selling import carry_to_the_money, later

pytestmark = pytest.mark.journey


def test_from_an_outside_link_to_a_confirmed_commission(hall: Hall, browser: Browser) -> None:
    facts = hall.scene("plain")
    handle, email, creator_id = hall.manage(
        f"""
        from halles.affiliates.services.plans import open_plan
        from halles.sellers.models import Seller
        from tests.affiliates.makers import make_creator
        from tests.journeys.seed import person
        open_plan(Seller.objects.get(slug="{facts["shop"]}"), product_id=None, rate_bps=1000)
        creator = make_creator(person("creator"))
        print(creator.handle, creator.user.email, creator.pk)
        """
    ).split()

    customer = open_page(browser, hall)
    customer.goto(f"/c/{handle}/{facts['slug']}/?at=newsletter")
    expect(customer.get_by_role("heading", name=facts["title"])).to_be_visible()
    # Somebody who comes back on their own, by the product's plain address, and is signed in by then.
    enter(customer, hall, facts["customer"])
    customer.goto(f"/p/{facts['product']}/{facts['slug']}/")
    customer.locator("button.button--buy").first.click()
    expect(customer.get_by_role("heading", name="It is yours")).to_be_visible()
    customer.get_by_role("link", name="See the order").click()
    customer.wait_for_url("**/orders/*/")
    carry_to_the_money(hall, browser, facts, customer, "HP0000000230")

    later(hall, 24 * 40, "from halles.affiliates.services.booking import confirm_due; print(confirm_due())")
    told = hall.manage(
        f"""
        from halles.affiliates.models import Commission
        from halles.affiliates.queries.commissions import check_commissions, touches_of
        from halles.payouts.queries import check_money_now
        one = Commission.objects.get(creator="{creator_id}")
        (touch,) = touches_of(one)
        print(one.status, one.base_minor, one.amount_minor, touch.kind, check_commissions(), check_money_now().problems)
        """
    )
    # 24.90 with 20 % VAT inside; the shop promised 10 % of the rest.
    assert told == "confirmed 2075 207 link [] []"

    creator = open_page(browser, hall)
    enter(creator, hall, email)
    creator.goto(f"/studio/profiles/{creator_id}/money/")
    expect(creator.get_by_text("€2.07").first).to_be_visible()
