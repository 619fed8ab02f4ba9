"""Live shows among what is found."""

from __future__ import annotations

import datetime as dt
import uuid

import pytest
from django.db import connection
from django.test import Client

from halles.creators.models import Creator
from halles.creators.services import create_official
from halles.kit import clock
from halles.live.models import LiveProduct, LiveSession, Replay
from halles.live.services import Draft, cancel_session, edit_session, plan_session, remove_recording
from halles.search.models import Entry, Kind
from halles.search.queries import search, suggest
from halles.search.services import index, index_changed
from halles.sellers.models import Seller
from tests.catalog.makers import make_on_sale
from tests.creators.makers import make_creator
from tests.live.makers import make_session

pytestmark = pytest.mark.django_db


def find(text: str, *, market: str = "FR", language: str = "fr") -> tuple[uuid.UUID, ...]:
    return search(text, market=market, language=language, kind=Kind.LIVE).ids


def show(**changes: object) -> LiveSession:
    session = make_session(**changes)
    index(Kind.LIVE, [session.pk])
    return session


def keep_replay(session: LiveSession, **changes: object) -> Replay:
    return Replay.objects.create(session=session, folder="live/x", spans=[[1, 0, 1000]], duration_ms=1000, **changes)


def test_a_show_is_found_by_its_title_its_creator_and_what_is_in_its_bag() -> None:
    product = make_on_sale(title="Bol en grès", language="fr", translations={"en": {"title": "Stoneware bowl"}}).product
    session = make_session(title="Les potiers du matin", creator=make_creator(name="Léonie Marchand"))
    LiveProduct.objects.create(session=session, product=product, position=0)
    index(Kind.LIVE, [session.pk])
    for text in ("potier", "leonie", "bol", "grès"):
        assert find(text) == (session.pk,), text
    assert find("stoneware bowls", language="en") == (session.pk,)
    assert find("potier", market="GB") == ()
    assert [(one.kind, one.id) for one in suggest("pot", market="FR", language="fr")] == [("live", str(session.pk))]


def test_planned_running_and_past_shows_with_a_replay_are_found_and_no_others() -> None:
    planned = show(title="Marché un")
    on_air = show(title="Marché deux", status="live")
    show(title="Marché trois", status="ended")
    show(title="Marché quatre", status="canceled")
    show(title="Marché cinq", scheduled_at=clock.now() - dt.timedelta(hours=2))
    again, hidden, gone = (make_session(title="Marché six", status="ended") for _ in range(3))
    keep_replay(again)
    keep_replay(hidden, hidden_at=clock.now())
    keep_replay(gone, hidden_at=clock.now(), removed_at=clock.now())
    index(Kind.LIVE, [again.pk, hidden.pk, gone.pk])
    assert set(find("marché")) == {planned.pk, on_air.pk, again.pk}


def test_a_show_leaves_with_its_creator_its_shop_or_when_nobody_began_it() -> None:
    make_session()
    index_changed(clock.now())
    seller = make_on_sale().product.seller
    shows = [show(title="Marché"), show(title="Marché", creator=create_official(seller.pk))]
    late = show(title="Marché", scheduled_at=clock.now() - dt.timedelta(minutes=55))
    assert set(find("marché")) == set(LiveSession.objects.values_list("pk", flat=True))
    Creator.objects.filter(pk=shows[0].creator_id).update(status="suspended")
    Seller.objects.filter(pk=seller.pk).update(status="suspended")
    index(Kind.LIVE, [one.pk for one in shows])
    assert not Entry.objects.filter(thing_id__in=[one.pk for one in shows]).exists()
    LiveSession.objects.filter(pk=late.pk).update(
        scheduled_at=clock.now() - dt.timedelta(minutes=65), updated_at=clock.now() - dt.timedelta(days=1)
    )
    index_changed(clock.now() - dt.timedelta(minutes=30))
    assert not Entry.objects.filter(thing_id=late.pk).exists()


def test_what_happens_to_a_show_is_told_to_the_search() -> None:
    creator = make_creator()
    draft = Draft(title="Marché", market="FR", language="fr", scheduled_at=clock.now() + dt.timedelta(hours=1))
    planned = plan_session(creator, draft, by=creator.user)
    assert _told() == [str(planned.pk)]
    edit_session(planned.pk, draft)
    assert _told() == [str(planned.pk)]
    cancel_session(planned.pk)
    assert _told() == [str(planned.pk)]
    over = make_session(status="ended")
    remove_recording(over.pk)
    assert _told() == []
    keep_replay(over)
    remove_recording(over.pk)
    assert _told() == [str(over.pk)]


def test_the_page_and_the_api_show_what_was_found(client: Client) -> None:
    session = show(title="Les potiers du matin", status="live")
    page = client.get("/search/", {"q": "potiers"}, headers={"Accept-Language": "fr-FR"}).content.decode()
    assert f'href="/live/{session.pk}/"' in page
    assert "Les potiers du matin" in page
    answer = client.get("/api/v1/search", {"q": "potiers", "market": "FR", "kind": "live"}).json()
    assert (answer["ids"], answer["counts"]["live"]) == ([str(session.pk)], 1)
    # Gone since it was indexed: never shown, even before the index knows.
    LiveSession.objects.filter(pk=session.pk).update(status="canceled")
    page = client.get("/search/", {"q": "potiers"}, headers={"Accept-Language": "fr-FR"}).content.decode()
    assert f'href="/live/{session.pk}/"' not in page


def _told() -> list[str]:
    """The shows whose jobs wait, which are then taken away."""
    with connection.cursor() as cursor:
        cursor.execute(
            "DELETE FROM procrastinate_jobs WHERE task_name = 'search.index' AND args ->> 'kind' = 'live'"
            " RETURNING args ->> 'thing_id'"
        )
        return [row[0] for row in cursor.fetchall()]
