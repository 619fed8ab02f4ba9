"""A creator opens a shop of their own: what was verified about the person is not asked for again."""

from __future__ import annotations

from dataclasses import dataclass

from django.core.files.uploadedfile import SimpleUploadedFile

from halles.creators.errors import DetailsMissing
from halles.creators.models import PayoutDetails
from halles.creators.queries import find_payout_details
from halles.kit.storage import private_storage
from halles.markets.queries import find_market_for_country
from halles.sellers.applications import Application
from halles.sellers.errors import NotComplete
from halles.sellers.models import Seller, SellerDocument
from halles.sellers.services import add_document, apply
from halles.sellers.services.deciding import approve_known
from halles.users.addresses import AddressData
from halles.users.models import User


@dataclass(frozen=True, kw_only=True)
class ShopFace:
    """What a creator says about the shop; who trades, where they live and where money goes is known."""

    name: str
    contact_email: str
    place: str = ""
    story: str = ""
    return_terms: str = ""
    is_certified: bool = False


def open_own_shop(user: User, *, face: ShopFace) -> Seller:
    """The person's own shop: open at once where everything its market asks is verified, else an application that says
    what is missing.

    Refuses creators.details_missing and what applying refuses (sellers.application_invalid, sellers.too_many_shops).
    """
    details = find_payout_details(user.pk)
    if details is None:
        raise DetailsMissing
    seller = apply(user=user, application=application_of(details, face))
    if details.document_key:
        _hand_over_paper(seller, user, details)
    if details.status != PayoutDetails.Status.VERIFIED:
        return seller
    try:
        return approve_known(seller)
    except NotComplete:
        # Nothing was written yet: the market asks for more than a creator is asked, and the application waits for it.
        return seller


def application_of(details: PayoutDetails, face: ShopFace) -> Application:
    """The application of a person who trades in their own name, in the home market of their country."""
    address = AddressData.from_json({**details.address, "name": details.holder})
    market = find_market_for_country(details.country)
    return Application(
        name=face.name,
        market=market.code if market else "",
        kind=Seller.Kind.INDIVIDUAL,
        legal_name=details.holder,
        contact_email=face.contact_email,
        address=address,
        tax_id=details.tax_id,
        bank_account=details.bank_account,
        bank_account_holder=details.holder,
        is_certified=face.is_certified,
        story=face.story,
        place=face.place,
        return_terms=face.return_terms,
    )


def _hand_over_paper(seller: Seller, user: User, details: PayoutDetails) -> None:
    with private_storage().open(details.document_key) as paper:
        content = paper.read()
    file = SimpleUploadedFile(details.document_name, content, details.document_type)
    add_document(seller, user=user, kind=SellerDocument.Kind.IDENTITY_DOCUMENT, file=file)
