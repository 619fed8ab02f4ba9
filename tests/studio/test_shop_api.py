"""A shop's desk over the API: goods as a table, orders to pack with their slips, and the money, line by line."""

from __future__ import annotations

import io
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from pypdf import PdfReader

from halles.catalog.models import Product, Variant
from halles.fulfillment.models import Package
from halles.kit import clock
from halles.users.services import issue_token
from tests.catalog.makers import picture
from tests.fulfillment.makers import RELEASED_AT, make_number
from tests.studio.shop_makers import Shop, make_shop

pytestmark = pytest.mark.django_db
HEAD = "product,sku,category,description,language,origin_place,origin_maker,price_FR\n"


def program(shop: Shop, who: str = "owner") -> Client:
    key = issue_token(shop.people[who], "test")
    return Client(headers={"Authorization": f"Bearer {key}", "Accept-Language": "en"})


def at(shop: Shop, path: str) -> str:
    return f"/api/v1/shops/{shop.seller.slug}/{path}"


def send(client: Client, shop: Shop, text: str, **more: str) -> Any:
    file = SimpleUploadedFile("goods.csv", text.encode())
    return client.post(at(shop, "products/table"), {"file": file, **more})


def test_forty_goods_with_three_bad_lines_are_told_line_by_line() -> None:
    shop = make_shop()
    good = "".join(f"Bol {n},B-{n},tops,Gris.,fr,Lyon,Ateliers,12.50\n" for n in range(37))
    bad = "Bol 37,B-37,none,,,,,1\nBol 38,,tops,,,,,1\nBol 39,B-39,tops,,,,,dear\n"
    before = Product.objects.count()
    none = send(program(shop), shop, HEAD + good + bad, keep="none").json()
    assert (none["is_kept"], none["wrong_count"], none["left_count"]) == (False, 3, 37)
    assert Product.objects.count() == before
    kept = send(program(shop), shop, HEAD + good + bad).json()
    assert (kept["made_count"], kept["changed_count"], kept["wrong_count"], kept["left_count"]) == (37, 0, 3, 0)
    assert [line["number"] for line in kept["lines"] if line["outcome"] == "wrong"] == [39, 40, 41]
    assert all(line["sentences"] for line in kept["lines"] if line["outcome"] == "wrong")
    assert kept["again"].splitlines()[1:] == bad.splitlines()
    assert Product.objects.count() == before + 37
    again = program(shop, "manager").get(at(shop, "products/table"))
    assert again["Content-Type"] == "text/csv; charset=utf-8"
    assert len(again.content.decode().splitlines()) == 1 + 37 + 1
    changed = send(program(shop), shop, HEAD + "Bol 0,B-0,tops,Bleu.,fr,Lyon,Ateliers,13.00\n").json()
    assert (changed["changed_count"], changed["made_count"]) == (1, 0)
    assert Variant.objects.get(sku="B-0").product.description == "Bleu."


def test_a_table_that_is_none_and_people_who_may_not_write_nothing() -> None:
    shop = make_shop()
    before = Product.objects.count()
    refused = send(program(shop), shop, "no,table\n1,2\n")
    assert (refused.status_code, refused.json()["code"]) == (422, "studio.sheet_refused")
    assert send(program(shop, "packer"), shop, HEAD).status_code == 403
    assert send(program(shop, "stranger"), shop, HEAD).status_code == 404
    assert program(shop, "packer").get(at(shop, "products/table")).status_code == 403
    assert Product.objects.count() == before


def test_a_photo_finds_its_product_by_its_name() -> None:
    shop = make_shop()
    name = f"{shop.variant.sku}.png"
    sent = program(shop).post(at(shop, "products/photos"), {"file": SimpleUploadedFile(name, picture().read())})
    assert sent.status_code == 201, sent.content
    assert sent.json()["product_id"] == str(shop.variant.product_id)
    lost = program(shop).post(at(shop, "products/photos"), {"file": SimpleUploadedFile("x.png", picture().read())})
    assert (lost.status_code, lost.json()["code"]) == (422, "studio.photo_unmatched")


def test_orders_are_listed_printed_and_packed() -> None:
    shop = make_shop()
    first, second = shop.order(2), shop.order(1)
    with clock.travel(RELEASED_AT):
        client = program(shop, "packer")
        listed = client.get(at(shop, "orders?status=to_pack")).json()["orders"]
        assert [one["number"] for one in listed] == [first.group.number, second.group.number]
        assert [line["left_to_pack"] for one in listed for line in one["lines"]] == [2, 1]
        assert listed[0]["ship_to"]["country"] == "FR"
        assert listed[0]["yours_minor"] == listed[0]["paid_minor"] - listed[0]["fee_minor"] - listed[0]["tax_minor"]
        paper = client.get(at(shop, f"packing-slips?order={second.pk}"))
        assert paper["Content-Type"] == "application/pdf"
        (page,) = PdfReader(io.BytesIO(paper.content)).pages
        assert second.group.number in page.extract_text()
        assert len(PdfReader(io.BytesIO(client.get(at(shop, "packing-slips")).content)).pages) == 2
        parcel = {
            "carrier": "sandbox",
            "tracking_number": make_number(),
            "lines": [{"line_id": str(first.lines.get().pk), "quantity": 2}],
        }
        packed = client.post(at(shop, f"orders/{first.pk}/packages"), parcel, content_type="application/json")
        assert packed.status_code == 201, packed.content
        assert packed.json()["order_status"] == "awaiting_collection"
        twice = client.post(
            at(shop, f"orders/{first.pk}/packages"),
            {**parcel, "tracking_number": make_number()},
            content_type="application/json",
        )
        assert twice.status_code == 409
        assert Package.objects.filter(order=first).count() == 1
        gone = client.get(at(shop, f"packing-slips?order={first.pk}"))
        assert (gone.status_code, gone.json()["code"]) == (404, "studio.nothing_to_print")
        own = client.get(at(shop, f"orders/{first.pk}/packing-slips"))
        assert len(PdfReader(io.BytesIO(own.content)).pages) == 1
        assert program(shop, "stranger").get(at(shop, f"orders/{first.pk}/packing-slips")).status_code == 404


def test_the_money_is_told_to_managers_and_adds_up() -> None:
    shop = make_shop()
    order = shop.order(2)
    assert program(shop, "packer").get(at(shop, "money")).status_code == 403
    (balance,) = program(shop, "manager").get(at(shop, "money")).json()["balances"]
    told = program(shop, "manager").get(at(shop, "money/EUR/lines")).json()
    (line,) = told["lines"]
    assert (told["currency"], line["kind"], line["order_number"]) == ("EUR", "sale", order.group.number)
    assert line["held_minor"] == balance["held_minor"] == sum(part["amount_minor"] for part in line["parts"])
    assert (line["held_after_minor"], line["available_after_minor"]) == (balance["held_minor"], 0)
    assert line["sentence"]
    chain = program(shop, "manager").get(at(shop, f"orders/{order.pk}/money")).json()
    assert chain["yours_minor"] == balance["held_minor"]
    assert chain["paid_minor"] + chain["fee_minor"] + chain["tax_minor"] == chain["yours_minor"]
    assert (chain["free_at"], chain["released_at"], len(chain["lines"])) == (None, None, 1)
    assert program(shop, "packer").get(at(shop, f"orders/{order.pk}/money")).status_code == 403
    assert program(shop).get(at(shop, "money/XXX/lines")).json()["lines"] == []
