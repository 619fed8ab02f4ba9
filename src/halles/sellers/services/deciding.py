"""What staff decides about a shop. Each decision leaves who, when and why, and is announced."""

from __future__ import annotations

import uuid
from collections.abc import Collection

from halles.kit import clock
from halles.kit.events import emit
from halles.markets.queries import get_market
from halles.moderation.services import record_staff_action
from halles.sellers.errors import NotComplete, NothingAsked, RoleTooLow, WhyMissing, WrongStatus
from halles.sellers.events import SellerApproved, SellerClosed, SellerNeedsInfo, SellerReinstated, SellerSuspended
from halles.sellers.locks import lock_for_move, lock_seller
from halles.sellers.models import Seller, SellerDocument
from halles.sellers.requirements import is_point, missing_codes, sentences
from halles.users.models import User

WHY_LENGTH_MAX = 1000


def approve(seller: Seller, *, by: User, why: str = "") -> Seller:
    """Let the shop sell. Refuses sellers.not_complete (data `missing`, `sentences`) while its market requires more,
    sellers.wrong_status. Emits SellerApproved."""
    locked = lock_for_move(seller.pk, Seller.Status.APPROVED)
    _require_complete(locked)
    _decide(locked, Seller.Status.APPROVED, by=by, verb="approve_seller", why=why)
    emit(SellerApproved(locked.pk))
    return locked


def approve_known(seller: Seller) -> Seller:
    """Let a shop sell whose trader the staff has verified before, in another place: the caller answers for that.

    Refuses sellers.not_complete while the market asks for more than is there, sellers.wrong_status. Emits
    SellerApproved; no act of the staff is written down, because there was none.
    """
    locked = lock_for_move(seller.pk, Seller.Status.APPROVED)
    _require_complete(locked)
    locked.status, locked.decided_at = Seller.Status.APPROVED, clock.now()
    locked.save(update_fields=["status", "decided_at"])
    emit(SellerApproved(locked.pk))
    return locked


def ask_for(seller: Seller, *, missing: Collection[str], by: User, note: str = "") -> Seller:
    """Tell the applicant what is missing: codes of halles.sellers.requirements, and words of one's own.

    Refuses sellers.nothing_asked, sellers.wrong_status. Emits SellerNeedsInfo.
    """
    note = note.strip()[:WHY_LENGTH_MAX]
    codes = [code for code in dict.fromkeys(missing) if is_point(code)]
    if not codes and not note:
        raise NothingAsked
    locked = lock_for_move(seller.pk, Seller.Status.NEEDS_INFO)
    locked.missing, locked.missing_note = codes, note
    _decide(locked, Seller.Status.NEEDS_INFO, by=by, verb="ask_seller", why=note, data={"missing": codes})
    emit(SellerNeedsInfo(locked.pk, tuple(codes), note))
    return locked


def suspend(seller: Seller, *, by: User, why: str) -> Seller:
    """Stop the shop from selling; open orders are still shipped. Refuses sellers.why_missing, sellers.wrong_status.
    Emits SellerSuspended."""
    why = _checked(why)
    locked = lock_for_move(seller.pk, Seller.Status.SUSPENDED)
    _decide(locked, Seller.Status.SUSPENDED, by=by, verb="suspend_seller", why=why)
    emit(SellerSuspended(locked.pk, why))
    return locked


def reinstate(seller: Seller, *, by: User, why: str) -> Seller:
    """Let a suspended shop sell again. Refuses sellers.why_missing, sellers.wrong_status. Emits SellerReinstated."""
    why = _checked(why)
    locked = lock_for_move(seller.pk, Seller.Status.APPROVED)
    # An applicant is approved by approve, which checks the papers; only a suspended shop is reinstated.
    if locked.status != Seller.Status.SUSPENDED:
        raise WrongStatus(status_text=locked.get_status_display())
    _decide(locked, Seller.Status.APPROVED, by=by, verb="reinstate_seller", why=why)
    emit(SellerReinstated(locked.pk))
    return locked


def lift_suspension(seller_id: uuid.UUID) -> Seller:
    """Let a shop sell again because the decision against it is paused or was wrong; another status stays as it is.

    Emits SellerReinstated.
    """
    locked = lock_seller(seller_id)
    if locked.status == Seller.Status.SUSPENDED:
        locked.status, locked.decided_at = Seller.Status.APPROVED, clock.now()
        locked.save(update_fields=["status", "decided_at"])
        emit(SellerReinstated(locked.pk))
    return locked


def close(seller: Seller, *, by: User, why: str) -> Seller:
    """Close the shop for good, by staff or its owner. Refuses sellers.role_too_low, sellers.why_missing,
    sellers.wrong_status. Emits SellerClosed."""
    why = _checked(why)
    locked = lock_for_move(seller.pk, Seller.Status.CLOSED)
    if not by.is_staff and by.pk != locked.owner_id:
        raise RoleTooLow
    _decide(locked, Seller.Status.CLOSED, by=by, verb="close_seller", why=why)
    emit(SellerClosed(locked.pk))
    return locked


def _require_complete(seller: Seller) -> None:
    documents = set(SellerDocument.objects.filter(seller=seller).values_list("kind", flat=True))
    missing = missing_codes(seller, get_market(seller.market), documents)
    if missing:
        told = sentences(missing)
        raise NotComplete(missing=missing, sentences=told, missing_text=" ".join(told))


def _decide(seller: Seller, to: str, *, by: User, verb: str, why: str, data: dict[str, object] | None = None) -> None:
    before = seller.status
    seller.status, seller.decided_at = to, clock.now()
    seller.save(update_fields=["status", "decided_at", "missing", "missing_note"])
    if by.pk == seller.owner_id and to == Seller.Status.CLOSED:
        return  # an owner's own decision is no act of the staff
    record_staff_action(
        by=by,
        verb=verb,
        kind="seller",
        target_id=seller.pk,
        why=why.strip()[:WHY_LENGTH_MAX],
        data={"from": before, "to": to, **(data or {})},
    )


def _checked(why: str) -> str:
    why = why.strip()[:WHY_LENGTH_MAX]
    if not why:
        raise WhyMissing
    return why
