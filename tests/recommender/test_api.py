"""The feed over the API: pages that never repeat, each item with its reasons and the token an order names."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from halles.interactions.sources import read_source
from halles.recommender.api import FeedOut
from tests.orders.makers import make_variant
from tests.videos.makers import make_video

pytestmark = pytest.mark.django_db


def shape(value: Any) -> Any:
    """The names in a document, all the way down."""
    if isinstance(value, dict):
        return {name: shape(inner) for name, inner in value.items()}
    return [shape(inner) for inner in value] if isinstance(value, list) else type(value)


def test_pages_follow_each_other_to_the_end() -> None:
    bowl = make_variant()
    shown = {str(make_video(shows=bowl).pk) for _ in range(7)}
    api = Client(headers={"Accept-Language": "fr"})

    first = api.get("/api/v1/feed?market=FR&limit=4").json()
    assert shape(FeedOut.model_validate(first).model_dump(mode="json")) == shape(first)
    second = api.get("/api/v1/feed", {"market": "FR", "limit": 4, "cursor": first["next_cursor"]}).json()

    items = [*first["items"], *second["items"]]
    assert {item["video"]["id"] for item in items} == shown
    assert [item["position"] for item in items] == list(range(7))
    assert (second["next_cursor"], second["end"]) == (None, "caught_up")
    item = items[0]
    assert item["reasons"][-1]["code"] == "not_personal"
    anchor = item["video"]["anchors"][0]
    source = read_source(anchor["source"])
    assert source is not None
    assert (str(source.content_id), str(source.anchor_id)) == (item["video"]["id"], anchor["id"])
    assert anchor["price"] == {"amount_minor": 2490, "currency": "EUR", "reduced_from_minor": None}


@pytest.mark.parametrize(
    ("query", "status", "code"),
    [
        ("cursor=nonsense", 422, "recommender.cursor_refused"),
        ("market=XX", 404, "markets.unknown"),
        ("limit=0", 422, "api.shape"),
        ("limit=1000", 422, "api.shape"),
    ],
)
def test_what_makes_no_sense_is_refused(query: str, status: int, code: str) -> None:
    answer = Client().get(f"/api/v1/feed?{query}")
    assert (answer.status_code, answer.json()["code"]) == (status, code)


def test_a_wrong_token_is_refused_and_none_is_fine() -> None:
    assert Client().get("/api/v1/feed").status_code == 200
    assert Client(headers={"Authorization": "Bearer wrong"}).get("/api/v1/feed").status_code == 401
