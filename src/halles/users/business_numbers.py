"""Numbers that registers give to companies: checked by their own check digits, kept in their usual compact writing."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from stdnum import exceptions, get_cc_module
from stdnum.de import handelsregisternummer
from stdnum.fr import siren, siret
from stdnum.jp import cn
from stdnum.us import ein

from halles.users.errors import BusinessNumberInvalid

LENGTH_MAX = 40
Check = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class NumberKind:
    """A number of one country: what people there call it, how it looks, and who checks it."""

    label: str | Promise
    example: str
    check: Check


def _french(number: str) -> str:
    # The SIRET names one establishment of the company that the SIREN names; either proves who they are.
    compact = re.sub(r"\s", "", number)
    return siret.validate(compact) if len(compact) == 14 else siren.validate(compact)


def _british(number: str) -> str:
    # Companies House gives eight digits, or two letters and six; there is no check digit.
    compact = re.sub(r"\s", "", number).upper()
    if compact.isdigit():
        compact = compact.zfill(8)
    if not re.fullmatch(r"\d{8}|[A-Z]{2}\d{6}", compact):
        raise exceptions.InvalidFormat
    return compact


def _invoice_number(number: str) -> str:
    compact = re.sub(r"[\s-]", "", number).upper()
    if not compact.startswith("T"):
        raise exceptions.InvalidFormat
    return "T" + cn.validate(compact[1:])


def _vat(country: str) -> Check:
    module = get_cc_module(country, "vat")
    assert module is not None, country
    return module.validate


def _plain(number: str) -> str:
    tidy = " ".join(number.split())
    if not re.fullmatch(r"[\w ./-]{3,40}", tidy):
        raise exceptions.InvalidFormat
    return tidy


REGISTRATIONS: Mapping[str, NumberKind] = {
    "FR": NumberKind("SIREN / SIRET", "732 829 320", _french),
    "DE": NumberKind(
        _("Commercial register number"), "Berlin (Charlottenburg) HRB 11223 B", handelsregisternummer.validate
    ),
    "GB": NumberKind(_("Company number"), "01234567", _british),
    "JP": NumberKind(_("Corporate number"), "5835678256246", cn.validate),
    "US": NumberKind("EIN", "91-1144442", ein.validate),
}
VATS: Mapping[str, NumberKind] = {
    "FR": NumberKind(_("VAT number"), "FR40303265045", _vat("FR")),
    "DE": NumberKind(_("VAT number"), "DE136695976", _vat("DE")),
    "GB": NumberKind(_("VAT number"), "GB980780684", _vat("GB")),
    "JP": NumberKind(_("Qualified invoice number"), "T5835678256246", _invoice_number),
}
ANY_REGISTRATION = NumberKind(_("Registration number"), "", _plain)
ANY_VAT = NumberKind(_("VAT number"), "", _plain)


def registration_kind(country: str) -> NumberKind:
    """How a country (two capital letters) calls and checks the number of a company."""
    return REGISTRATIONS.get(country, ANY_REGISTRATION)


def vat_kind(country: str) -> NumberKind:
    """How a country (two capital letters) calls and checks the number of a taxpayer."""
    return VATS.get(country, ANY_VAT)


def clean_registration_number(country: str, number: str) -> str:
    """The company's number in compact writing; BusinessNumberInvalid when its register could not have given it."""
    return _clean(registration_kind(country), number)


def clean_vat_number(country: str, number: str) -> str:
    """The VAT number in compact writing, with its country letters where it has any; BusinessNumberInvalid else."""
    clean = _clean(vat_kind(country), number)
    is_european = country in {"FR", "DE", "GB"}
    return country + clean.removeprefix(country) if is_european else clean


def _clean(kind: NumberKind, number: str) -> str:
    try:
        if len(number) > LENGTH_MAX:
            raise exceptions.InvalidLength
        return kind.check(number)
    except exceptions.ValidationError as wrong:
        raise BusinessNumberInvalid(number=number[:LENGTH_MAX], kind=str(kind.label)) from wrong
