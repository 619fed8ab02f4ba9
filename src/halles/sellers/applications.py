"""What an applicant says about the trader and the shop, and how it is checked before it is written."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _

from halles.kit.errors import Invalid
from halles.markets.queries import find_market
from halles.sellers.errors import ApplicationInvalid
from halles.sellers.models import Seller
from halles.sellers.numbers import clean_bank_account, clean_tax_id
from halles.users.addresses import AddressData, clean_address
from halles.users.business_numbers import clean_registration_number, clean_vat_number

LENGTHS = {
    "name": 80,
    "legal_name": 120,
    "representative": 120,
    "bank_account_holder": 160,
    "story": 2000,
    "place": 80,
    "return_terms": 1000,
}
REQUIRED = ("name", "legal_name")


@dataclass(frozen=True, kw_only=True)
class Application:
    """Everything a shop says about itself; the country of `address` is where the trader is established."""

    name: str
    market: str
    kind: str
    legal_name: str
    contact_email: str
    address: AddressData
    representative: str = ""
    registration_number: str = ""
    vat_number: str = ""
    tax_id: str = ""
    bank_account: str = ""
    bank_account_holder: str = ""
    is_certified: bool = False
    story: str = ""
    place: str = ""
    return_terms: str = ""


def clean_application(application: Application) -> dict[str, Any]:
    """The columns of the seller; refuses sellers.application_invalid with a sentence for each wrong field (fields of
    the address by their own names).

    What the market requires may still be missing: an application can be sent and completed later.
    """
    columns: dict[str, Any] = {name: _tidy(name, getattr(application, name)) for name in LENGTHS}
    wrong = {
        name: _("At most %(count)s characters.") % {"count": length}
        for name, length in LENGTHS.items()
        if len(columns[name]) > length
    }
    wrong |= {name: _("Please fill this in.") for name in REQUIRED if not columns[name]}
    if find_market(application.market) is None:
        wrong["market"] = _("Choose your home market from the list.")
    if application.kind not in Seller.Kind.values:
        wrong["kind"] = _("Say whether you trade as a person or as a company.")
    columns |= {"market": application.market, "kind": application.kind}
    columns |= _clean_contact(application, wrong) | _clean_numbers(application, wrong)
    if wrong:
        raise ApplicationInvalid(wrong)
    return columns


def _tidy(name: str, text: str) -> str:
    lines = [" ".join(line.split()) for line in text.splitlines()]
    return ("\n" if name in {"story", "return_terms"} else " ").join(lines).strip()


def _clean_contact(application: Application, wrong: dict[str, str]) -> dict[str, Any]:
    email = application.contact_email.strip()
    try:
        validate_email(email)
    except ValidationError:
        wrong["contact_email"] = _("Give an e-mail address that customers can write to.")
    address = application.address
    try:
        address = clean_address(address.country, address.as_json())
    except Invalid as refused:
        wrong |= {"legal_name" if name == "name" else name: told for name, told in refused.fields.items()}
    # A trader must be reachable (DSA Art. 30, INFORM Act, Specified Commercial Transactions Act).
    if not address.phone:
        wrong.setdefault("phone", _("Give a phone number."))
    return {
        "contact_email": email,
        "phone": address.phone,
        "country": address.country,
        "address": address.as_json(),
    }


def _clean_numbers(application: Application, wrong: dict[str, str]) -> dict[str, str]:
    country = application.address.country
    checks: dict[str, tuple[Callable[[str, str], str], str]] = {
        "registration_number": (
            clean_registration_number,
            _("This is not a number that the register could have given."),
        ),
        "vat_number": (clean_vat_number, _("This is not a VAT number.")),
        "tax_id": (clean_tax_id, _("This is not a tax number.")),
        "bank_account": (
            clean_bank_account,
            _("This is not an account number. Where there is an IBAN, give the IBAN."),
        ),
    }
    columns: dict[str, str] = {}
    for name, (check, sentence) in checks.items():
        number = getattr(application, name).strip()
        columns[name] = ""
        if number:
            try:
                columns[name] = check(country, number)
            except (Invalid, ValueError) as refused:
                wrong[name] = str(refused) if isinstance(refused, Invalid) else sentence
    return columns
