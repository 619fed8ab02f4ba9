"""What a shop must give before it may sell, point by point, with the sentence an applicant reads.

Which points count is data of the shop's market (`seller_documents_required`): DSA Art. 30 in the EU, the INFORM Act in
the US, the Specified Commercial Transactions Act in Japan. Staff may ask for more points than a machine can see.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from halles.markets.market import Market
from halles.sellers.models import Seller, SellerDocument


@dataclass(frozen=True)
class Point:
    """One thing to give: `label` names it, `sentence` tells the applicant what to do."""

    code: str
    label: Promise | str
    sentence: Promise | str


Check = Callable[[Seller, Collection[str]], bool]


def _only_companies(field: str) -> Check:
    def check(seller: Seller, documents: Collection[str]) -> bool:
        return seller.kind == Seller.Kind.INDIVIDUAL or bool(getattr(seller, field))

    return check


def _field(field: str) -> Check:
    def check(seller: Seller, documents: Collection[str]) -> bool:
        return bool(getattr(seller, field))

    return check


def _has_register_extract(seller: Seller, documents: Collection[str]) -> bool:
    return seller.kind == Seller.Kind.INDIVIDUAL or SellerDocument.Kind.REGISTER_EXTRACT in documents


CHECKS: dict[str, Check] = {
    "identity_document": lambda seller, documents: SellerDocument.Kind.IDENTITY_DOCUMENT in documents,
    "register_extract": _has_register_extract,
    "registration_number": _only_companies("registration_number"),
    "vat_number": _only_companies("vat_number"),
    "tax_id": _field("tax_id"),
    "bank_account": lambda seller, documents: bool(seller.bank_account and seller.bank_account_holder),
    "self_certification": lambda seller, documents: seller.certified_at is not None,
    "representative": _only_companies("representative"),
}

POINTS: dict[str, Point] = {
    point.code: point
    for point in (
        Point(
            "identity_document",
            _("Identity document"),
            _("Send a readable copy of the identity card or passport of the responsible person."),
        ),
        Point(
            "register_extract",
            _("Extract of the trade register"),
            _("Send an extract of the trade register that is not older than three months."),
        ),
        Point(
            "registration_number",
            _("Company number"),
            _("Give the number under which the company stands in the trade register."),
        ),
        Point("vat_number", _("VAT number"), _("Give the VAT number of the company.")),
        Point("tax_id", _("Tax number"), _("Give the tax number under which you declare your sales.")),
        Point(
            "bank_account",
            _("Bank account"),
            _("Give the account that the money of your sales goes to, and whose name it is in."),
        ),
        Point(
            "self_certification",
            _("Your word"),
            _("Confirm that you will only offer goods that respect the law."),
        ),
        Point(
            "representative",
            _("Responsible person"),
            _("Name the person who answers for the company."),
        ),
        Point(
            "name_mismatch",
            _("Names that differ"),
            _("The name on a document is not the name of the application. Correct one of them."),
        ),
        Point(
            "document_unreadable",
            _("Unreadable document"),
            _("A document cannot be read. Send it again, sharp and with all four corners."),
        ),
        Point(
            "document_expired",
            _("Expired document"),
            _("A document is no longer valid. Send one that is."),
        ),
        Point(
            "address_proof",
            _("Proof of address"),
            _("Send a bill or a letter of an authority that shows the business address."),
        ),
        Point(
            "goods_unclear",
            _("What you sell"),
            _("Tell in your story what you will sell and who makes it."),
        ),
    )
}


def missing_codes(seller: Seller, market: Market, documents: Collection[str]) -> list[str]:
    """The points the market requires and the application lacks, in its order; `documents` are the kinds handed in."""
    return [code for code in market.seller_documents_required if not CHECKS[code](seller, documents)]


def sentences(codes: Collection[str]) -> list[str]:
    """What the applicant should do about each code, in the active language."""
    return [str(POINTS[code].sentence) for code in codes if code in POINTS]


def point_of(code: str) -> Point:
    """The point of a code that staff asked for or a market requires."""
    return POINTS[code]


def is_point(code: str) -> bool:
    """Whether this is a point staff may ask for."""
    return code in POINTS
