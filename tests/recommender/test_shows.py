"""Which live shows come between the videos."""

from __future__ import annotations

import uuid

import pytest

from halles.interactions.visits import Visit
from halles.markets.queries import get_market
from halles.recommender.shows import choose_shows
from halles.social import services as social
from tests.live.makers import make_session
from tests.users.makers import make_user

pytestmark = pytest.mark.django_db


def chosen(user: object = None, *, has_consent: bool = False, languages: tuple[str, ...] = ("fr",)) -> list[object]:
    visit = Visit(uuid.uuid4(), lambda: has_consent)
    found = choose_shows(user=user, visit=visit, market=get_market("FR"), languages=languages)  # type: ignore[arg-type]
    return [(place, session.title) for place, session in found]


def test_the_most_watched_come_in_two_places() -> None:
    assert chosen() == []
    for title, peak in (("Un", 3), ("Deux", 9), ("Trois", 5)):
        make_session(status="live", title=title, viewer_peak=peak)
    make_session(status="planned", title="Demain")
    make_session(status="live", title="Elsewhere", market="US", language="en", viewer_peak=99)
    assert chosen() == [(2, "Deux"), (6, "Trois")]


def test_followed_ones_come_first_with_consent_only_and_hidden_ones_never() -> None:
    person = make_user()
    make_session(status="live", title="Voisin", viewer_peak=50)
    followed = make_session(status="live", title="Suivi", viewer_peak=1)
    social.follow(person, followed.creator)
    assert chosen(person)[0] == (2, "Voisin")
    assert chosen(person, has_consent=True)[0] == (2, "Suivi")
    social.hide(user=person, visit=None, kind="creator", target_id=followed.creator_id)
    assert chosen(person, has_consent=True) == [(2, "Voisin")]


def test_a_language_nobody_here_reads_is_left_out() -> None:
    make_session(status="live", language="en", title="Evening")
    assert chosen() == []
    assert chosen(languages=("en", "fr")) == [(2, "Evening")]
