from __future__ import annotations

import pytest
from django.test import Client

from halles.search.models import Entry, Kind
from halles.search.services import index
from tests.catalog.makers import make_on_sale

pytestmark = pytest.mark.django_db


def test_a_search_names_ids_counts_and_facets(client: Client) -> None:
    variant = make_on_sale(title="Couteau de table", language="fr", category="tops", origin_maker="Atelier A")
    index(Kind.PRODUCT, [variant.product_id])
    answer = client.get("/api/v1/search", {"q": "coutau", "market": "fr"}, headers={"Accept-Language": "fr"})
    assert answer.status_code == 200
    body = answer.json()
    assert (body["kind"], body["ids"], body["meant"]) == ("product", [str(variant.product_id)], "couteau")
    assert body["counts"] == {"product": 1, "video": 0, "live": 0, "creator": 0, "shop": 0}
    assert body["facets"]["makers"] == [{"value": "Atelier A", "name": "Atelier A", "count": 1, "is_chosen": False}]
    narrowed = client.get("/api/v1/search", {"q": "couteau", "market": "FR", "price_to_minor": "1"})
    assert narrowed.json()["ids"] == []


def test_suggestions_answer_while_typing(client: Client) -> None:
    variant = make_on_sale(title="Couteau de table", language="fr")
    index(Kind.PRODUCT, [variant.product_id])
    answer = client.get("/api/v1/search/suggestions", {"q": "cout", "market": "FR"})
    assert answer.json() == [{"kind": "product", "id": str(variant.product_id), "title": "Couteau de table"}]


@pytest.mark.parametrize(
    ("asked", "status"),
    [
        ({"q": "x" * 121}, 422),
        ({"q": "a", "order": "random"}, 422),
        ({"q": "a", "market": "ZZ"}, 404),
        ({"q": "a", "category": "none-such"}, 422),
        ({"q": "a", "page": 0}, 422),
    ],
)
def test_what_cannot_be_asked_is_refused(client: Client, asked: dict[str, str | int], status: int) -> None:
    assert client.get("/api/v1/search", asked).status_code == status
    assert Entry.objects.count() == 0
