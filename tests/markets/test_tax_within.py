from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from halles.markets.taxes import tax_within

WHOLE = 1_000_000


@given(st.integers(0, 10**12), st.integers(0, 300_000))
def test_tax_within_is_the_tax_of_the_net(minor: int, ppm: int) -> None:
    tax = tax_within(minor, ppm)
    assert 0 <= tax <= minor
    assert abs(tax * (WHOLE + ppm) - minor * ppm) * 2 <= WHOLE + ppm
