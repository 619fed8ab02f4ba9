"""Company and VAT numbers: check digits are checked, writing is made uniform."""

from __future__ import annotations

import pytest

from halles.users.business_numbers import clean_registration_number, clean_vat_number
from halles.users.errors import BusinessNumberInvalid


@pytest.mark.parametrize(
    ("country", "typed", "clean"),
    [
        ("FR", "732 829 320", "732829320"),
        ("FR", "732 829 320 00074", "73282932000074"),
        ("GB", "1234567", "01234567"),
        ("GB", "sc 123456", "SC123456"),
        ("DE", "Berlin (Charlottenburg) HRB 11223 B", "Berlin (Charlottenburg) HRB 11223 B"),
        ("JP", "5-8356-7825-6246", "5835678256246"),
        ("US", "91-1144442", "911144442"),
        ("TN", " 1234567/A ", "1234567/A"),
    ],
)
def test_registration_numbers(country: str, typed: str, clean: str) -> None:
    assert clean_registration_number(country, typed) == clean


@pytest.mark.parametrize(
    ("country", "typed", "clean"),
    [
        ("FR", "FR 40 303 265 045", "FR40303265045"),
        ("DE", "136,695 976", "DE136695976"),
        ("GB", "GB 980 7806 84", "GB980780684"),
        ("JP", "T5835678256246", "T5835678256246"),
    ],
)
def test_vat_numbers(country: str, typed: str, clean: str) -> None:
    assert clean_vat_number(country, typed) == clean


@pytest.mark.parametrize(
    ("country", "typed"),
    [
        ("FR", "732 829 321"),
        ("GB", "12345678901"),
        ("JP", "5835678256247"),
        ("US", "07-1144442"),
        ("TN", "<script>"),
        ("FR", "1" * 200),
    ],
)
def test_impossible_registration_numbers(country: str, typed: str) -> None:
    with pytest.raises(BusinessNumberInvalid) as refused:
        clean_registration_number(country, typed)
    assert refused.value.code == "users.business_number_invalid"
    assert refused.value.data["number"] == typed[:40]


@pytest.mark.parametrize(("country", "typed"), [("FR", "FR40303265046"), ("DE", "136695978"), ("JP", "5835678256246")])
def test_impossible_vat_numbers(country: str, typed: str) -> None:
    with pytest.raises(BusinessNumberInvalid):
        clean_vat_number(country, typed)
