"""What a page says of itself to search engines and chats, and that it says it once."""

from __future__ import annotations

import io
import json
import re
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from django.conf import settings
from django.core.cache import cache
from django.test import Client
from PIL import Image

from halles.catalog.drafts import VariantDraft
from halles.catalog.models import Price, Product, Variant
from halles.catalog.services import update_variant
from halles.creators.services import create_official
from halles.kit.storage import storage
from halles.storefront import previews, views_sitemap
from halles.storefront.previews import keeping
from halles.storefront.previews.drawing import Poster
from tests.catalog.makers import give_photo, picture
from tests.orders.makers import make_seller, make_shipping, make_variant
from tests.videos.makers import make_video

pytestmark = pytest.mark.django_db
SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"


@pytest.fixture(autouse=True)
def _nothing_kept() -> None:
    cache.clear()


def make_goods(**changes: Any) -> Variant:
    variant = make_variant(**changes)
    give_photo(variant.product)
    return variant


def path_of(variant: Variant) -> str:
    return f"/p/{variant.product_id}/{variant.product.slug}/"


def graph(page: str) -> dict[str, dict[str, Any]]:
    found = re.search(r'<script type="application/ld\+json">(.*?)</script>', page, re.DOTALL)
    assert found
    return {one["@type"]: one for one in json.loads(found[1])["@graph"]}


def test_a_page_has_one_address_whatever_steers_or_measures(visitor: Client) -> None:
    variant = make_goods()
    path = path_of(variant)
    page = visitor.get(f"{path}?source=abc&variant={variant.pk}&quantity=2").content.decode()
    assert f'<link rel="canonical" href="http://localhost:8000{path}">' in page
    assert f'<link rel="alternate" hreflang="ja-JP" href="http://localhost:8000{path}?in=ja-JP">' in page
    assert f'<link rel="alternate" hreflang="x-default" href="http://localhost:8000{path}">' in page
    named = visitor.get(f"{path}?in=ja-JP&source=abc").content.decode()
    assert f'<link rel="canonical" href="http://localhost:8000{path}?in=ja-JP">' in named


def test_an_address_names_language_and_market_for_who_chose_none() -> None:
    variant = make_goods(prices={"FR": 2490, "US": 2900})
    crawler = Client()
    page = crawler.get(f"{path_of(variant)}?in=fr-FR").content.decode()
    assert '<html lang="fr"' in page
    assert "24,90\xa0€" in page
    # What follows stays where the visitor came in.
    assert '<html lang="fr"' in crawler.get("/hall/").content.decode()


def test_who_chose_a_market_keeps_it_whatever_an_address_names() -> None:
    variant = make_goods(prices={"FR": 2490, "US": 2900})
    chosen = Client()
    chosen.cookies["market"], chosen.cookies["language"] = "US", "en"
    answer = chosen.get(f"{path_of(variant)}?in=fr-FR")
    assert '<html lang="en"' in answer.content.decode()
    assert "$29.00" in answer.content.decode()
    assert "market" not in answer.cookies


@pytest.mark.parametrize("nonsense", ["", "fr", "fr-XX", "-FR", "fr_FR", "x" * 500, "<b>-FR"])
def test_an_address_that_names_nothing_we_know_changes_nothing(nonsense: str) -> None:
    answer = Client(headers={"Accept-Language": "ja-JP"}).get("/hall/", {"in": nonsense})
    assert '<html lang="ja"' in answer.content.decode()
    assert "market" not in answer.cookies


