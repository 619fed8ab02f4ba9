"""Reads of shops. A shop reaches a page of its people only through get_seller_for_staff_member."""

from __future__ import annotations

import uuid
from dataclasses import dataclass

import phonenumbers
from django.db.models import Q
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from halles.kit import clock
from halles.kit.pages import PAGE_SIZE, Page, page_by_id
from halles.kit.statements import columns_of, fetch, fetch_one, model_of, width_of
from halles.markets.market import Market
from halles.markets.queries import get_market
from halles.media.models import Asset
from halles.sellers.errors import DocumentNotFound, RoleTooLow, SellerNotFound
from halles.sellers.models import Seller, SellerDocument, SellerStaff, SettlementTierChange, StaffInvitation
from halles.sellers.requirements import POINTS, Point, missing_codes
from halles.users.addresses import AddressData, format_address
from halles.users.business_numbers import registration_kind, vat_kind
from halles.users.models import User
from halles.users.queries import list_verified_addresses

Role = SellerStaff.Role
# On every product's sheet.
_PUBLIC = f"""
SELECT {columns_of(Seller, "seller")}, {columns_of(Asset, "cover")}
FROM sellers_seller seller LEFT JOIN media_asset cover ON cover.id = seller.cover_id
WHERE seller.slug = %s AND seller.status = 'approved'
"""  # noqa: S608 - our own columns
INVITATIONS_SHOWN_MAX = 50
RANKS = {Role.PACKER: 1, Role.MANAGER: 2, Role.OWNER: 3}


@dataclass(frozen=True)
class DisclosureLine:
    """One thing a market obliges the trader to show: a label and its text (several lines for an address)."""

    code: str
    label: str
    text: str


def get_seller_for_staff_member(user: User, key: uuid.UUID | str, *, at_least: str = Role.PACKER) -> Seller:
    """The shop (by id or slug) when the user has a place in it; sellers.not_found otherwise, and sellers.role_too_low
    when the place is below `at_least` (packer < manager < owner). One SQL statement."""
    place = (
        SellerStaff.objects.filter(_key(key, "seller__"), user=user).select_related("seller").first()
        if user.is_authenticated
        else None
    )
    if place is None:
        raise SellerNotFound
    if RANKS[Role(place.role)] < RANKS[Role(at_least)]:
        raise RoleTooLow
    return place.seller


def find_role(user: User, seller: Seller) -> str | None:
    """The user's place in the shop (packer, manager, owner), or None."""
    return SellerStaff.objects.filter(seller=seller, user=user).values_list("role", flat=True).first()


def list_sellers_of(user: User, *, at_least: str = Role.PACKER) -> list[Seller]:
    """The shops the user has a place in, oldest first, closed ones last."""
    roles = [role for role, rank in RANKS.items() if rank >= RANKS[Role(at_least)]]
    shops = Seller.objects.filter(staff__user=user, staff__role__in=roles)
    return sorted(shops, key=lambda shop: (shop.status == Seller.Status.CLOSED, shop.pk))


def list_staff(seller: Seller) -> list[SellerStaff]:
    """The people of a shop with their users, the owner first."""
    places = SellerStaff.objects.filter(seller=seller).select_related("user")
    return sorted(places, key=lambda place: (-RANKS[Role(place.role)], place.added_at))


def list_invitations_of(seller: Seller) -> list[StaffInvitation]:
    """The places that the shop has offered and nobody has answered yet, with who invited, newest first."""
    waiting = StaffInvitation.objects.filter(
        seller=seller, status=StaffInvitation.Status.WAITING, expires_at__gt=clock.now()
    )
    return list(waiting.select_related("invited_by").order_by("-pk"))


def list_invitations_to(user: User) -> list[StaffInvitation]:
    """The places offered to the addresses that the person has shown to be theirs, with their shops, newest first, at
    most 50; for closed shops there are none."""
    waiting = StaffInvitation.objects.filter(
        email__in=list_verified_addresses(user), status=StaffInvitation.Status.WAITING, expires_at__gt=clock.now()
    ).exclude(seller__status=Seller.Status.CLOSED)
    return list(waiting.select_related("seller", "invited_by").order_by("-pk")[:INVITATIONS_SHOWN_MAX])


def was_invited(seller: Seller, email: str) -> bool:
    """Whether the shop has invited this address lately, whatever became of it."""
    return StaffInvitation.objects.filter(seller=seller, email=email.strip().lower()).exists()


def find_invitation(invitation_id: uuid.UUID) -> StaffInvitation | None:
    """Any invitation with its shop and who invited, for the mails about it; None when it was forgotten."""
    return StaffInvitation.objects.filter(pk=invitation_id).select_related("seller__owner", "invited_by").first()


def list_waiting(cursor: str | None = None, *, size: int = PAGE_SIZE) -> Page[Seller]:
    """Applications that wait for a decision, with their owners; staff only."""
    return page_by_id(Seller.objects.filter(status=Seller.Status.APPLIED).select_related("owner"), cursor, size=size)


def count_waiting() -> int:
    """How many applications wait for a decision."""
    return Seller.objects.filter(status=Seller.Status.APPLIED).count()


