"""Packing slips, read back from the PDF as a packer reads them."""

from __future__ import annotations

import datetime as dt
import io
from typing import Any

import pytest
from pypdf import PdfReader

from halles.kit import clock
from halles.orders import queries as orders
from halles.orders.models import Order, OrderLine
from halles.studio.slips import lettering
from halles.users.addresses import AddressData
from tests.fulfillment.makers import RELEASED_AT, make_package
from tests.studio.shop_makers import make_shop

pytestmark = pytest.mark.django_db


def pages_of(answer: Any) -> list[str]:
    assert answer["Content-Type"] == "application/pdf"
    return [page.extract_text().replace("\xa0", " ") for page in PdfReader(io.BytesIO(answer.content)).pages]


def send_to(order: Order, language: str = "en", **address: str) -> None:
    order.group.ship_to = AddressData(**address).as_json()
    order.group.language = language
    order.group.save()


def test_what_is_ticked_is_on_paper_and_nothing_else() -> None:
    shop = make_shop(name="Fil & Lumière")
    first, second, third = shop.order(2), shop.order(1), shop.order(1)
    send_to(first, "fr", name="Zoë Cœur", line1="7 rue de l’Été", postal_code="69001", city="Lyon", country="FR")
    with clock.travel(RELEASED_AT):
        client = shop.client("packer")
        whole = pages_of(client.get(shop.url("orders/print/")))
        ticked = pages_of(client.get(shop.url(f"orders/print/?order={first.pk}&order={third.pk}")))
    assert len(whole) == 3
    assert len(ticked) == 2
    assert second.group.number not in "".join(ticked)
    (page,) = (page for page in ticked if first.group.number in page)
    for words in (
        "Fil & Lumière",
        "Zoë Cœur",
        "7 rue de l’Été",
        "69001 Lyon",
        "Bordereau de préparation",
        "Commandé le mar. 2 juin",
    ):
        assert words in page
    assert "€" not in page, "a slip may travel with a gift"


def test_a_japanese_address_is_set_in_japanese() -> None:
    shop = make_shop()
    order = shop.order(1)
    where = {"line1": "神南1丁目2-3", "city": "渋谷区", "region": "東京都", "postal_code": "150-0041"}
    send_to(order, name="山田 結衣", country="JP", **where)
    with clock.travel(RELEASED_AT):
        (page,) = pages_of(shop.client("packer").get(shop.url(f"orders/{order.pk}/print/")))
    # Each change of face begins a new line for the reader of this test, not on paper.
    written = "".join(page.split())
    for words in ("〒150-0041", "東京都渋谷区神南1丁目2-3", "山田結衣"):
        assert words in written


def test_letters_no_face_has_lose_their_mark_and_are_not_lost() -> None:
    assert lettering.set_in("Dvořák ō 🎁") == [("Vera", "Dvorák o ?")]
    assert lettering.set_in("样 様 김") == [
        ("STSong-Light", "样"),
        ("Vera", " "),
        ("HeiseiKakuGo-W5", "様"),
        ("Vera", " "),
        ("HYGothic-Medium", "김"),
    ]
    width = lettering.width_of("a" * 400, 10)
    assert [lettering.width_of(line, 10) <= 200 for line in lettering.broken("a" * 400, 10, 200)] == [True] * 13
    assert width > 2400


def test_prices_stand_there_when_they_are_asked_for() -> None:
    shop = make_shop()
    order = shop.order(2)
    line = order.lines.get()
    with clock.travel(RELEASED_AT):
        (page,) = pages_of(shop.client("packer").get(shop.url(f"orders/{order.pk}/print/?prices=1")))
    assert f"€{line.unit_minor * 2 / 100:.2f}" in page


def test_each_parcel_has_its_own_slip_and_a_long_one_goes_on() -> None:
    shop = make_shop()
    order = shop.order(3)
    line = order.lines.get()
    with clock.travel(RELEASED_AT):
        make_package(order, pieces={line.sku: 2})
        first, rest = pages_of(shop.client("packer").get(shop.url(f"orders/{order.pk}/print/")))
        assert "Parcel 1 · " in first
        assert "Parcel 2" in rest
        other = shop.order(1)
        only = other.lines.get()
        OrderLine.objects.bulk_create(
            OrderLine(**{**_values(only), "pk": None, "position": n, "title": f"Article {n}"}) for n in range(2, 42)
        )
        pages = pages_of(shop.client("packer").get(shop.url(f"orders/{other.pk}/print/")))
    assert len(pages) == 3
    assert all(other.group.number in page for page in pages)
    assert "Article 41" in pages[-1]


def _values(line: OrderLine) -> dict[str, Any]:
    return {
        field.attname: getattr(line, field.attname) for field in line._meta.concrete_fields if not field.primary_key
    }


def test_nobody_prints_an_address_that_may_not_be_seen() -> None:
    shop = make_shop()
    order = shop.order(1)
    Order.objects.filter(pk=order.pk).update(status=Order.Status.ON_HOLD)
    with clock.travel(RELEASED_AT):
        answer = shop.client("packer").get(shop.url(f"orders/{order.pk}/print/"))
        assert answer["Location"] == shop.url(f"orders/{order.pk}/")
        assert shop.client("packer").get(shop.url("orders/print/"))["Location"] == shop.url("orders/pack/")
        assert make_shop().client().get(shop.url("orders/print/")).status_code == 404


def test_a_long_table_is_read_and_printed_page_by_page() -> None:
    shop = make_shop()
    numbers = [shop.order(1).group.number for _ in range(3)]
    late = Order.objects.get(group__number=numbers[2])
    late.dispatch_by_on -= dt.timedelta(days=1)
    late.save()
    first = orders.list_to_pack(shop.seller, size=2)
    assert [order.group.number for order in first.rows] == [numbers[2], numbers[0]]
    assert first.next_cursor is not None
    rest = orders.list_to_pack(shop.seller, first.next_cursor, size=2)
    assert ([order.group.number for order in rest.rows], rest.next_cursor) == ([numbers[1]], None)
    with clock.travel(RELEASED_AT):
        client = shop.client("packer")
        table = client.get(shop.url(f"orders/pack/?cursor={first.next_cursor}")).content.decode()
        assert [number in table for number in numbers] == [False, True, False]
        assert f'name="cursor" value="{first.next_cursor}"' in table
        assert "of all on this page when none is ticked" in table
        (slip,) = pages_of(client.get(shop.url(f"orders/print/?cursor={first.next_cursor}")))
        assert numbers[1] in slip
        whole = client.get(shop.url("orders/pack/?cursor=nonsense")).content.decode()
        assert all(number in whole for number in numbers)
