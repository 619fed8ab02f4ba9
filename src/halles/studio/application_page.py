"""How an application is asked for, part by part, and where each missing point is given."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.forms import BoundField
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from halles.sellers.forms import SellerApplicationForm
from halles.sellers.models import Seller, SellerDocument
from halles.sellers.queries import list_missing_points
from halles.sellers.requirements import Point

ADDRESS = ("line1", "line2", "city", "region", "postal_code", "phone")
PARTS: tuple[tuple[str, Promise, Promise | str, tuple[str, ...]], ...] = (
    (
        "shop",
        _("The shop"),
        _("Customers see this. You can change it later."),
        ("name", "contact_email", "place", "story"),
    ),
    (
        "trader",
        _("The trader"),
        _("Who answers for the shop. The law asks us to know, and shows part of it to customers."),
        ("legal_name", "representative", *ADDRESS),
    ),
    ("numbers", _("Numbers"), _("As they stand in your papers."), ("registration_number", "vat_number", "tax_id")),
    (
        "money",
        _("Where your money goes"),
        _("Only our staff and you see this."),
        ("bank_account", "bank_account_holder"),
    ),
    ("terms", _("Returns"), "", ("return_terms",)),
)
# A paper of this kind answers the point.
PAPERS = {
    "identity_document": SellerDocument.Kind.IDENTITY_DOCUMENT,
    "register_extract": SellerDocument.Kind.REGISTER_EXTRACT,
    "address_proof": SellerDocument.Kind.OTHER,
    "document_unreadable": SellerDocument.Kind.OTHER,
    "document_expired": SellerDocument.Kind.OTHER,
}
# The field of the form in which the point is given.
FIELDS = {
    "registration_number": "registration_number",
    "vat_number": "vat_number",
    "tax_id": "tax_id",
    "bank_account": "bank_account",
    "self_certification": "is_certified",
    "representative": "representative",
    "name_mismatch": "legal_name",
    "goods_unclear": "story",
}


@dataclass(frozen=True)
class Section:
    """A part of the application with its fields, those of the address in the country's own order."""

    code: str
    title: Promise
    hint: Promise | str
    fields: Sequence[BoundField]


@dataclass(frozen=True)
class ToGive:
    """A point that is missing: `paper` is the kind of document that answers it, `field` the place in the form."""

    point: Point
    paper: str
    field: str


def list_sections(form: SellerApplicationForm) -> list[Section]:
    """The application in parts, without the fields the page draws by hand (home market, kind, the trader's word)."""
    in_order = [name for name in form.fields if name in ADDRESS]
    sections = []
    for code, title, hint, names in PARTS:
        own = [name for name in names if name not in ADDRESS and name in form.fields]
        if "line1" in names:
            own += in_order
        sections.append(Section(code, title, hint, [form[name] for name in own]))
    return sections


def list_to_give(seller: Seller) -> list[ToGive]:
    """What staff asked for and what the market requires and is not there, each with where to give it."""
    return [
        ToGive(point, PAPERS.get(point.code, ""), FIELDS.get(point.code, "name"))
        for point in list_missing_points(seller)
    ]
