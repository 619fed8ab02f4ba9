"""A sample from the offer to the stars, shown late with an extension; and a creator who opens a shop in five steps."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Browser, expect

from tests.journeys.conftest import DESK, Hall, enter, open_page
from tests.journeys.selling import later, look_until, pack, wait_until

pytestmark = pytest.mark.journey


def make_profile(hall: Hall, email: str) -> str:
    """A profile of this person, which may show any shop's goods; its id."""
    return hall.manage(
        f"""
        from django.db import transaction
        from halles.users.models import User
        from tests.journeys.seed import profile
        with transaction.atomic():
            print(profile(User.objects.get(email="{email}")).pk)
        """
    )


def invite(hall: Hall, facts: dict[str, Any], creator: str) -> None:
    """The shop has asked for this creator, who has sold nothing yet."""
    hall.manage(
        f"""
        from django.db import transaction
        from halles.catalog.models import Variant
        from halles.creators.models import Creator
        from tests.affiliates.plan_makers import make_invitation
        with transaction.atomic():
            make_invitation(Variant.objects.get(pk="{facts["variant"]}"), Creator.objects.get(pk="{creator}"))
        """
    )


def travel_days(hall: Hall, days: float, code: str) -> None:
    """What happens to samples so many days from now."""
    hall.manage(
        f"""
        import datetime as dt
        from halles.affiliates.models import Sample
        from halles.affiliates.services.samples.duty import look_at_duties
        from halles.kit import clock
        from tests.videos.makers import make_video, place
        with clock.travel(clock.now() + dt.timedelta(days={days})):
            {code}
        """
    )


def test_a_sample_shown_late_with_an_extension(hall: Hall, browser: Browser) -> None:
    facts = hall.scene()
    creator = make_profile(hall, facts["customer"])
    invite(hall, facts, creator)
    desk, phone = open_page(browser, hall, size=DESK), open_page(browser, hall)
    enter(desk, hall, facts["seller"])
    enter(phone, hall, facts["customer"])
    samples, mine = f"/studio/shops/{facts['shop']}/samples/", f"/studio/profiles/{creator}/samples/"

    desk.goto(samples)
    desk.get_by_label("How many pieces").fill("2")
    desk.get_by_role("button", name="Offer this sample").click()
    expect(desk.get_by_text("0 of 2 given")).to_be_visible()

    phone.goto(f"{mine}?which=offers")
    phone.get_by_role("link", name=facts["title"]).click()
    phone.get_by_label("What you would show of it").fill("At breakfast, with soup in it.")
    phone.get_by_role("button", name="Ask for it").click()
    expect(phone.get_by_text("Waits for the shop")).to_be_visible()

    desk.goto(samples)
    expect(desk.get_by_text("At breakfast, with soup in it.")).to_be_visible()
    desk.get_by_role("button", name="Yes, send one").click()
    expect(desk.get_by_text("1 of 2 given")).to_be_visible()
    parcel = phone.get_by_role("link", name="Follow the parcel")
    look_until(phone, mine, parcel)
    parcel.click()
    later(hall, 1.1, "orders.release_due()")
    wait_until(phone, phone.url, "Being prepared")

    pack(desk, facts, "HP0000000990")
    later(hall, 24 * 3, "parcels.poll_tracking()")
    phone.goto(mine)
    expect(phone.get_by_text("To be shown", exact=True)).to_be_visible()
    phone.get_by_role("button", name="7 days more, once").click()
    expect(phone.get_by_text("You have more days now.")).to_be_visible()
    expect(phone.get_by_role("button", name="7 days more, once")).to_have_count(0)

    # Delivered within three days, so that the fourteen are over on the eighteenth and the seven more are not.
    travel_days(hall, 18, "assert look_at_duties() == 0")
    shown = f'sample = Sample.objects.get(creator="{creator}"); at = clock.now() - dt.timedelta(minutes=1)'
    shown += "; place(make_video(sample.creator, published_at=at), sample.variant); look_at_duties()"
    travel_days(hall, 19, shown)
    travel_days(hall, 23, "assert look_at_duties() == 1")
    phone.goto(mine)
    expect(phone.get_by_text("Shown", exact=True)).to_be_visible()
    expect(phone.get_by_text("Shops see that you showed 1 of 1 samples in 180 days")).to_be_visible()

    desk.goto(f"{samples}?which=over")
    expect(desk.get_by_role("link", name="See the video")).to_be_visible()
    desk.get_by_text("How did it go?").click()
    desk.get_by_label("A few words").fill("As agreed.")
    desk.get_by_role("button", name="Keep").click()
    expect(desk.get_by_text("You gave 5 of 5 stars.")).to_be_visible()


def test_a_creator_opens_a_shop_in_five_steps(hall: Hall, browser: Browser) -> None:
    facts = hall.scene()
    make_profile(hall, facts["customer"])
    phone, staff = open_page(browser, hall), open_page(browser, hall, size=DESK)
    enter(phone, hall, facts["customer"])
    enter(staff, hall, facts["staff"])

    phone.goto("/studio/payout-details/")
    phone.get_by_role("link", name="Type the password and go on").click()
    phone.get_by_label("Password").fill(facts["password"])
    phone.get_by_role("button", name="Go on").click()
    typed = {
        "Full name": "Nora Petit",
        "Postal code": "75001",
        "City": "Paris",
        "Phone": "01 42 36 00 00",
        "Tax number": "1234567890123",
        "Account number": "FR76 3000 6000 0112 3456 7890 189",
    }
    phone.locator("input[name=line1]").fill("12 rue des Halles")
    for label, text in typed.items():
        phone.get_by_label(label).first.fill(text)
    phone.get_by_role("button", name="Keep").click()
    expect(phone.get_by_text("•••• 0189")).to_be_visible()
    picture = bytes.fromhex(hall.manage("from tests.sellers.makers import paper; print(paper().read().hex())"))
    phone.locator("input[type=file]").set_input_files({"name": "id.png", "mimeType": "image/png", "buffer": picture})
    phone.get_by_role("button", name="Send the paper").click()
    expect(phone.get_by_text("A person looks at your paper")).to_be_visible()

    staff.goto("/staff/identities/")
    card = staff.locator("section", has_text=facts["customer"])
    card.get_by_role("button", name="It is them").click()
    expect(staff.get_by_text("Verified. The creator is told by mail.")).to_be_visible()

    phone.goto("/studio/own-shop/1/")
    name = f"Chez Nora {facts['shop'][-6:]}"
    phone.get_by_label("Name of the shop").fill(name)
    phone.get_by_role("button", name="Go on").click()
    phone.get_by_label("Your story").fill("I throw bowls in Dijon.")
    phone.get_by_role("button", name="Go on").click()
    expect(phone.get_by_text("Nora Petit")).to_be_visible()
    phone.get_by_role("button", name="Yes, go on").click()
    expect(phone.get_by_text("•••• 0189")).to_be_visible()
    phone.get_by_role("button", name="Yes, go on").click()
    phone.get_by_label("I will only offer goods").check()
    phone.get_by_role("button", name="Open the shop").click()
    expect(phone.get_by_text("Your shop is open")).to_be_visible()
    expect(phone.locator(".desk-top").get_by_text(name)).to_be_visible()
