"""Forty products from a spreadsheet, three of them wrong, and their photos from a ZIP."""

from __future__ import annotations

import io
import zipfile

import pytest
from PIL import Image
from playwright.sync_api import Browser, expect

from tests.journeys.conftest import DESK, Hall, enter, open_page

pytestmark = pytest.mark.journey
HEAD = "product,sku,category,description,language,origin_place,origin_maker,stock,price_FR\n"
WRONG = {
    7: "Bol 7,J-7,no-such-category,Grès.,fr,Lyon,Le Four,3,12.50",
    19: "Bol 19,J-19,tops,Grès.,fr,Lyon,Le Four,3,twelve",
}
WRONG[33] = "Bol 33,,tops,Grès.,fr,Lyon,Le Four,3,12.50"


def sheet() -> str:
    lines = (WRONG.get(n, f"Bol {n},J-{n},tops,Grès.,fr,Lyon,Le Four,3,12.50") for n in range(1, 41))
    return HEAD + "\n".join(lines) + "\n"


def photos() -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for n in range(1, 6):
            drawn = io.BytesIO()
            Image.new("RGB", (640, 800), (40 * n, 120, 90)).save(drawn, "JPEG")
            archive.writestr(f"goods/J-{n}.jpg", drawn.getvalue())
    return packed.getvalue()


def count(hall: Hall, slug: str, what: str = "") -> str:
    return hall.manage(
        f"""
        from halles.catalog.models import Product
        print(Product.objects.filter(seller__slug="{slug}", title__startswith="Bol "{what}).distinct().count())
        """
    )


def test_forty_products_with_three_bad_lines_and_a_zip_of_photos(hall: Hall, browser: Browser) -> None:
    facts = hall.scene()
    desk = open_page(browser, hall, size=DESK)
    enter(desk, hall, facts["seller"])
    before = int(count(hall, facts["shop"]))
    address = f"/studio/shops/{facts['shop']}/products/table/"
    file = {"name": "goods.csv", "mimeType": "text/csv", "buffer": sheet().encode()}

    desk.goto(address)
    desk.locator("#table-file").set_input_files(file)  # type: ignore[arg-type]
    desk.locator("input[name=keep][value=none]").check()
    desk.locator("form:has(input[name=keep]) button[type=submit]").first.click()
    for words in ("J-7", "J-19", "Bol 33"):
        expect(desk.locator("main")).to_contain_text(words)
    assert int(count(hall, facts["shop"])) == before, "all or none: nothing was kept"

    desk.goto(address)
    desk.locator("#table-file").set_input_files(file)  # type: ignore[arg-type]
    desk.locator("input[name=keep][value=good]").check()
    desk.locator("form:has(input[name=keep]) button[type=submit]").first.click()
    expect(desk.locator("main")).to_contain_text("37 lines were kept.")
    assert int(count(hall, facts["shop"])) == before + 37

    mended = HEAD + "Bol 7,J-7,tops,Grès.,fr,Lyon,Le Four,3,12.50\n"
    desk.locator("textarea[name=lines]").fill(mended)
    desk.locator("form:has(textarea[name=lines]) button[type=submit]").first.click()
    expect(desk.locator("main")).to_contain_text("1 line was kept.")
    assert int(count(hall, facts["shop"])) == before + 38

    zipped = {"name": "photos.zip", "mimeType": "application/zip", "buffer": photos()}
    desk.goto(address)
    desk.locator("#many-photos").set_input_files(zipped)  # type: ignore[arg-type]
    for _try in range(80):
        if count(hall, facts["shop"], ", photos__isnull=False") == str(5 + before):
            break
        desk.wait_for_timeout(250)
    assert count(hall, facts["shop"], ", photos__isnull=False") == str(5 + before)
