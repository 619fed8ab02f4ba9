"""Every page a person can open, held against axe-core, light and dark, and against a narrow phone."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from tests.journeys.conftest import ROOT, Hall, answer_consent, enter, open_page, open_sheet

pytestmark = pytest.mark.journey
AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
NARROW = {"width": 360, "height": 740}
SERIOUS = """async () => {
  // Colours that are inherited through several fading elements arrive one after the other.
  await new Promise((go) => setTimeout(go, 250));
  const ending = document.getAnimations().filter((one) => one.effect.getTiming().iterations !== Infinity);
  await Promise.allSettled(ending.map((one) => one.finished));
  const found = await axe.run(document, { resultTypes: ["violations"] });
  const bad = found.violations.filter((one) => one.impact === "serious" || one.impact === "critical");
  const words = (node) => `${node.target.join(" ")} (${node.any[0]?.message ?? node.all[0]?.message ?? ""})`;
  return bad.map((one) => `${one.id}: ${one.nodes.slice(0, 3).map(words).join(" | ")}`);
}"""
OVERFLOW = """() => {
  const width = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth <= width) return "";
  const wide = [...document.body.querySelectorAll("*")].filter((one) => one.getBoundingClientRect().right > width + 1);
  const who = wide.slice(0, 3).map((one) => one.outerHTML.slice(0, 80));
  return `${document.documentElement.scrollWidth} px wide: ${who}`;
}"""
SHIFTS = """() => { window.shifted = 0; new PerformanceObserver((list) => {
  for (const entry of list.getEntries()) {
    const inside = (entry.sources ?? []).some((one) => one.node && one.node.parentElement?.closest("product-sheet"));
    if (inside) window.shifted += entry.value;
  }
}).observe({ type: "layout-shift", buffered: true }); }"""
SHIFT_MAX = 0.02
PAINTED = "() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(done, 80))))"


def faults(page: Page) -> list[str]:
    """What is wrong with the page as it stands, in light and in dark, and when it is 360 px wide."""
    # The page's own policy allows no foreign script; the driver's evaluation is not the page's.
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found = []
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")  # type: ignore[arg-type]
        # Colours are read off what is painted: the new scheme must be there first.
        page.evaluate(PAINTED)
        found += [f"{scheme}: {line}" for line in page.evaluate(SERIOUS)]
    if page.viewport_size == NARROW and (wide := page.evaluate(OVERFLOW)):
        found.append(wide)
    return found


def visit(page: Page, paths: list[str]) -> dict[str, list[str]]:
    """The faults by path; a page that does not open is one."""
    told = {}
    for path in paths:
        answer = page.goto(path)
        assert answer is not None
        told[path] = faults(page) if answer.status == 200 else [f"status {answer.status}"]
    return {path: found for path, found in told.items() if found}


def visitor(browser: Browser, hall: Hall, email: str = "") -> Page:
    page = open_page(browser, hall, size=NARROW)
    if email:
        enter(page, hall, email)
    page.goto("/")
    if page.locator("form.consent").count():
        answer_consent(page)
    return page


def buy(page: Page, facts: dict[str, Any]) -> str:
    """The address of an order just placed."""
    sheet = open_sheet(page, facts)
    sheet.locator("button.button--buy").click()
    link = sheet.get_by_role("link", name="See the order")
    link.wait_for()
    return str(link.get_attribute("href"))


def test_pages_for_everybody(hall: Hall, browser: Browser) -> None:
    facts = hall.scene("clip")
    page = open_page(browser, hall, size=NARROW)
    first = visit(page, ["/"])
    assert first == {}, "with the question in the corner"
    answer_consent(page)
    paths = [
        "/",
        f"/v/{facts['video']}/",
        f"/p/{facts['product']}/{facts['slug']}/",
        f"/checkout/?variant={facts['variant']}&quantity=1",
        f"/shops/{facts['shop']}/",
        f"/@{facts['handle']}/",
        "/saved/",
        "/orders/",
        "/markets/",
        "/consent/",
        "/account/login/",
        "/account/signup/",
        "/account/password/reset/",
        "/sandbox-pay/cards/",
    ]
    assert visit(page, paths) == {}


def test_what_opens_over_the_video(hall: Hall, browser: Browser) -> None:
    facts = hall.scene("clip")
    page = visitor(browser, hall)
    told = {}
    sheet = open_sheet(page, facts)
    told["offer"] = faults(page)
    sheet.locator("a.button--buy").click()
    sheet.locator("form.checkout").wait_for()
    told["checkout"] = faults(page)
    for act in ("comments", "why", "bag"):
        page.goto(f"/v/{facts['video']}/")
        page.locator(f"[data-act={act}]").first.click()
        sheet.locator("h2").first.wait_for()
        told[act] = faults(page)
    assert {name: found for name, found in told.items() if found} == {}


def test_nothing_jumps_when_the_sheet_opens(hall: Hall, browser: Browser) -> None:
    facts = hall.scene("clip")
    page = visitor(browser, hall)
    page.goto(f"/v/{facts['video']}/")
    page.evaluate(SHIFTS)
    sheet = page.locator("product-sheet")
    page.locator("article.clip").first.locator(".chip.is-due").click()
    sheet.get_by_text(facts["title"]).first.wait_for()
    sheet.locator("img").first.evaluate("image => image.complete")
    page.wait_for_timeout(500)
    assert page.evaluate("window.shifted") <= SHIFT_MAX


def test_pages_of_a_customer(hall: Hall, browser: Browser) -> None:
    facts = hall.scene("clip")
    page = visitor(browser, hall, facts["customer"])
    order = buy(page, facts)
    receipt = order.replace("/orders/", "/checkout/receipt/")
    paths = [
        order,
        receipt,
        "/orders/",
        "/saved/",
        "/account/",
        "/account/addresses/new/",
        "/account/cards/",
        "/account/tokens/",
        "/account/email/",
        "/account/password/change/",
        "/account/logout/",
    ]
    assert visit(page, paths) == {}


def test_pages_of_a_seller(hall: Hall, browser: Browser) -> None:
    facts = hall.scene("clip")
    buy(visitor(browser, hall, facts["customer"]), facts)
    page = visitor(browser, hall, facts["seller"])
    shop = f"/studio/shops/{facts['shop']}/"
    product = f"{shop}products/{facts['product']}/"
    order = hall.manage(
        f"""
        from halles.orders.models import Order
        print(Order.objects.get(seller__slug="{facts["shop"]}").pk)
        """
    )
    paths = ["/studio/", "/studio/videos/new/", f"/studio/videos/{facts['video']}/", "/studio/profiles/new/"]
    paths += [shop, *(f"{shop}{part}/" for part in ("profile", "people", "products", "products/new", "shipping"))]
    paths += [
        f"{shop}{part}/"
        for part in ("shipping/from", "shipping/rates/new", "orders", "orders/pack", "numbers", "money")
    ]
    paths += [product, *(f"{product}{part}/" for part in ("words", "origin", "photos", "variants", "prices", "stock"))]
    paths += [f"{shop}orders/{order}/", f"{shop}orders/{order}/cancel/", "/studio/shops/new/"]
    assert visit(page, paths) == {}
    hall.manage(
        f"""
        from halles.catalog.models import Product, Variant
        Product.objects.filter(pk="{facts["product"]}").update(option_names=["colour"])
        Variant.objects.filter(pk="{facts["variant"]}").update(options={{"colour": "navy"}})
        """
    )
    page.goto(f"{product}variants/")
    page.locator("#values > summary").click()
    assert faults(page) == []


def test_pages_of_staff(hall: Hall, browser: Browser) -> None:
    facts = hall.scene("clip")
    buy(visitor(browser, hall, facts["customer"]), facts)
    page = visitor(browser, hall, facts["staff"])
    group, mail, seller = hall.manage(
        f"""
        from halles.notifications.models import Mail
        from halles.orders.models import Order
        order = Order.objects.get(seller__slug="{facts["shop"]}")
        print(order.group_id, Mail.objects.first().pk, order.seller_id)
        """
    ).split()
    paths = [
        "/staff/",
        *(f"/staff/{part}/" for part in ("sellers", "reviews", "orders", "payments", "jobs", "books", "numbers")),
    ]
    paths += ["/staff/actions/", "/staff/outbox/", f"/staff/outbox/{mail}/"]
    paths += [f"/staff/orders/{group}/", f"/staff/sellers/{seller}/"]
    assert visit(page, paths) == {}
