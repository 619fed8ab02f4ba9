"""Addresses of five countries: what is accepted, how it is tidied, what is refused and in which field."""

from __future__ import annotations

import pytest
from django.utils import translation

from halles.users.addresses import AddressData, address_fields, clean_address, format_address
from halles.users.errors import AddressInvalid

GOOD = [
    (
        "US",
        {
            "name": " Ada  Lane ",
            "line1": "350 5th Ave",
            "city": "New York",
            "region": "new york",
            "postal_code": "10118",
            "phone": "(212) 736-3100",
        },
        AddressData(
            name="Ada Lane",
            line1="350 5th Ave",
            city="New York",
            region="NY",
            postal_code="10118",
            country="US",
            phone="+12127363100",
        ),
        "Ada Lane\n350 5th Ave\nNew York, NY 10118\nUnited States",
    ),
    (
        "GB",
        {
            "name": "Ada Lane",
            "line1": "10 Downing Street",
            "city": "London",
            "postal_code": "sw1a2aa",
            "phone": "020 7925 0918",
        },
        AddressData(
            name="Ada Lane",
            line1="10 Downing Street",
            city="London",
            postal_code="SW1A 2AA",
            country="GB",
            phone="+442079250918",
        ),
        "Ada Lane\n10 Downing Street\nLondon\nSW1A 2AA\nUnited Kingdom",
    ),
    (
        "FR",
        {
            "name": "Camille Durand",
            "company": "Les Bocaux",
            "line1": "12 rue des Halles",
            "line2": "Bât. B",
            "postal_code": "75001",
            "city": "Paris",
        },
        AddressData(
            name="Camille Durand",
            company="Les Bocaux",
            line1="12 rue des Halles",
            line2="Bât. B",
            city="Paris",
            postal_code="75001",
            country="FR",
        ),
        "Les Bocaux\nCamille Durand\n12 rue des Halles\nBât. B\n75001 Paris\nFrance",
    ),
    (
        "DE",
        {
            "name": "Jo Müller",
            "line1": "Am Markt 1",
            "postal_code": "10117",
            "city": "Berlin",
            "region": "ignored here",
        },
        AddressData(name="Jo Müller", line1="Am Markt 1", city="Berlin", postal_code="10117", country="DE"),
        "Jo Müller\nAm Markt 1\n10117 Berlin\nGermany",
    ),
    (
        "JP",
        {
            "name": "山田花子",
            "line1": "神宮前1-2-3",
            "line2": "青山ビル4F",
            "city": "渋谷区",
            "region": "Tokyo",
            "postal_code": "〒1500001",
            "phone": "03-3405-0000",
        },
        AddressData(
            name="山田花子",
            line1="神宮前1-2-3",
            line2="青山ビル4F",
            city="渋谷区",
            region="東京都",
            postal_code="150-0001",
            country="JP",
            phone="+81334050000",
        ),
        "〒150-0001\n東京都渋谷区神宮前1-2-3\n青山ビル4F\n山田花子\nJapan",
    ),
]


@pytest.mark.parametrize(("country", "typed", "clean", "written"), GOOD, ids=[row[0] for row in GOOD])
def test_good_address_is_tidied_and_written_the_countrys_way(
    country: str, typed: dict[str, str], clean: AddressData, written: str
) -> None:
    assert clean_address(country, typed) == clean
    assert format_address(clean, "en") == written
    assert AddressData.from_json(clean.as_json()) == clean


BAD = [
    ("US", {"city": "New York", "region": "NY", "postal_code": "94103"}, {"postal_code"}),
    ("US", {"city": "New York", "region": "Narnia", "postal_code": "10118"}, {"region"}),
    ("US", {"city": "New York", "region": "", "postal_code": ""}, {"region", "postal_code"}),
    ("GB", {"city": "London", "postal_code": "12345"}, {"postal_code"}),
    ("GB", {"city": "", "postal_code": "SW1A 2AA", "line1": ""}, {"line1", "city"}),
    ("FR", {"city": "Paris", "postal_code": "7500"}, {"postal_code"}),
    ("FR", {"city": "Paris", "postal_code": "75001", "phone": "12"}, {"phone"}),
    ("DE", {"city": "Berlin", "postal_code": "10117", "name": " \u200b "}, {"name"}),
    ("DE", {"city": "B" * 121, "postal_code": "10117"}, {"city"}),
    ("JP", {"city": "", "region": "東京都", "postal_code": "150-0001"}, {"city"}),
    ("JP", {"city": "渋谷区", "region": "東京都", "postal_code": "060-0001"}, {"postal_code"}),
    ("JP", {"city": "渋谷区", "region": "Paris", "postal_code": "150-0001"}, {"region"}),
]


@pytest.mark.parametrize(("country", "changes", "wrong"), BAD)
def test_bad_address_names_the_fields(country: str, changes: dict[str, str], wrong: set[str]) -> None:
    with pytest.raises(AddressInvalid) as refused:
        clean_address(country, {"name": "Ada Lane", "line1": "1 Main", **changes})
    assert set(refused.value.fields) == wrong
    assert refused.value.code == "users.address_invalid"


def test_sentences_say_what_to_write() -> None:
    with pytest.raises(AddressInvalid) as refused:
        clean_address("US", {"name": "Ada", "line1": "", "city": "New York", "region": "NY", "postal_code": "94103"})
    assert refused.value.fields == {
        "line1": "Please fill in: Street and number.",
        "postal_code": "ZIP code: this does not fit the place. It looks like 95014.",
    }


@pytest.mark.parametrize("country", ["XX", "ZZ", "", "France", "../us"])
def test_unknown_country_is_refused(country: str) -> None:
    with pytest.raises(AddressInvalid) as refused:
        clean_address(country, {"name": "Ada", "line1": "1 Main"})
    assert set(refused.value.fields) == {"country"}


def test_fields_follow_the_country() -> None:
    japan = address_fields("JP", "ja")
    assert [part.name for part in japan] == [
        "name",
        "company",
        "postal_code",
        "region",
        "city",
        "line1",
        "line2",
        "phone",
    ]
    prefecture = japan[3]
    assert (prefecture.label, prefecture.is_required, prefecture.autocomplete) == ("Prefecture", True, "address-level1")
    assert prefecture.choices[12] == ("東京都", "東京都")
    assert address_fields("JP", "fr")[3].choices[12] == ("東京都", "Tokyo")
    states = {part.name: part for part in address_fields("US", "en")}
    assert (states["region"].label, states["postal_code"].label) == ("State", "ZIP code")
    assert ("CA", "California") in states["region"].choices
    assert "region" not in {part.name for part in address_fields("FR", "fr")}
    assert [part.name for part in address_fields("FR", "fr") if part.is_required] == [
        "name",
        "line1",
        "postal_code",
        "city",
    ]


def test_labels_are_in_the_readers_language() -> None:
    with translation.override("fr"):
        assert {part.name: part.label for part in address_fields("US", "fr")}["region"] == "État"
        assert format_address(GOOD[3][2], "fr").endswith("\nAllemagne")
    with translation.override("ja"):
        assert {part.name: part.label for part in address_fields("JP", "ja")}["region"] == "都道府県"
