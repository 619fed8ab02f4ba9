"""The pages of those who sell for others, of their shops and of the staff: axe-core, light and dark, a narrow phone."""

from __future__ import annotations

import json
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from tests.journeys.conftest import Hall
from tests.journeys.test_accessibility import faults, visit, visitor

pytestmark = pytest.mark.journey
# A creator who sells by an open plan and an invitation, has a sample, fees and a commission, and was paid; somebody
# else asks to take part, hands in a paper, and is on hold; staff has a run to look at, a fee to decide, and a signal.
SCENE = """
import datetime as dt, json
from django.db import transaction
from halles.affiliates.services import fees, participating, showcase, talking
from halles.catalog.models import Variant
from halles.creators import services as creating
from halles.kit import clock
from halles.markets.queries import get_market
from halles.payouts import services as payouts
from halles.payouts.models import PayoutRun
from halles.sellers import services as selling
from halles.users.models import User
from tests.affiliates.fee_makers import make_fee
from tests.affiliates.makers import make_creator, make_led, make_participation, make_plan, make_touch
from tests.affiliates.plan_makers import make_invitation
from tests.affiliates.sample_makers import make_asked_plainly
from tests.creators.makers import make_payee
from tests.journeys.seed import person
from tests.live.makers import make_session
from tests.orders.makers import make_variant
from tests.payouts.makers import make_sold
from tests.scores.test_signals import make_signal
from tests.sellers.makers import paper
variant, staff = Variant.objects.get(pk="{variant}"), User.objects.get(email="{staff}")
seller = variant.seller
with transaction.atomic():
    mine = make_creator(person("creator"), name="Ana Belén de la Torre y Fernández Quiñones")
    other = make_creator(person("creator"), selling="pilot")
    plan = make_plan(seller)
    part = make_participation(plan, mine)
    asked = make_participation(plan, other, status="asked", joined_at=None)
    more = make_variant(seller, title="Une soupière en grès pour la grande tablée du dimanche", slug="soupe-{shop}")
    invited = make_invitation(more, mine, message="Bonjour !").participations.get()
    talking.write_message(seller, mine, side="shop", by=seller.owner, body="Merci pour la vidéo.")
    asking = make_creator(person("creator"))
    talking.write_message(seller, asking, side="creator", by=asking.user, body="Une question avant de commencer.")
    showcase.put_in_showcase(mine, variant.product_id)
    sample = make_asked_plainly(mine, variant, plan=plan)
    creating.save_payout_details(other.user, payee=make_payee())
    creating.give_identity_paper(other.user, file=paper())
    signal = make_signal(subject_id=other.pk)
    seller.bank_account = "FR7630006000011234567890189"
    seller.save()
    selling.invite(seller, by=seller.owner, email=mine.user.email, role="packer")
make_led(make_touch(mine, variant), (variant, 1))
with transaction.atomic():
    payouts.start_hold_clock(make_sold(seller.pk, goods_minor=500_000), clock.now())
payouts.release_due()
make_fee(part, free_minor=0)
make_fee(part, free_minor=0, agreed=True)
refused = make_fee(part, free_minor=0, agreed=True, content_kind="live")
show = make_session(creator=mine, status="ended")
show.products.create(product=variant.product, position=1)
fees.deliver(refused.pk, show.pk)
fees.refuse_work(refused.pk, why="On ne voit la soupière qu’une seconde.")
with transaction.atomic():
    payouts.hold_payee(
        "creator", other.pk, reason="other", words="Nous regardons.", until=clock.now() + dt.timedelta(days=9), by=staff
    )
    run = PayoutRun.objects.filter(status="draft").first()
    run = run or payouts.plan_run(get_market("FR"), "EUR", on=clock.today("Europe/Paris"))
told = dict(plan=plan, part=part, asked=asked, invited=invited, offer=sample.offer, signal=signal, run=run)
told |= dict(mine=mine, other=other, asking=asking, shop_id=seller)
print(json.dumps({{**{{name: str(one.pk) for name, one in told.items()}}, "email": mine.user.email}}))
"""


