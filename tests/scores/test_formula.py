"""The formula alone: shares, medians, points between best and worst, and weights of what can be told."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from halles.markets.score_rules import MetricRule
from halles.scores import evidence
from halles.scores.formula import Line, half_up, work_out

AT = dt.datetime(2026, 6, 1, 8, tzinfo=dt.UTC)


def make_rule(metric: str = "negative_reviews", **changes: int) -> MetricRule:
    facts = {"weight": 50, "days": 60, "lines_min": 2, "best": 100, "worst": 1_100}
    return MetricRule(metric, **{**facts, **changes})


def lines(metric: str, *against: int) -> list[Line]:
    return [Line(metric, f"H-{number}", AT, one) for number, one in enumerate(against)]


@pytest.mark.parametrize(
    ("bad", "of", "value", "points"),
    [
        (0, 100, 0, 500),
        (1, 100, 100, 500),  # at the best
        (6, 100, 600, 250),
        (2, 300, 67, 500),
        (8, 1_000, 80, 500),
        (11, 100, 1_100, 0),  # at the worst
        (50, 100, 5_000, 0),
        (1, 8, 1_250, 0),
        (1, 16, 625, 238),  # 237.5, half up
    ],
)
def test_points_fall_evenly_from_best_to_worst(bad: int, of: int, value: int, points: int) -> None:
    found = work_out(lines("negative_reviews", *[1] * bad, *[0] * (of - bad)), [make_rule()])

    (figure,) = found.figures
    assert (figure.value, figure.points, figure.line_count) == (value, points, of)
    assert found.hundredths == points


def test_minutes_are_the_lower_median() -> None:
    rule = make_rule("after_sales", best=60, worst=1_060)

    assert work_out(lines("after_sales", 10, 560, 999, 5_000), [rule]).figures[0].value == 560
    assert work_out(lines("after_sales", 10, 560, 999), [rule]).hundredths == 250


def test_what_has_too_few_lines_gives_its_weight_to_the_others() -> None:
    rules = [make_rule(weight=30), make_rule("faulty_orders", weight=20), make_rule("cancellations", weight=50)]
    counted = [*lines("negative_reviews", 0, 0), *lines("faulty_orders", 1, 1), *lines("cancellations", 1)]

    found = work_out(counted, rules)

    assert [(figure.points, figure.line_count) for figure in found.figures] == [(500, 2), (0, 2), (None, 1)]
    assert found.hundredths == 300  # 30 of 50 with five points


def test_without_any_lines_there_is_no_score() -> None:
    assert work_out([], [make_rule()]).hundredths is None


def test_views_are_summed_before_they_are_divided() -> None:
    rule = make_rule("unwelcome_videos", best=0, worst=10_000)
    counted = [Line("unwelcome_videos", "a", AT, 1, 10), Line("unwelcome_videos", "b", AT, 0, 990)]

    assert work_out(counted, [rule]).figures[0].value == 10


@given(
    against=st.lists(st.integers(0, 1), min_size=2, max_size=60),
    more=st.integers(1, 20),
    best=st.integers(0, 500),
    span=st.integers(1, 9_000),
)
def test_the_score_stays_within_and_never_rises_by_something_bad(
    against: list[int], more: int, best: int, span: int
) -> None:
    rules = [make_rule(best=best, worst=best + span)]
    before = work_out(lines("negative_reviews", *against), rules).hundredths
    after = work_out(lines("negative_reviews", *against, *[1] * more), rules).hundredths

    assert before is not None
    assert after is not None
    assert 0 <= after <= before <= 500


@given(st.integers(-10_000, 10_000), st.integers(1, 999))
def test_halves_go_up(amount: int, by: int) -> None:
    assert half_up(amount, by) == (amount / by + 0.5).__floor__()


def test_the_table_gives_back_the_lines_it_was_written_from() -> None:
    rules = [make_rule(), make_rule("after_sales")]
    counted = [
        Line("negative_reviews", "H-1", AT, 1, why="stars:2"),
        Line("after_sales", "H-2", AT, 17, why="return_answer"),
    ]

    table = evidence.unpack(evidence.pack(counted, rules))

    assert table.splitlines()[1] == "negative_reviews,50,2,100,1100,share,H-1,2026-06-01T08:00:00+00:00,1,1,stars:2"
    assert list(evidence.read(table)) == counted


def test_a_name_that_opens_a_formula_is_made_plain() -> None:
    table = evidence.write([Line("negative_reviews", "=1+1", AT, 1)], [make_rule()])
    assert ",'=1+1," in table
