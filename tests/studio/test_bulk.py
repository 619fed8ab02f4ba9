from __future__ import annotations

import io
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from halles.catalog.models import Product, ProductPhoto
from halles.catalog.queries import find_product_by_photo_name
from tests.catalog.makers import give_photo, make_on_sale, make_product, make_variant, picture
from tests.sellers.makers import make_seller

pytestmark = pytest.mark.django_db
HEAD = "product,sku,category,description,language,origin_place,origin_maker,price_FR\n"


def test_a_file_makes_drafts_and_says_what_became_of_each_line(client: Client) -> None:
    seller = make_seller()
    client.force_login(seller.owner)
    lines = "".join(f"Bol {n},B-{n},tops,Gris.,fr,Lyon,Ateliers,12.50\n" for n in range(3)) + "Bol 9,B-9,none,,,,,1\n"
    answer = client.post(
        f"/studio/shops/{seller.slug}/products/table/",
        {"file": SimpleUploadedFile("goods.csv", (HEAD + lines).encode()), "keep": "good"},
    )
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "3 lines were kept." in page
    assert "Bol 9,B-9,none" in page
    assert list(Product.objects.values_list("status", flat=True)) == ["draft"] * 3
    mended = client.post(
        f"/studio/shops/{seller.slug}/products/table/",
        {"lines": HEAD + "Bol 9,B-9,tops,,,,,1\n", "keep": "good"},
    )
    assert mended.status_code == 200
    assert Product.objects.count() == 4


def test_the_file_comes_back_as_a_spreadsheet_opens_it(client: Client) -> None:
    variant = make_on_sale()
    client.force_login(variant.product.seller.owner)
    answer = client.get(f"/studio/shops/{variant.product.seller.slug}/products/table/goods.csv")
    assert answer.content.startswith(b"\xef\xbb\xbfproduct,sku,")
    assert "attachment" in answer["Content-Disposition"]


def test_photos_find_their_product_by_name(client: Client) -> None:
    seller = make_seller()
    product = make_product(seller)
    make_variant(product, sku="Jumper-M")
    numbered = make_product(seller, title="Another")
    make_variant(numbered, sku="X-2")
    assert find_product_by_photo_name(seller, "JUMPER-m.JPG") == product
    assert find_product_by_photo_name(seller, "photos/Jumper-M-2.png") == product
    assert find_product_by_photo_name(seller, "Jumper-M (3).png") == product
    assert find_product_by_photo_name(seller, "X-2.jpg") == numbered
    assert find_product_by_photo_name(make_seller(), "X-2.jpg") is None
    assert find_product_by_photo_name(seller, ".jpg") is None
    client.force_login(seller.owner)
    file = SimpleUploadedFile("Jumper-M.png", picture().read(), content_type="image/png")
    address = f"/studio/shops/{seller.slug}/products/photos/"
    assert client.post(address, {"file": file}, headers={"Accept": "application/json"}).status_code == 201
    assert product.photos.count() == 1


@pytest.mark.parametrize("name", ["other.png", "Jumper-M.zip"])
def test_what_matches_nothing_or_is_no_picture_is_refused(client: Client, name: str) -> None:
    seller = make_seller()
    make_variant(make_product(seller), sku="Jumper-M")
    client.force_login(seller.owner)
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("a.png", picture().read())
    answer = client.post(
        f"/studio/shops/{seller.slug}/products/photos/",
        {"file": SimpleUploadedFile(name, packed.getvalue())},
        headers={"Accept": "application/json"},
    )
    assert answer.status_code == 422
    assert ProductPhoto.objects.count() == 0


def test_marked_products_go_on_sale_together_and_one_bad_one_holds_up_none(client: Client) -> None:
    ready = make_on_sale().product
    seller = ready.seller
    client.force_login(seller.owner)
    address = f"/studio/shops/{seller.slug}/products/marked/"
    client.post(address, {"product": [str(ready.pk)], "do": "pause"})
    ready.refresh_from_db()
    assert ready.status == "paused"
    empty = make_product(seller, title="Nothing yet")
    give_photo(empty)
    theirs = make_on_sale().product
    marked = [str(one) for one in (ready.pk, empty.pk, "x")]
    page = client.post(address, {"product": marked, "do": "publish"}, follow=True).content.decode()
    assert "1 product is on sale." in page
    assert "Nothing yet: " in page
    assert client.post(address, {"product": [str(theirs.pk)], "do": "pause"}).status_code == 404
    theirs.refresh_from_db()
    assert theirs.status == "active"