def test_a_product_is_told_as_data_with_each_variant_and_the_price_per_unit(visitor: Client) -> None:
    seller = make_seller()
    make_shipping(seller)
    variant = make_goods(seller=seller, title="Tomme </script> & co", prices={"FR": 1450}, origin_country="FR")
    update_variant(variant, draft=VariantDraft(sku="T-400", measure="g", measure_amount=400))
    second = Variant.objects.create(
        product=variant.product, seller=seller, sku="T-800", name="800 g", options={"s": "2"}
    )
    Price.objects.create(
        variant=second, market="FR", currency="EUR", amount_minor=2700, updated_at=variant.product.updated_at
    )
    make_video(create_official(seller.pk), shows=variant)
    told = graph(visitor.get(path_of(variant)).content.decode())
    product = told["Product"]
    assert product["name"] == "Tomme </script> & co"
    assert product["countryOfOrigin"] == "FR"
    assert "aggregateRating" not in product
    offers = {one["sku"]: one for one in product["offers"]}
    assert (offers["T-400"]["price"], offers["T-400"]["availability"]) == ("14.50", "https://schema.org/InStock")
    assert offers["T-800"]["availability"] == "https://schema.org/OutOfStock"
    per = offers["T-400"]["priceSpecification"]
    assert (per["price"], per["referenceQuantity"]["value"], per["referenceQuantity"]["unitCode"]) == (
        "36.25",
        1000,
        "GRM",
    )
    assert [row["name"] for row in told["BreadcrumbList"]["itemListElement"]][-1] == "Tomme </script> & co"
    assert told["VideoObject"]["duration"] == "PT20S"


def test_shop_and_creator_are_told_as_data(visitor: Client) -> None:
    seller = make_seller(name="Le Four", place="Lyon")
    creator = create_official(seller.pk)
    assert (
        graph(visitor.get(f"/shops/{seller.slug}/").content.decode())["Store"]["address"]["addressLocality"] == "Lyon"
    )
    profile = graph(visitor.get(f"/@{creator.handle}/").content.decode())["ProfilePage"]["mainEntity"]
    assert profile["alternateName"] == f"@{creator.handle}"


def test_the_picture_of_a_product_is_drawn_once_and_anew_for_another_price(visitor: Client) -> None:
    variant = make_goods(title="Bol bleu")
    photo = variant.product.photos.get()
    storage().put_bytes(photo.asset.poster_key, picture(640, 800).getvalue())
    photo.asset.renditions.create(
        edition=1, short_edge=640, width=640, height=800, size_bytes=1, key=photo.asset.poster_key
    )
    path = f"/preview/product/{variant.product_id}/fr-FR.jpg"
    page = visitor.get(path_of(variant)).content.decode()
    assert f'<meta property="og:image" content="http://localhost:8000{path}">' in page
    first = visitor.get(path)
    assert first["Content-Type"] == "image/jpeg"
    with Image.open(io.BytesIO(first.content)) as drawn:
        assert drawn.size == (1200, 630)
        # The photo stands on the left, linen on the right edge.
        blue = drawn.getpixel((260, 400))
        linen = drawn.getpixel((1190, 10))
    assert isinstance(blue, tuple)
    assert blue[2] > 90 > blue[0]
    assert isinstance(linen, tuple)
    assert min(linen) > 225
    key = cache.get(f"preview:product:{variant.product_id}:fr-FR")
    assert storage().exists(key)
    Price.objects.filter(variant=variant).update(amount_minor=1990)
    assert visitor.get(path).content != first.content
    assert not storage().exists(key)


def test_drawing_has_a_limit_and_what_is_drawn_has_none(visitor: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keeping, "DRAWN_PER_ADDRESS_MAX", 1)
    seller = make_seller(name="Le Four")
    assert visitor.get(f"/preview/shop/{seller.slug}/fr-FR.jpg").status_code == 200
    assert visitor.get(f"/preview/shop/{make_seller().slug}/fr-FR.jpg").status_code == 429
    assert visitor.get(f"/preview/shop/{seller.slug}/fr-FR.jpg").status_code == 200


