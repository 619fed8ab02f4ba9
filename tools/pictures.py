"""Take the pictures of the main pages from a running hall with its demo: `make pictures`.

The hall is HALLES_BASE_URL, else http://localhost:8000. Phone and desktop, light and dark, French; into docs/pictures/.
"""

from __future__ import annotations

import io
import os
import sys
import urllib.request
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

from tools.browser import find

HALL = os.environ.get("HALLES_BASE_URL", "http://localhost:8000")
TARGET = Path(__file__).resolve().parent.parent / "docs" / "pictures"
PASSWORD = "bonjour-les-halles"
SIZES = {"phone": (390, 844), "desktop": (1280, 800)}
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--autoplay-policy=no-user-gesture-required"]
# A repository is no photo album.
BYTES_MAX = 150_000
# name → who signs in, where it is
PAGES = {
    "orders": ("marc", "/orders/"),
    "studio": ("yann", "/studio/"),
    "shop-desk": ("yann", "/studio/shops/"),
    "staff": ("admin", "/staff/"),
    "ledger": ("admin", "/staff/books/"),
}


def open_page(browser: Browser, size: str, theme: str) -> Page:
    """A fresh French person's page."""
    width, height = SIZES[size]
    context = browser.new_context(
        viewport={"width": width, "height": height},
        locale="fr-FR",
        color_scheme="dark" if theme == "dark" else "light",
        base_url=HALL,
    )
    page = context.new_page()
    page.goto("/")
    answer = page.locator("form.consent button[value=no]")
    if answer.count():
        answer.click()
    return page


def keep(page: Page, name: str, size: str, theme: str) -> None:
    """One picture, as a WebP of at most BYTES_MAX."""
    page.wait_for_timeout(600)
    drawn = Image.open(io.BytesIO(page.screenshot())).convert("RGB")
    for quality in (80, 70, 60, 50, 40):
        kept = io.BytesIO()
        drawn.save(kept, "WEBP", quality=quality, method=6)
        if kept.tell() <= BYTES_MAX:
            break
    (TARGET / f"{name}-{size}-{theme}.webp").write_bytes(kept.getvalue())


def visitor(page: Page, size: str, theme: str) -> None:
    """Feed, sheet, paying, product and shop, as a visitor sees them."""
    page.wait_for_timeout(2500)
    keep(page, "feed", size, theme)
    page.locator(".clip:not([inert]) .chip.is-due").click(timeout=40_000)
    page.locator("product-sheet .button--buy").wait_for()
    keep(page, "sheet", size, theme)
    page_of_its_own = "product-sheet a[href^='/p/']:not([href*='/reviews/'])"
    product = page.locator(page_of_its_own).last.get_attribute("href")
    shop = page.locator("product-sheet a[href^='/shops/']").first.get_attribute("href")
    page.locator("product-sheet .button--buy").click()
    page.locator("product-sheet form.checkout").wait_for()
    keep(page, "checkout", size, theme)
    for name, address in (("product", product), ("shop", shop), ("hall", "/hall/")):
        page.goto(address or "/")
        keep(page, name, size, theme)
    on_air(page, size, theme)


def on_air(page: Page, size: str, theme: str) -> None:
    """The room of the demo's show, with what was said in it for some seconds."""
    page.goto("/live/")
    page.locator("main a[href^='/live/']:has(.live-label)").first.click()
    page.locator("video").first.wait_for()
    page.wait_for_timeout(12_000)
    keep(page, "live", size, theme)


def member(browser: Browser, name: str, size: str, theme: str) -> None:
    """A page behind a sign-in."""
    who, address = PAGES[name]
    page = open_page(browser, size, theme)
    page.goto(f"/account/login/?next={address}")
    page.locator("input[type=email]").fill(f"{who}@halles.example")
    page.locator("input[type=password]").fill(PASSWORD)
    page.locator("main form button[type=submit]").first.click()
    page.wait_for_load_state()
    if name == "shop-desk":
        page.goto("/studio/")
        page.locator("a.desk-row[href*='/shops/']").first.click()
    keep(page, name, size, theme)
    page.context.close()


def main() -> int:
    """Take every picture; 1 when no hall answers."""
    try:
        urllib.request.urlopen(f"{HALL}/readyz", timeout=5)
    except OSError:
        print(f"No hall answers at {HALL}: run `make run` in another window first.", file=sys.stderr)
        return 1
    TARGET.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=find(), args=ARGUMENTS)
        for size in SIZES:
            for theme in ("light", "dark"):
                page = open_page(browser, size, theme)
                visitor(page, size, theme)
                page.context.close()
                for name in PAGES:
                    member(browser, name, size, theme)
                print(f"{size}, {theme}: done", flush=True)
        browser.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
