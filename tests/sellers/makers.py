"""Shops as plain as a test needs them, made the way people make them."""

from __future__ import annotations

import io
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from halles.kit import clock
from halles.sellers import services
from halles.sellers.applications import Application
from halles.sellers.models import Seller, SellerDocument, SellerStaff, StaffInvitation
from halles.users.addresses import AddressData
from halles.users.models import User
from tests.users.makers import make_user

# Numbers whose check digits are right; they belong to nobody we know or to examples of the registers.
FRENCH = {
    "registration_number": "732 829 320",
    "vat_number": "FR40303265045",
    "tax_id": "1234567890123",
    "bank_account": "FR76 3000 6000 0112 3456 7890 189",
    "bank_account_holder": "Les Mailles d'Yport SARL",
}
IN_YPORT = AddressData(
    name="Les Mailles d'Yport SARL",
    line1="8 rue Emmanuel Foy",
    postal_code="76111",
    city="Yport",
    country="FR",
    phone="02 35 27 77 11",
)


def make_application(**changes: Any) -> Application:
    facts: dict[str, Any] = {
        "name": "Les Mailles d'Yport",
        "market": "FR",
        "kind": "company",
        "legal_name": "Les Mailles d'Yport SARL",
        "representative": "Camille Durand",
        "contact_email": "bonjour@mailles.example",
        "address": IN_YPORT,
        "is_certified": True,
        "story": "We knit in the harbour.",
        "place": "Yport",
        **FRENCH,
    }
    return Application(**{**facts, **changes})


def paper(kind: str = "png", name: str = "", content: bytes | None = None) -> SimpleUploadedFile:
    """A small readable document of this kind, or `content` under its name."""
    if content is not None:
        return SimpleUploadedFile(name, content)
    if kind == "pdf":
        return SimpleUploadedFile(name or "extract.pdf", b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n%%EOF\n")
    buffer = io.BytesIO()
    Image.new("RGB", (40, 30), "white").save(buffer, kind.upper())
    return SimpleUploadedFile(name or f"identity.{kind}", buffer.getvalue())


def hand_in_papers(seller: Seller) -> None:
    for kind in (SellerDocument.Kind.IDENTITY_DOCUMENT, SellerDocument.Kind.REGISTER_EXTRACT):
        services.add_document(seller, user=seller.owner, kind=kind, file=paper())


def make_applicant(user: User | None = None, **changes: Any) -> Seller:
    """A shop that waits for a decision, complete."""
    seller = services.apply(user=user or make_user(), application=make_application(**changes))
    hand_in_papers(seller)
    return seller


def make_seller(**changes: Any) -> Seller:
    """An approved shop, written straight to the table; `changes` are columns."""
    owner = changes.pop("owner", None) or make_user()
    now = clock.now()
    facts: dict[str, Any] = {
        "slug": f"shop-{owner.pk.hex[-12:]}",
        "name": "Les Mailles d'Yport",
        "legal_name": "Les Mailles d'Yport SARL",
        "country": "FR",
        "market": "FR",
        "kind": "company",
        "contact_email": "bonjour@mailles.example",
        "phone": "+33235277711",
        "address": IN_YPORT.as_json(),
        "status": Seller.Status.APPROVED,
        "place": "Yport",
        "applied_at": now,
        "decided_at": now,
    }
    seller = Seller.objects.create(owner=owner, **{**facts, **changes})
    SellerStaff.objects.create(seller=seller, user=owner, role=SellerStaff.Role.OWNER, added_at=now)
    return seller


def give_place(seller: Seller, user: User, role: str = "packer") -> SellerStaff:
    """A place of this person in the shop, as if they had accepted it just now."""
    return SellerStaff.objects.create(seller=seller, user=user, role=role, added_at=clock.now())


def make_invitation(seller: Seller, email: str, role: str = "packer") -> StaffInvitation:
    """A place that waits for the answer of whoever has this address."""
    return services.invite(seller, by=seller.owner, email=email, role=role)
