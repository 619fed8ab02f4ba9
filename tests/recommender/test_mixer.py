"""The mixer keeps its promises for any candidates, across any pages."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from halles.recommender import weights
from halles.recommender.mixer import Pick, mix
from halles.recommender.request import Pooled
from halles.recommender.session import WHOLE_BPS, Session
from tests.recommender.makers import make_pooled, make_session

CANDIDATES = st.lists(
    st.builds(make_pooled, st.integers(1, 5), is_new=st.booleans(), is_selling=st.booleans()), max_size=40
)
SHARES = st.sampled_from([0, 1, 100, 1000, 2500, 3333, 5000, 6000, 9999, 10_000])


def mixed(
    pooled: list[Pooled], share: int, sizes: list[int], *, may_repeat: bool, session: Session | None = None
) -> tuple[list[Pick], Session]:
    """All pages of a sitting, each mixed from what the ones before left."""
    session = session or make_session(selling_credit=WHOLE_BPS)
    picks: list[Pick] = []
    left = list(pooled)
    for size in sizes:
        page = mix(left, session, size=size, selling_share_bps=share, may_repeat_creator=may_repeat)
        picks += page.picks
        session = page.session
        left = [one for one in left if one.candidate.number not in session.served]
    return picks, session


@settings(max_examples=300, deadline=None)
@given(CANDIDATES, SHARES, st.lists(st.integers(1, 9), min_size=1, max_size=6))
def test_nothing_comes_twice_no_creator_twice_in_a_row_and_selling_keeps_to_its_share(
    pooled: list[Pooled], share: int, sizes: list[int]
) -> None:
    picks, session = mixed(pooled, share, sizes, may_repeat=False)
    numbers = [pick.pooled.candidate.number for pick in picks]
    creators = [pick.pooled.candidate.creator_id for pick in picks]
    selling = [pick.pooled.candidate.is_selling for pick in picks]

    assert len(set(numbers)) == len(numbers)
    assert session.served == set(numbers)
    assert [pick.position for pick in picks] == list(range(len(picks)))
    assert all(one != following for one, following in pairwise(creators))
    if share == 0:
        assert not any(selling)
    else:
        window = WHOLE_BPS // share
        assert all(sum(selling[start : start + window]) <= 1 for start in range(len(selling)))
        for end in range(1, len(selling) + 1):
            assert sum(selling[:end]) * WHOLE_BPS <= WHOLE_BPS + (end - 1) * share


@settings(max_examples=300, deadline=None)
@given(CANDIDATES, SHARES, st.integers(1, 12))
def test_a_creator_repeats_only_when_no_other_could_come(pooled: list[Pooled], share: int, size: int) -> None:
    session = make_session()
    left = list(pooled)
    before: Pooled | None = None
    page = mix(left, session, size=size, selling_share_bps=share, may_repeat_creator=True)
    credit = min(WHOLE_BPS, WHOLE_BPS + share - 1 if share else 0)
    for pick in page.picks:
        if before is not None and pick.pooled.candidate.creator_id == before.candidate.creator_id:
            others = [
                one
                for one in left
                if one.candidate.creator_id != before.candidate.creator_id
                and (credit >= WHOLE_BPS or not one.candidate.is_selling)
            ]
            assert others == []
        left.remove(pick.pooled)
        credit = min(
            credit - WHOLE_BPS * pick.pooled.candidate.is_selling + share, WHOLE_BPS + share - 1 if share else 0
        )
        before = pick.pooled
    assert len(page.picks) == size or page.short_of in ("candidates", "selling_share")


@settings(max_examples=100, deadline=None)
@given(CANDIDATES, SHARES, st.integers(1, 30), st.integers(1, 30))
def test_pages_of_any_size_give_one_order(pooled: list[Pooled], share: int, first: int, second: int) -> None:
    whole, _ = mixed(pooled, share, [first + second], may_repeat=True)
    halves, _ = mixed(pooled, share, [first, second], may_repeat=True)
    assert [pick.pooled for pick in whole] == [pick.pooled for pick in halves]


def test_one_item_in_eight_is_a_new_one_wherever_they_rank() -> None:
    pooled = [make_pooled() for _ in range(200)] + [make_pooled(is_new=True) for _ in range(50)]
    picks, _ = mixed(pooled, 2500, [20] * 8, may_repeat=False)
    lanes = [pick.lane for pick in picks]
    assert lanes.count("new") == 160 * weights.NEW_SHARE_BPS // WHOLE_BPS - 1
    assert all("new" in lanes[start : start + 8] for start in range(8, 150))


def test_the_best_come_first_when_nothing_stands_in_the_way() -> None:
    pooled = [make_pooled() for _ in range(5)]
    picks, _ = mixed(pooled, 2500, [5], may_repeat=False)
    assert [pick.pooled for pick in picks] == pooled


@pytest.mark.parametrize(
    ("pooled", "short_of"),
    [
        ([], "candidates"),
        ([make_pooled(1, is_selling=True), make_pooled(2, is_selling=True)], "selling_share"),
        ([make_pooled(1), make_pooled(1)], "creators"),
    ],
)
def test_a_short_page_says_what_it_is_short_of(pooled: list[Pooled], short_of: str) -> None:
    assert mix(pooled, make_session(), size=4, selling_share_bps=2500).short_of == short_of


def test_a_person_who_lowers_the_share_has_no_credit_left_over() -> None:
    session = replace(make_session(), selling_credit=12_499)
    page = mix([make_pooled(is_selling=True)], session, size=1, selling_share_bps=0)
    assert page.picks == []
