"""What is known of a sale that no video led to: the page on which the product was pressed."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from halles.interactions.sources import Source, issue_source, read_source
from tests.orders.makers import make_variant

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("before", "surface"),
    [
        ("http://testserver/search/?q=bol", "search"),
        ("http://testserver/hall/", "shop"),
        ("https://www.example.com/search", None),
        ("http://[", None),
        ("", None),
    ],
)
def test_a_product_page_knows_the_page_before(before: str, surface: str | None) -> None:
    product = make_variant().product
    address = f"/p/{product.pk}/{product.slug}/"
    source = _source(Client(), address, {"Referer": before})
    assert (source.surface if source else None) == surface
    assert source is None or (source.content_kind, source.content_id, source.creator_id) == (
        "product",
        product.pk,
        None,
    )


def test_a_source_in_the_address_wins() -> None:
    product = make_variant().product
    token = issue_source(content_kind="video", content_id=product.pk, surface="feed")
    source = _source(
        Client(), f"/p/{product.pk}/{product.slug}/?source={token}", {"Referer": "http://testserver/hall/"}
    )
    assert source is not None
    assert source.surface == "feed"


def _source(client: Client, address: str, headers: dict[str, str]) -> Source | None:
    answer = client.get(address, headers=headers)
    assert answer.status_code == 200
    found = re.search(r'name="source" value="([^"]*)"', answer.content.decode())
    assert found is not None
    return read_source(found.group(1))
