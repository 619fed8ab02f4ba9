"""The shop as a place to go: find, compare, look closer; keep and hand on. Another journey goes on to paying."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys.conftest import DESK, PHONE, Hall, answer_consent, enter, open_page
from tests.journeys.test_accessibility import NARROW, faults, visit

pytestmark = pytest.mark.journey
SHIFT_MAX = 0.02
WATCH_SHIFTS = """() => { window.shifted = 0; new PerformanceObserver((list) => {
  for (const entry of list.getEntries()) if (!entry.hadRecentInput) window.shifted += entry.value;
}).observe({ type: "layout-shift", buffered: true }); }"""


def visitor(browser: Browser, hall: Hall, *, size: dict[str, int] = PHONE) -> Page:
    page = open_page(browser, hall, size=size)
    page.goto("/hall/")
    if page.locator("form.consent").count():
        answer_consent(page)
    return page


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_find_compare_and_open(hall: Hall, browser: Browser, size: dict[str, int]) -> None:
    hall.scene("clip")
    facts = hall.scene("clip")
    page = open_page(browser, hall, size=size)
    page.goto("/")
    answer_consent(page)
    page.get_by_role("link", name="Shop", exact=True).locator("visible=true").click()
    expect(page).to_have_url(re.compile(r"/hall/$"))
    page.get_by_role("link", name="Tableware").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Tableware")
    page.get_by_role("link", name="Price, low first").click()
    expect(page.locator(".orders [aria-current]")).to_have_text("Price, low first")
    page.go_back()
    # The newest stands first, however much other scenes have brought.
    page.locator(f"a[href*='{facts['product']}']").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text(facts["title"])
    page.get_by_role("link", name="Compare side by side").click()
    expect(page.locator(".compare thead th").nth(1)).to_be_visible()
    expect(page.locator(".compare").get_by_text("€29.80").first).to_be_visible()
    page.locator(f".compare a[href*='{facts['product']}']").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(facts["title"])
    expect(page.locator(".button--buy")).to_have_count(1)
    expect(page.get_by_role("button", name="bag")).to_be_visible()
    page.locator(".product__name").get_by_role("link", name=facts["shop_name"]).click()
    expect(page).to_have_url(re.compile(f"/shops/{facts['shop']}/"))
    page.locator(".face").get_by_role("link", name=f"@{facts['handle']}").click()
    expect(page).to_have_url(re.compile(f"/@{facts['handle']}/"))
    page.locator(".clips a").first.click()
    expect(page.locator("feed-player")).to_be_visible()


def test_keep_in_a_list_and_hand_it_on(hall: Hall, browser: Browser) -> None:
    facts = hall.scene("clip")
    page = visitor(browser, hall)
    enter(page, hall, facts["customer"])
    page.goto(f"/p/{facts['product']}/")
    page.get_by_text("Put in a list").click()
    page.get_by_label("Name of a new list").fill("For mother")
    page.locator(".list-new button").click()
    expect(page.get_by_role("button", name="For mother")).to_have_attribute("aria-pressed", "true")
    page.goto("/saved/")
    page.get_by_role("link", name="For mother").click()
    page.get_by_role("button", name="Share by link").click()
    link = page.get_by_label("Link", exact=True).input_value()
    friend = open_page(browser, hall, size=DESK)
    friend.goto(link)
    expect(friend.get_by_text(facts["title"])).to_be_visible()
    expect(friend.get_by_role("button", name="Take out")).to_have_count(0)
    page.get_by_role("button", name="Close the link").click()
    expect(page.get_by_text("Only you see it.")).to_be_visible()
    answer = friend.goto(link)
    assert answer is not None
    assert answer.status == 404


def test_send_a_product_by_copying_its_link(hall: Hall, browser: Browser) -> None:
    facts = hall.scene("clip")
    page = open_page(browser, hall, size=DESK, permissions=["clipboard-read", "clipboard-write"])
    page.goto(f"/p/{facts['product']}/?source=abc")
    page.get_by_text("Send to a friend").click()
    page.get_by_role("button", name="Copy the link").click()
    expect(page.locator("send-on [role=status]")).to_have_text("Link copied")
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied == f"{hall.url}/p/{facts['product']}/{facts['slug']}/"


def test_another_size_is_priced_in_place_and_the_hand_stays_where_it_was(hall: Hall, browser: Browser) -> None:
    facts = hall.scene("clip")
    hall.manage(
        f"""
        from halles.catalog.models import Price, Variant
        from halles.inventory.services import set_on_hand
        from halles.kit import clock
        first = Variant.objects.get(pk="{facts["variant"]}")
        second = Variant.objects.create(
            product=first.product, seller=first.seller, sku=first.sku + "-L", name="Grand", options={{"s": "L"}}
        )
        Price.objects.create(variant=second, market="FR", currency="EUR", amount_minor=3990, updated_at=clock.now())
        set_on_hand(second.pk, 4, by=first.seller.owner_id)
        """
    )
    page = visitor(browser, hall)
    page.goto(f"/p/{facts['product']}/{facts['slug']}/")
    page.evaluate("window.stays = true")
    page.locator(".option", has_text="Grand").click()
    expect(page.locator(".price__now")).to_have_text("€39.90")
    expect(page.get_by_label("Grand")).to_be_focused()
    assert page.evaluate("window.stays") is True


def test_more_goods_come_without_leaving(hall: Hall, browser: Browser) -> None:
    hall.manage(
        """
        from tests.journeys.seed import shop
        from tests.orders.makers import make_variant
        seller, first = shop()
        asset = first.product.photos.get().asset
        for number in range(30):
            made = make_variant(seller, title=f"Bol {number}", category="decoration")
            made.product.photos.create(asset=asset, position=0)
        """
    )
    page = visitor(browser, hall)
    page.goto("/hall/c/decoration/")
    expect(page.locator(".good")).to_have_count(24)
    page.get_by_role("link", name="More goods").click()
    expect(page.locator(".good")).to_have_count(30)
    expect(page.get_by_role("link", name="More goods")).to_have_count(0)


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_nothing_jumps_while_the_rooms_fill(hall: Hall, browser: Browser, size: dict[str, int]) -> None:
    facts = hall.scene("clip")
    page = visitor(browser, hall, size=size)
    shifted = {}
    product = f"/p/{facts['product']}/{facts['slug']}/"
    for path in ("/hall/", "/hall/c/tableware/", product, f"/shops/{facts['shop']}/"):
        page.goto(path)
        page.evaluate(WATCH_SHIFTS)
        page.mouse.wheel(0, 3000)
        page.wait_for_load_state("networkidle")
        shifted[path] = page.evaluate("window.shifted")
    assert {path: moved for path, moved in shifted.items() if moved > SHIFT_MAX} == {}


def test_rooms_of_the_shop_are_open_to_everybody(hall: Hall, browser: Browser) -> None:
    facts = hall.scene("clip")
    other = hall.scene("clip")
    hall.manage(
        f"""
        from halles.catalog.models import Product
        from halles.sellers.models import Seller
        told = {{"origin_country": "FR", "origin_region": "Drôme", "origin_place": "Dieulefit", "origin_maker": "Ana"}}
        Product.objects.filter(pk="{facts["product"]}").update(**told)
        Seller.objects.filter(slug="{facts["shop"]}").update(story="Du grès.", return_terms="Trente jours.")
        """
    )
    page = visitor(browser, hall, size=NARROW)
    page.goto("/seen/")
    page.get_by_role("button", name="Remember").click()
    paths = [
        f"/p/{facts['product']}/{facts['slug']}/",
        f"/p/{other['product']}/{other['slug']}/",
        "/seen/",
        "/hall/",
        "/hall/makers/",
        "/hall/c/food-home/",
        "/hall/c/games/",
        "/hall/from/fr/drome/",
        f"/shops/{facts['shop']}/",
        f"/shops/{facts['shop']}/imprint/",
        f"/@{facts['handle']}/",
        f"/compare/?p={facts['product']}&p={other['product']}",
        "/compare/",
        *(f"/legal/fr/{law}/" for law in ("terms", "privacy", "ranking", "imprint")),
    ]
    assert visit(page, paths) == {}


def test_what_a_person_keeps_is_open_to_everybody(hall: Hall, browser: Browser) -> None:
    facts = hall.scene("clip")
    page = visitor(browser, hall, size=NARROW)
    enter(page, hall, facts["customer"])
    link, private = hall.manage(
        f"""
        from django.db import transaction
        from halles.social import services
        from halles.users.models import User
        person = User.objects.get(email="{facts["customer"]}")
        with transaction.atomic():
            services.save_product(person, "{facts["product"]}")
            shared, private = [services.create_list(person, name=name) for name in ("Shared", "Empty")]
            services.put_in_list(person, shared.pk, "{facts["product"]}")
            print("/l/" + services.share_list(person, shared.pk).token + "/", private.pk)
        """
    ).split()
    assert visit(page, ["/saved/", link, f"/lists/{private}/", "/legal/fr/ranking/"]) == {}
    page.goto(f"/p/{facts['product']}/")
    page.get_by_text("Put in a list").click()
    page.locator(".list-choice").first.wait_for()
    assert faults(page) == []
    page.keyboard.press("Escape")
    page.get_by_text("Send to a friend").click()
    page.get_by_role("button", name="Copy the link").wait_for()
    assert faults(page) == []