def search_for_staff(text: str, *, cursor: str | None = None, size: int = PAGE_SIZE) -> Page[Seller]:
    """Shops whose name, legal name, address of the page or e-mail contains `text`; staff only."""
    text = text.strip()[:80]
    matches = (
        Q(name__icontains=text)
        | Q(legal_name__icontains=text)
        | Q(slug__icontains=text)
        | Q(contact_email__icontains=text)
    )
    return page_by_id(Seller.objects.filter(matches).select_related("owner"), cursor, size=size)


def get_seller_for_staff(seller_id: uuid.UUID) -> Seller:
    """Any shop with its owner, for the back office; refuses sellers.not_found."""
    seller = Seller.objects.filter(pk=seller_id).select_related("owner").first()
    if seller is None:
        raise SellerNotFound
    return seller


def find_seller(seller_id: uuid.UUID) -> Seller | None:
    """The shop whatever its status, or None."""
    return Seller.objects.filter(pk=seller_id).first()


def get_public_seller(slug: str) -> Seller:
    """An approved shop with its cover; refuses sellers.not_found for all others."""
    row = fetch_one(_PUBLIC, [slug])
    if row is None:
        raise SellerNotFound
    seller, of_cover = model_of(Seller, row), row[width_of(Seller) :]
    seller.cover = model_of(Asset, of_cover) if of_cover[0] else None
    return seller


def list_tier_changes(seller: Seller) -> list[SettlementTierChange]:
    """How the shop was settled, latest first, at most 50; for its people and staff."""
    return list(SettlementTierChange.objects.filter(seller=seller).select_related("by").order_by("-pk")[:50])


def settlement_tier_of(seller_id: uuid.UUID) -> str:
    """How soon the shop's sales are free: a key of its market's settlement rules."""
    return Seller.objects.values_list("settlement_tier", flat=True).get(pk=seller_id)


def list_documents(seller: Seller) -> list[SellerDocument]:
    """The papers of a shop, newest first; for its owner and staff."""
    return list(SellerDocument.objects.filter(seller=seller).order_by("-pk"))


def get_document_for_staff(seller: Seller, document_id: uuid.UUID) -> SellerDocument:
    """One paper of a shop, to be read by staff (kit.storage.private_storage().open(document.key)); refuses
    sellers.document_not_found."""
    document = SellerDocument.objects.filter(seller=seller, pk=document_id).first()
    if document is None:
        raise DocumentNotFound
    return document


def list_required_points(market: Market) -> list[Point]:
    """What the market requires of a shop before it may sell, in the market's order."""
    return [POINTS[code] for code in market.seller_documents_required]


def list_missing_points(seller: Seller) -> list[Point]:
    """What staff asked for, and what the home market requires and the application still lacks."""
    documents = set(SellerDocument.objects.filter(seller=seller).values_list("kind", flat=True))
    codes = [*seller.missing, *missing_codes(seller, get_market(seller.market), documents)]
    return [POINTS[code] for code in dict.fromkeys(codes) if code in POINTS]


LABELS: dict[str, Promise] = {
    "legal_name": _("Trader"),
    "representative": _("Responsible person"),
    "address": _("Address"),
    "phone": _("Phone"),
    "email": _("E-mail"),
}


def trader_disclosure(seller: Seller, market: Market, locale: str) -> list[DisclosureLine]:
    """Who the trader is, as the market of the customer obliges it to be shown: labelled lines in the language of
    `locale`, in the market's order, those the trader does not have left out."""
    with translation.override(locale.split("-", maxsplit=1)[0]):
        lines = [_line(seller, code, locale) for code in market.disclosures]
        return [line for line in lines if line.text]


def _line(seller: Seller, code: str, locale: str) -> DisclosureLine:
    if code == "address":
        return DisclosureLine(code, str(LABELS[code]), format_address(AddressData.from_json(seller.address), locale))
    if code == "registration_number":
        return DisclosureLine(code, str(registration_kind(seller.country).label), seller.registration_number)
    if code == "vat_number":
        return DisclosureLine(code, str(vat_kind(seller.country).label), seller.vat_number)
    if code == "phone":
        return DisclosureLine(code, str(LABELS[code]), _spaced(seller.phone))
    text = seller.contact_email if code == "email" else getattr(seller, code)
    return DisclosureLine(code, str(LABELS[code]), text)


def _spaced(phone: str) -> str:
    if not phone:
        return ""
    number = phonenumbers.parse(phone)
    return str(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.INTERNATIONAL))


def _key(key: uuid.UUID | str, prefix: str) -> Q:
    if isinstance(key, uuid.UUID):
        return Q(**{f"{prefix}id": key})
    try:
        return Q(**{f"{prefix}id": uuid.UUID(key)})
    except ValueError:
        return Q(**{f"{prefix}slug": key})


_STARTS = """
SELECT id FROM (
    SELECT id, row_number() OVER (ORDER BY id) AS number FROM sellers_seller WHERE status = 'approved'
) numbered WHERE number %% %(size)s = 1 ORDER BY id LIMIT %(limit)s
"""


def list_part_starts(*, size: int, limit: int) -> list[uuid.UUID]:
    """The first approved shop of every part of `size`, oldest first, at most `limit` parts. One statement."""
    return [row[0] for row in fetch(_STARTS, {"size": size, "limit": limit})]


def list_part(start: uuid.UUID, *, size: int) -> list[str]:
    """The slugs of up to `size` approved shops from `start` on."""
    shops = Seller.objects.filter(status=Seller.Status.APPROVED, pk__gte=start).order_by("pk")
    return list(shops.values_list("slug", flat=True)[:size])
