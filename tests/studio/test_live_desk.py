"""Planning a show at the desk, and the cockpit."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.test import Client

from halles.kit import clock
from halles.live import services
from halles.live.models import LiveSession, ProductSet
from tests.catalog.makers import make_on_sale
from tests.creators.makers import make_creator
from tests.live.makers import make_session
from tests.users.makers import make_user

pytestmark = pytest.mark.django_db


def plan(creator: Any, **changes: Any) -> dict[str, Any]:
    at = clock.now() + dt.timedelta(days=1)
    facts = {
        "creator": str(creator.pk),
        "title": "Le four s'ouvre",
        "market": "FR",
        "language": "fr",
        "at": at.strftime("%Y-%m-%dT%H:%M"),
        "shape": "portrait",
    }
    return {**facts, **changes}


def test_a_show_is_planned_filled_and_called_off() -> None:
    creator, client = make_creator(), Client()
    client.force_login(creator.user)
    assert client.get("/studio/live/").status_code == 200
    assert client.get("/studio/live/new/").status_code == 200
    client.post("/studio/live/new/", plan(creator))
    session = LiveSession.objects.get()
    path = f"/studio/live/{session.pk}/"
    one, other = make_on_sale().product, make_on_sale().product
    client.post(f"{path}put-in/", {"product": [str(one.pk), str(other.pk)]})
    client.post(f"{path}move/", {"product": str(other.pk), "to": "up"})
    client.post(f"{path}plan-bag/")
    client.post(f"{path}save-set/", {"name": "Du four"})
    assert list(session.products.values_list("product", flat=True)) == [other.pk, one.pk]
    assert [item.kind for item in session.sheet.all()] == ["opening", "product", "product", "closing"]
    assert ProductSet.objects.get().items.count() == 2
    page = client.get(path).content.decode()
    assert session.stream_key in page
    client.post(f"{path}cancel/")
    session.refresh_from_db()
    assert session.status == "canceled"


@pytest.mark.parametrize(("changes", "field"), [({"title": " "}, "title"), ({"at": "2020-01-01T10:00"}, "at")])
def test_a_wrong_plan_is_told_and_keeps_what_was_typed(changes: dict[str, str], field: str) -> None:
    creator, client = make_creator(), Client()
    client.force_login(creator.user)
    answer = client.post("/studio/live/new/", plan(creator, description="Bientôt", **changes))
    assert answer.status_code == 422
    assert "Bientôt" in answer.content.decode()
    assert field in answer.context["form"].errors
    assert not LiveSession.objects.exists()


def test_the_cockpit_is_for_the_team() -> None:
    session = make_session(status="live", media="on")
    moderator, stranger = make_user(), make_user()
    services.set_member(session.pk, email=moderator.email, role="moderator")
    path = f"/studio/live/{session.pk}/cockpit/"
    answers = {}
    for name, person in (("host", session.creator.user), ("moderator", moderator), ("stranger", stranger)):
        client = Client()
        client.force_login(person)
        answers[name] = client.get(path)
    assert [answer.status_code for answer in answers.values()] == [200, 200, 404]
    assert 'data-deed="end"' in answers["host"].content.decode()
    assert 'data-deed="end"' not in answers["moderator"].content.decode()
    assert session.stream_key not in answers["moderator"].content.decode()


def test_the_figures_begin_at_nothing() -> None:
    session, client = make_session(status="live", media="on"), Client()
    client.force_login(session.creator.user)
    answer = client.get(f"/studio/live/{session.pk}/figures/")
    figures = answer.context["figures"]
    assert (figures.viewers, figures.orders, figures.gmv_minor, figures.ctr_bps) == (0, 0, 0, None)
