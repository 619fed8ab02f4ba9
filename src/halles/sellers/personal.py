"""What sellers keep of a person: places in shops, and the shops they own."""

from __future__ import annotations

from django.db import transaction
from django.db.models import Q

from halles.kit.events import emit
from halles.kit.storage import private_storage
from halles.markets.queries import all_markets
from halles.media.services import erase_asset
from halles.sellers.errors import ShopStillOpen
from halles.sellers.events import SellerForgotten
from halles.sellers.models import PastPlace, Seller, SellerDocument, SellerStaff, StaffInvitation
from halles.users.erasing import erased_before, records_needed_since
from halles.users.models import User
from halles.users.personal import Rows, rows
from halles.users.queries import list_verified_addresses

BATCH_SIZE = 100
# What names, or may name, who stood behind a shop. That there was one, where and when, stays with its orders.
WORDS = (
    "legal_name", "representative", "contact_email", "phone", "registration_number", "vat_number", "tax_id_sealed",
    "bank_account_sealed", "bank_account_holder", "story", "place", "return_terms", "missing_note",
)  # fmt: skip


def tell(user: User) -> Rows:
    """Shops, without the sealed numbers, places in shops, and papers by name."""
    own = Seller.objects.filter(owner=user)
    facts = ("name", "country", "kind", "legal_name", "representative", "contact_email", "phone", "address", "status")
    return {
        "shops": rows(own, *facts, "registration_number", "vat_number", "applied_at"),
        "places": rows(SellerStaff.objects.filter(user=user), "seller__name", "role", "added_at"),
        "former_places": rows(PastPlace.objects.filter(user=user), "seller__name", "role", "began_at", "ended_at"),
        "invitations": rows(
            StaffInvitation.objects.filter(email__in=list_verified_addresses(user)),
            "seller__name",
            "role",
            "status",
            "invited_at",
        ),
        "papers": rows(SellerDocument.objects.filter(uploaded_by=user), "seller__name", "kind", "file_name"),
    }


def hinder(user: User) -> None:
    """Refuses sellers.still_open."""
    if Seller.objects.filter(owner=user).exclude(status=Seller.Status.CLOSED).exists():
        raise ShopStillOpen


@transaction.atomic
def erase(user: User) -> None:
    """Places in others' shops and invitations go; who stood behind a closed shop stays on record as long as the law
    wants."""
    SellerStaff.objects.filter(user=user).delete()
    PastPlace.objects.filter(user=user).delete()
    StaffInvitation.objects.filter(email__in=[user.email, *list_verified_addresses(user)]).delete()


@transaction.atomic
def forget_old_shops() -> int:
    """Who stood behind closed shops of erased people, and their papers, are forgotten when the law of the shop's market
    wants no records of them any more; how many, in batches of 100. Emits SellerForgotten."""
    over = Q()
    for market in all_markets().values():
        over |= Q(market=market.code, owner__in=erased_before(records_needed_since(market)))
    known = Seller.objects.filter(over, status=Seller.Status.CLOSED).exclude(legal_name="")
    found = list(known.select_for_update(of=("self",)).order_by("pk")[:BATCH_SIZE])
    for seller in found:
        _forget(seller)
    return len(found)


def _forget(seller: Seller) -> None:
    was = SellerForgotten(seller.pk, seller.contact_email)
    # The files first: a run that dies comes again while there are rows that lead to them.
    for document in SellerDocument.objects.filter(seller=seller):
        private_storage().delete(document.key)
    SellerDocument.objects.filter(seller=seller).delete()
    cover_id, seller.cover = seller.cover_id, None
    for word in WORDS:
        setattr(seller, word, "")
    seller.name, seller.slug = "…", f"gone-{seller.pk.hex}"
    seller.address = {"country": seller.country}
    seller.place_latitude = seller.place_longitude = None
    seller.save()
    if cover_id is not None:
        erase_asset(cover_id)
    emit(was)