@pytest.fixture(scope="module")
def scene(hall: Hall) -> dict[str, Any]:
    facts = hall.scene()
    return {**facts, **json.loads(hall.manage(SCENE.format(**facts)).splitlines()[-1])}


def own_shop(page: Page) -> dict[str, list[str]]:
    """The five steps, of which the last is not pressed."""
    told = visit(page, ["/studio/payout-details/", "/studio/own-shop/1/"])
    page.get_by_label("Name of the shop").fill("Chez Ana")
    for step in range(2, 4):
        page.locator("main form button[type=submit]").click()
        page.wait_for_url(f"**/own-shop/{step}/")
        told[f"step {step}"] = faults(page)
    return told


def test_pages_of_a_creator_who_sells_for_shops(hall: Hall, browser: Browser, scene: dict[str, Any]) -> None:
    page = visitor(browser, hall, scene["email"])
    profile = f"/studio/profiles/{scene['mine']}/"
    paths = [
        "/studio/",
        "/studio/invitations/",
        *(f"{profile}{part}/" for part in ("marketplace", "plans", "showcase", "samples", "fees", "money")),
    ]
    paths += [f"{profile}{part}/" for part in ("earning", "score", "numbers", "sales")]
    paths += [f"{profile}samples/?which=offers", f"{profile}samples/offers/{scene['offer']}/"]
    paths += [f"{profile}talks/", f"{profile}talks/{scene['shop']}/"]
    paths += [f"/studio/plans/{scene['part']}/", f"/studio/plans/{scene['invited']}/", "/scores/"]
    told = visit(page, paths) | own_shop(page)
    page.goto(f"{profile}money/")
    page.locator("details summary").first.click()
    told["a line opened"] = faults(page)
    assert {name: found for name, found in told.items() if found} == {}


def test_pages_of_a_shop_that_sells_with_creators(hall: Hall, browser: Browser, scene: dict[str, Any]) -> None:
    page = visitor(browser, hall, scene["seller"])
    shop = f"/studio/shops/{scene['shop']}/"
    plans = f"{shop}plans/"
    paths = [plans, *(f"{plans}{part}/" for part in ("new", "creators", "invite", "sold"))]
    paths += [f"{plans}invite/?creator={scene['mine']}", f"{plans}{scene['plan']}/", f"{plans}parts/{scene['asked']}/"]
    paths += [
        f"{plans}parts/{scene['part']}/",
        *(
            f"{shop}{part}/"
            for part in ("samples", "fees", "money/payouts", "money/account", "people", "leave", "score")
        ),
    ]
    paths += [f"{plans}parts/{scene['part']}/fee/"]
    paths += [f"{shop}talks/", f"{shop}talks/{scene['asking']}/", f"{shop}talks/{scene['other']}/"]
    assert visit(page, paths) == {}


def test_pages_of_staff_about_those_who_sell(hall: Hall, browser: Browser, scene: dict[str, Any]) -> None:
    page = visitor(browser, hall, scene["staff"])
    names = ("plans", "creators", "signals", "identities", "samples", "fees", "receipts", "payouts", "payouts/proof")
    paths = [*(f"/staff/{name}/" for name in names), "/staff/payouts/reserves/", f"/staff/payouts/runs/{scene['run']}/"]
    paths += [f"/staff/payouts/payees/creator/{scene['other']}/", f"/staff/payouts/payees/seller/{scene['shop_id']}/"]
    paths += [f"/staff/creators/{scene['other']}/", f"/staff/signals/{scene['signal']}/"]
    group = hall.manage(
        f"""
        from halles.affiliates.models import Commission
        print(Commission.objects.get(creator="{scene["mine"]}").order.group_id)
        """
    )
    assert visit(page, [*paths, f"/staff/orders/{group}/"]) == {}
