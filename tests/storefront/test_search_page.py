from __future__ import annotations

import pytest
from django.test import Client

from halles.search.models import Kind
from halles.search.services import index, index_all
from tests.catalog.makers import make_on_sale

pytestmark = pytest.mark.django_db
FR = {"Accept-Language": "fr-FR"}


def test_the_page_shows_goods_shops_and_how_they_are_ordered(client: Client) -> None:
    variant = make_on_sale(title="Couteau de table", language="fr")
    index_all()
    page = client.get("/search/", {"q": "couteau"}, headers=FR).content.decode()
    assert "Couteau de table" in page
    assert f"/p/{variant.product_id}/" in page
    shops = client.get("/search/", {"q": variant.product.seller.name, "kind": "shop"}, headers=FR)
    assert f"/shops/{variant.product.seller.slug}/" in shops.content.decode()


@pytest.mark.parametrize(
    "asked",
    [
        {"q": "bol", "category": "nothing", "shop": "x", "price_from": "abc", "page": "x"},
        {"q": "bol", "price_from": "10,5", "price_to": "99999999999999999", "page": "99999999999"},
        {"q": "bol", "page": "9" * 5000},
        {"q": ""},
        {"q": "💐 '\"><script>alert(1)</script>"},
    ],
)
def test_addresses_that_were_edited_still_answer(client: Client, asked: dict[str, str]) -> None:
    answer = client.get("/search/", asked, headers=FR)
    assert answer.status_code == 200
    assert "<script>alert" not in answer.content.decode()


@pytest.mark.parametrize("asked", [{"q": "x" * 121}, {"q": "bol", "order": "random"}, {"q": "bol", "kind": "person"}])
def test_what_the_search_does_not_know_is_said_on_the_page(client: Client, asked: dict[str, str]) -> None:
    answer = client.get("/search/", asked, headers=FR)
    assert answer.status_code == 422
    assert 'role="alert"' in answer.content.decode()


def test_the_number_of_statements_does_not_grow_with_the_results(client: Client) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    counts = []
    for _ in range(2):
        for number in range(6):
            variant = make_on_sale(title=f"Bol {number}", language="fr")
            index(Kind.PRODUCT, [variant.product_id])
        client.get("/search/", {"q": "bol"}, headers=FR)
        with CaptureQueriesContext(
            connection,
        ) as asked:
            client.get("/search/", {"q": "bol"}, headers=FR)
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_suggestions_are_options_of_a_list(client: Client) -> None:
    variant = make_on_sale(title="Couteau de table", language="fr")
    index(Kind.PRODUCT, [variant.product_id])
    answer = client.get("/search/suggestions/", {"q": "cou"}, headers=FR).content.decode()
    assert answer.count('role="option"') == 1
    assert 'role="option"' not in client.get("/search/suggestions/", {"q": "zzzz"}, headers=FR).content.decode()
