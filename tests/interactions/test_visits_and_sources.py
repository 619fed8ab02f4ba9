"""The pseudonym of a visit, and the tokens that say where a sale came from."""

from __future__ import annotations

import datetime as dt

import pytest
from django.test import Client

from halles.interactions import visits
from halles.interactions.models import Interaction
from halles.interactions.services import Sale, record_purchases
from halles.interactions.sources import issue_source, new_source, read_source, sign_source
from halles.kit import clock, ids


def test_a_visit_without_consent_gets_a_new_pseudonym_after_a_day() -> None:
    visit_id = ids.uuid7()
    tomorrow = clock.now() + dt.timedelta(hours=25)

    assert visits.read_visit(str(visit_id), lambda: False).id == visit_id
    with clock.travel(tomorrow):
        renewed = visits.read_visit(str(visit_id), lambda: False)
        kept = visits.read_visit(str(visit_id), lambda: True)
    assert renewed.is_new
    assert renewed.id != visit_id
    assert (kept.is_new, kept.id) == (False, visit_id)


@pytest.mark.parametrize("cookie", ["", "x", "00000000-0000-0000-0000-000000000000", "9" * 500, None])
def test_a_cookie_that_is_not_ours_begins_a_new_visit(cookie: str | None) -> None:
    assert visits.read_visit(cookie, lambda: True).is_new


@pytest.mark.django_db
def test_the_cookie_is_out_of_reach_of_scripts_and_programs_get_none() -> None:
    cookie = Client().get("/beacon").cookies[visits.COOKIE]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"
    assert visits.COOKIE not in Client().get("/api/v1/openapi.json").cookies


def test_a_source_token_says_the_same_for_14_days_and_nothing_after() -> None:
    source = new_source(
        content_kind="video",
        content_id=ids.uuid7(),
        creator_id=ids.uuid7(),
        position=2,
        surface="feed",
        reasons=["followed", "popular", "fresh", "language"],
        candidate_source="followed",
        model_version="v1",
    )
    anchor_id = ids.uuid7()
    token = sign_source(source, anchor_id=anchor_id)

    read = read_source(token)
    assert read is not None
    assert (read.content_id, read.creator_id, read.anchor_id) == (source.content_id, source.creator_id, anchor_id)
    assert (read.position, read.surface, read.reasons) == (2, "feed", ("followed", "popular", "fresh"))
    assert (read.click_id, read.candidate_source) == (source.click_id, "followed")
    assert read.as_json()["click_id"] == str(source.click_id)
    with clock.travel(clock.now() + dt.timedelta(days=14, seconds=1)):
        assert read_source(token) is None


@pytest.mark.parametrize("token", [None, "", "a", "a.b", "é.é", "x" * 10_000])
def test_a_bad_source_token_never_stands_in_the_way(token: str | None) -> None:
    assert read_source(token) is None
    good = issue_source(content_kind="video", content_id=ids.uuid7())
    assert read_source(good[:-2] + ("AA" if good[-2:] != "AA" else "BB")) is None


@pytest.mark.django_db
def test_purchases_are_written_with_the_touch_their_line_froze_or_without_any() -> None:
    source = new_source(content_kind="video", content_id=ids.uuid7(), position=1, surface="feed", reasons=["new"])
    product_id, variant_id = ids.uuid7(), ids.uuid7()
    record_purchases(
        market="FR",
        sales=[Sale(product_id, variant_id, 2, source.as_json()), Sale(product_id, variant_id, 1, None)],
    )

    rows = {row.content_id: row for row in Interaction.objects.all()}
    assert set(rows) == {source.content_id, None}
    assert rows[source.content_id].click_id == source.click_id
    assert rows[source.content_id].reasons == ["new"]
    assert [rows[key].app_context["quantity"] for key in (source.content_id, None)] == [2, 1]