@pytest.mark.parametrize(
    "path",
    [
        "/preview/product/not-a-product/fr-FR.jpg",
        "/preview/shop/nobody/fr-FR.jpg",
        "/preview/planet/mars/fr-FR.jpg",
        "/preview/hall/-/fr-XX.jpg",
        "/preview/category/none/fr-FR.jpg",
    ],
)
def test_there_is_no_picture_of_what_is_not_there(visitor: Client, path: str) -> None:
    assert visitor.get(path).status_code in {404, 422}


def test_a_draft_has_no_picture(visitor: Client) -> None:
    variant = make_goods(status=Product.Status.DRAFT)
    assert visitor.get(f"/preview/product/{variant.product_id}/fr-FR.jpg").status_code == 404


@pytest.mark.parametrize(
    "title", ["Bol", "Un nom de produit bien plus long que quarante signes " * 2, "茶碗 桜", "A" * 200, ""]
)
def test_any_name_fits_its_picture(title: str) -> None:
    drawn = previews.draw(Poster("Lyon", title, "24,90\u202f€", [picture(640, 800).getvalue()] * 3))
    with Image.open(io.BytesIO(drawn)) as opened:
        darkest = min(opened.crop((1150, 0, 1200, 480)).convert("L").tobytes())
    assert darkest > 200, "nothing is written into the margin"


def test_the_sitemap_names_every_public_address_once_in_parts(visitor: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(views_sitemap, "PART_SIZE", 2)
    seller = make_seller()
    goods = [make_goods(seller=seller) for _number in range(5)]
    make_goods(seller=seller, status="draft")
    hidden = make_goods(seller=make_seller(status="suspended"))
    creator = create_official(seller.pk)
    video = make_video(creator)
    make_video(creator, status="removed")
    index = ET.fromstring(visitor.get("/sitemap.xml").content)
    parts = [one.text or "" for one in index.iter(f"{SITEMAP}loc")]
    assert sum("products" in part for part in parts) == 3
    listed: list[str] = []
    for part in parts:
        answer = visitor.get(part.removeprefix(settings.BASE_URL))
        assert answer["Content-Type"].startswith("application/xml")
        listed += [one.text or "" for one in ET.fromstring(answer.content).iter(f"{SITEMAP}loc")]
    paths = [address.removeprefix(settings.BASE_URL) for address in listed]
    assert len(paths) == len(set(paths))
    expected = {*map(path_of, goods), f"/v/{video.pk}/", f"/shops/{seller.slug}/", f"/@{creator.handle}/"}
    assert expected <= set(paths)
    assert {path for path in paths if path.startswith(("/p/", "/v/", "/@"))} <= expected
    assert path_of(hidden) not in paths
    for path in ("/hall/", "/hall/c/tableware/", "/legal/fr/terms/"):
        assert visitor.get(paths[paths.index(path)]).status_code == 200


def test_a_part_that_is_none_is_not_there(visitor: Client) -> None:
    assert visitor.get("/sitemap-products-xyz.xml").status_code == 404
    assert visitor.get("/sitemap-secrets-01900000000070008000000000000001.xml").status_code == 404


def test_robots_are_kept_from_what_is_one_persons(visitor: Client) -> None:
    told = visitor.get("/robots.txt").content.decode()
    for path in ("/account/", "/cart/", "/checkout/", "/orders/", "/l/", "/studio/", "/staff/"):
        assert f"Disallow: {path}\n" in told
    assert "Sitemap: http://localhost:8000/sitemap.xml" in told


def test_no_line_runs_through_the_picture_under_its_arch() -> None:
    red = io.BytesIO()
    Image.new("RGB", (800, 1000), (160, 30, 50)).save(red, "PNG")
    for count in (1, 2, 3):
        drawn = Image.open(io.BytesIO(previews.draw(Poster("Lyon", "Gants", "", [red.getvalue()] * count))))
        middle = {1: 201, 2: 130, 3: 98}[count]
        column = [drawn.getpixel((64 + middle, y)) for y in range(70, 560)]
        assert max(green for _red, green, _blue in column) < 60  # type: ignore[misc]
