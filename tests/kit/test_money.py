from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from halles.kit.money import apply_bps, format_money, format_rough, minor_digits, parse_money, split_by_weights

amounts = st.integers(0, 10**12)


def test_digits_come_from_the_currency() -> None:
    assert [minor_digits(code) for code in ("EUR", "JPY", "TND")] == [2, 0, 3]


@pytest.mark.parametrize(
    ("minor", "currency", "locale", "shown"),
    [
        (2490, "EUR", "fr-FR", "24,90\xa0€"),
        (2490, "EUR", "de_DE", "24,90\xa0€"),
        (2490, "USD", "en-US", "$24.90"),
        (3200, "JPY", "ja-JP", "￥3,200"),
        (1234567, "TND", "fr", "1\u202f234,567\xa0TND"),
        (-500, "GBP", "en-GB", "-£5.00"),
    ],
)
def test_amounts_are_written_as_people_write_them(minor: int, currency: str, locale: str, shown: str) -> None:
    assert format_money(minor, currency, locale) == shown


@pytest.mark.parametrize(
    ("text", "currency", "locale", "minor"),
    [
        ("24,90", "EUR", "fr", 2490),
        (" 1,234.5 ", "USD", "en", 123450),
        ("3200", "JPY", "ja", 3200),
        ("1,5", "TND", "fr", 1500),
    ],
)
def test_amounts_are_read_as_people_type_them(text: str, currency: str, locale: str, minor: int) -> None:
    assert parse_money(text, currency, locale) == minor


@pytest.mark.parametrize(
    ("text", "currency"), [("", "EUR"), ("abc", "EUR"), ("1.234", "USD"), ("10.5", "JPY"), ("1e5", "USD")]
)
def test_what_is_no_amount_is_refused(text: str, currency: str) -> None:
    with pytest.raises(ValueError) as refused:
        parse_money(text, currency, "en")
    assert refused.value.args == (text,)


@given(amounts, st.integers(0, 20_000))
def test_basis_points_round_half_up(minor: int, bps: int) -> None:
    exact_twice = minor * bps * 2
    assert abs(apply_bps(minor, bps) * 20_000 - exact_twice) <= 10_000
    assert apply_bps(-minor, bps) == -apply_bps(minor, bps)
    assert apply_bps(1, 5_000) == 1


@given(amounts, st.lists(st.integers(0, 10**9), min_size=1, max_size=12).filter(any))
def test_a_split_loses_nothing_and_is_fair(total: int, weights: list[int]) -> None:
    parts = split_by_weights(total, weights)
    assert sum(parts) == total
    for part, weight in zip(parts, weights, strict=True):
        assert abs(part * sum(weights) - total * weight) < sum(weights)


def test_a_split_gives_the_odd_cent_to_the_largest_remainder() -> None:
    assert split_by_weights(100, [1, 1, 1]) == [34, 33, 33]
    assert split_by_weights(0, [0, 0]) == [0, 0]


@pytest.mark.parametrize(
    ("minor", "currency", "locale", "said"),
    [
        (2_000, "EUR", "fr", "20\u00a0€"),
        (2_000, "USD", "en", "$20"),
        (2_000, "JPY", "ja", "￥2,000"),
        (200_000, "EUR", "fr", "2\u202f000\u00a0€"),
        (50, "EUR", "fr", "0,50\u00a0€"),
    ],
)
def test_what_is_said_roughly_has_no_cents(minor: int, currency: str, locale: str, said: str) -> None:
    assert format_rough(minor, currency, locale) == said
