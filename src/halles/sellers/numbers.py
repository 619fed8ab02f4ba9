"""Account and tax numbers of a shop: seen by staff and the owner only, checked before they are kept."""

from __future__ import annotations

import re

from stdnum import exceptions, iban
from stdnum.us import tin

ACCOUNT_LENGTH_MAX = 34
TAX_ID_LENGTH_MAX = 40
# Countries whose accounts have no IBAN; everywhere else a wrong one would send the money nowhere.
WITHOUT_IBAN = frozenset({"AU", "CA", "JP", "MX", "NZ", "SG", "US"})


def clean_bank_account(country: str, number: str) -> str:
    """The account in compact writing: an IBAN, or letters and digits where `country` has none; ValueError else."""
    compact = re.sub(r"[\s-]", "", number).upper()
    if country not in WITHOUT_IBAN:
        try:
            return str(iban.validate(compact))
        except exceptions.ValidationError as wrong:
            raise ValueError(number) from wrong
    if not re.fullmatch(r"[0-9A-Z/]{4,34}", compact) or not any(letter.isdigit() for letter in compact):
        raise ValueError(number)
    return compact


def clean_tax_id(country: str, number: str) -> str:
    """The tax number in compact writing, checked where the country's form is known; ValueError else."""
    compact = re.sub(r"[\s./-]", "", number).upper()
    if country == "US":
        try:
            return str(tin.validate(compact))
        except exceptions.ValidationError as wrong:
            raise ValueError(number) from wrong
    if not re.fullmatch(r"[0-9A-Z]{5,40}", compact):
        raise ValueError(number)
    return compact
