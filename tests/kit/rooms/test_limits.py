from __future__ import annotations

from halles.kit.rooms.limits import Allowance, Allowances, Places


def test_turns_come_back_with_time_up_to_the_burst() -> None:
    allowance = Allowance(burst=3, per_second=2)
    assert [allowance.take(10.0) for _ in range(4)] == [True, True, True, False]
    assert allowance.wait_ms() == 501
    assert allowance.take(10.4) is False
    assert allowance.take(10.5) is True
    assert allowance.take_up_to(10, 1000.0) == 3


def test_a_clock_that_goes_back_gives_nothing() -> None:
    allowance = Allowance(burst=1, per_second=1)
    assert allowance.take(100.0) is True
    assert allowance.take(50.0) is False


def test_the_key_not_asked_for_the_longest_is_forgotten() -> None:
    kept = Allowances(burst=1, per_second=0.001, keys_max=2)
    assert kept.of("a").take(0)
    assert kept.of("b").take(0)
    assert not kept.of("a").take(0)
    kept.of("c")
    assert not kept.of("a").take(0)
    assert kept.of("b").take(0), "it was forgotten, and begins anew"


def test_places_are_counted_per_key_and_leave_nothing_behind() -> None:
    places = Places(2)
    assert [places.take("a") for _ in range(3)] == [True, True, False]
    assert places.take("b")
    for key in ("a", "a", "b"):
        places.give_back(key)
    assert len(places) == 0
