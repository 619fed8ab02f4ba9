"""What sellers keep of a person: places in shops, and the shops they own."""

from __future__ import annotations

from django.db import transaction

from halles.sellers.errors import ShopStillOpen
from halles.sellers.models import Seller, SellerDocument, SellerStaff
from halles.users.models import User
from halles.users.personal import Rows, rows


def tell(user: User) -> Rows:
    """Shops, without the sealed numbers, places in shops, and papers by name."""
    own = Seller.objects.filter(owner=user)
    facts = ("name", "country", "kind", "legal_name", "representative", "contact_email", "phone", "address", "status")
    return {
        "shops": rows(own, *facts, "registration_number", "vat_number", "applied_at"),
        "places": rows(SellerStaff.objects.filter(user=user), "seller__name", "role", "added_at"),
        "papers": rows(SellerDocument.objects.filter(uploaded_by=user), "seller__name", "kind", "file_name"),
    }


def hinder(user: User) -> None:
    """Refuses sellers.still_open."""
    if Seller.objects.filter(owner=user).exclude(status=Seller.Status.CLOSED).exists():
        raise ShopStillOpen


@transaction.atomic
def erase(user: User) -> None:
    """Places in others' shops go; who stood behind a closed shop stays on record for the law's years."""
    SellerStaff.objects.filter(user=user).delete()
