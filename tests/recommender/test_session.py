"""The cursor: whole, bounded, ours."""

from __future__ import annotations

import datetime as dt
import random
import string

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from halles.recommender.errors import CursorRefused
from halles.recommender.session import (
    LIFETIME,
    SERVED_MAX,
    Session,
    new_session,
    read_cursor,
    write_cursor,
)
from tests.recommender.makers import NOW, make_session

SESSIONS = st.builds(
    Session,
    seed=st.integers(0, 2**32 - 1),
    started_at=st.just(NOW),
    position=st.integers(0, 0xFFFF),
    selling_credit=st.integers(0, 19_999),
    new_credit=st.integers(0, 19_999),
    last_creator=st.integers(0, 2**64 - 1),
    served=st.frozensets(st.integers(0, 2**40), max_size=60),
)


@settings(max_examples=200, deadline=None)
@given(SESSIONS)
def test_a_sitting_survives_its_cursor(session: Session) -> None:
    assert read_cursor(write_cursor(session), NOW) == session


@pytest.mark.parametrize("videos", [1_000, 100_000, 10_000_000, 1_000_000_000])
def test_a_cursor_never_passes_4_kb_however_many_videos_there_are(videos: int) -> None:
    draw = random.Random(videos)
    session = new_session(NOW)
    while not session.is_full:
        session = Session(
            **{**session.__dict__, "served": session.served | {draw.randrange(videos) for _ in range(20)}}
        )
    assert len(write_cursor(session)) <= 4096
    assert len(session.served) >= 600
    assert len(session.served) < SERVED_MAX + 20


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=80), st.integers(0, 200), st.sampled_from(string.ascii_letters + string.digits + "-_.é\x00"))
def test_anything_but_our_cursor_is_refused(text: str, place: int, letter: str) -> None:
    with pytest.raises(CursorRefused):
        read_cursor(text, NOW)
    cursor = write_cursor(make_session(served=frozenset({1, 5, 900})))
    place %= len(cursor)
    changed = cursor[:place] + letter + cursor[place + 1 :]
    if changed != cursor:
        try:
            # The last letter of a base64 text has bits that mean nothing.
            assert read_cursor(changed, NOW) == read_cursor(cursor, NOW)
            assert place == len(cursor) - 1
        except CursorRefused:
            pass


def test_a_cursor_is_good_for_a_sitting_only() -> None:
    cursor = write_cursor(new_session(NOW))
    assert read_cursor(cursor, NOW + LIFETIME - dt.timedelta(seconds=1)).served == frozenset()
    with pytest.raises(CursorRefused):
        read_cursor(cursor, NOW + LIFETIME)
