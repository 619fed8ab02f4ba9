"""The demo's live shows: what they say fits the rooms, what is over leaves nothing behind that nobody needs."""

from __future__ import annotations

import pytest

from halles.demo.shows.script import read_programme
from halles.demo.world.read import read_world
from halles.live.models import LiveSession, ShowAct
from halles.live.models.acts import ACT_TITLE_LENGTH_MAX
from halles.live.models.sessions import TITLE_LENGTH_MAX
from halles.live.services.clearing import delete_session
from tests.live.makers import make_session

SAID_LENGTH_MAX = 200


@pytest.mark.parametrize("market", ["FR", "US", "JP"])
def test_every_show_is_possible_in_its_market(market: str) -> None:
    programme, world = read_programme(market), read_world()
    assert programme is not None
    script = programme.on_air
    goods = [*script.goods, *programme.before.goods, *programme.planned.goods, *programme.called_off.goods]
    assert [good for good in goods if market not in world.products[good].markets] == []
    # A shop's profile sells its own.
    assert {good.split("/")[0] for good in script.goods} == {script.shop}
    assert sum(step.minutes for step in script.steps) == 25
    assert {step.good for step in script.steps if step.good} == set(script.asks)
    assert max(len(one.title) for one in (script, programme.before, programme.planned)) <= TITLE_LENGTH_MAX
    assert max(len(question) for question, _options in script.polls) <= ACT_TITLE_LENGTH_MAX
    said = [line for lines in script.talk.values() for line in lines]
    said += [line for pairs in script.asks.values() for pair in pairs for line in pair]
    assert max(map(len, said)) <= SAID_LENGTH_MAX


def test_there_is_no_show_where_nobody_wrote_one() -> None:
    assert read_programme("DE") is None


@pytest.mark.django_db
def test_a_show_that_is_over_goes_whole_unless_something_was_promised_in_it() -> None:
    plain, promised = make_session(status="ended"), make_session(status="ended")
    ShowAct.objects.create(
        id=promised.pk, session=promised, kind="poll", status="ended", created_by=promised.creator.user
    )
    assert delete_session(plain.pk)
    assert not delete_session(promised.pk)
    assert list(LiveSession.objects.values_list("pk", flat=True)) == [promised.pk]


@pytest.mark.django_db
def test_a_show_on_air_is_not_deleted() -> None:
    session = make_session(status="live")
    with pytest.raises(AssertionError):
        delete_session(session.pk)
    assert LiveSession.objects.filter(pk=session.pk).exists()
