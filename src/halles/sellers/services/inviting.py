"""Places in a shop that are offered, and answered by whom they are offered to."""

from __future__ import annotations

import datetime as dt
import uuid

from halles.kit import clock
from halles.kit.events import emit
from halles.sellers.errors import (
    AlreadyHere,
    AlreadyInvited,
    DeclinedLately,
    InvitationNotFound,
    InvitationOver,
    InvitedTooOften,
    NotLookedAt,
    RoleUnknown,
    TooManyStaff,
    WrongStatus,
)
from halles.sellers.events import StaffInvitationClosed, StaffInvited, StaffJoined
from halles.sellers.locks import lock_seller
from halles.sellers.models import Seller, SellerStaff, StaffInvitation
from halles.users.models import User
from halles.users.queries import list_verified_addresses

STAFF_MAX = 30
INVITATION_DAYS = 14
# To one address, in a day: who invites and withdraws sends a mail each time.
INVITATIONS_OF_A_DAY_MAX = 3
# For so long a shop leaves an address alone that has declined.
DECLINED_DAYS = 30
# What is over is forgotten after so long: most of these addresses belong to nobody here.
FORGOTTEN_DAYS = 90

Status = StaffInvitation.Status


def invite(seller: Seller, *, by: User, email: str, role: str) -> StaffInvitation:
    """Offer a place (manager or packer) to whoever has this mail address, with or without an account.

    It begins when they accept. Refuses sellers.role_unknown, sellers.already_here, sellers.already_invited,
    sellers.declined_lately, sellers.invited_too_often, sellers.too_many_staff, sellers.wrong_status for a closed shop,
    sellers.not_looked_at for one that was never approved. Emits StaffInvited.
    """
    if role not in StaffInvitation.Role.values:
        raise RoleUnknown
    locked, now = _lock_open(seller.pk), clock.now()
    # Anybody applies, under any name: no mail to strangers says it before a person has looked at it.
    if locked.status in {Seller.Status.APPLIED, Seller.Status.NEEDS_INFO}:
        raise NotLookedAt
    email = email.strip().lower()
    if SellerStaff.objects.filter(seller=locked, user__email=email).exists():
        raise AlreadyHere
    _require_rest(locked, email, now)
    waiting = StaffInvitation.objects.filter(seller=locked, status=Status.WAITING)
    waiting.filter(email=email, expires_at__lte=now).update(status=Status.EXPIRED)
    if waiting.filter(email=email).exists():
        raise AlreadyInvited
    offered = waiting.filter(expires_at__gt=now).count()
    if SellerStaff.objects.filter(seller=locked).count() + offered >= STAFF_MAX:
        raise TooManyStaff(count=STAFF_MAX)
    invitation = StaffInvitation.objects.create(
        seller=locked,
        email=email,
        role=role,
        invited_by=by,
        invited_at=now,
        expires_at=now + dt.timedelta(days=INVITATION_DAYS),
    )
    emit(StaffInvited(invitation.pk))
    return invitation


def withdraw_invitation(seller: Seller, *, invitation_id: uuid.UUID) -> StaffInvitation:
    """The shop takes an offer back. Refuses sellers.invitation_not_found, sellers.invitation_over. Emits
    StaffInvitationClosed."""
    lock_seller(seller.pk)
    return _close(_lock_waiting(seller.pk, invitation_id), Status.WITHDRAWN)


def withdraw_of(seller: Seller, inviter_id: uuid.UUID) -> None:
    """Take back what somebody has offered who is sent away: no door stays open that they have chosen. The shop is
    locked. Emits StaffInvitationClosed for each."""
    waiting = StaffInvitation.objects.select_for_update(of=("self",)).filter(
        seller=seller, invited_by=inviter_id, status=Status.WAITING, expires_at__gt=clock.now()
    )
    for invitation in waiting.order_by("pk"):
        _close(invitation, Status.WITHDRAWN)


def decline_invitation(user: User, *, invitation_id: uuid.UUID) -> StaffInvitation:
    """The person does not want the place. Refuses sellers.invitation_not_found to whom it was not offered,
    sellers.invitation_over. Emits StaffInvitationClosed."""
    seller_id = _shop_of(user, invitation_id)
    lock_seller(seller_id)
    return _close(_lock_waiting(seller_id, invitation_id), Status.DECLINED)


def accept_invitation(user: User, *, invitation_id: uuid.UUID) -> SellerStaff:
    """The person takes the place, from now on.

    Refuses sellers.invitation_not_found to whom it was not offered, sellers.invitation_over, sellers.already_here,
    sellers.too_many_staff, sellers.wrong_status for a closed shop. Emits StaffJoined.
    """
    seller_id = _shop_of(user, invitation_id)
    locked = _lock_open(seller_id)
    invitation = _lock_waiting(seller_id, invitation_id)
    if SellerStaff.objects.filter(seller=locked, user=user).exists():
        raise AlreadyHere
    if SellerStaff.objects.filter(seller=locked).count() >= STAFF_MAX:
        raise TooManyStaff(count=STAFF_MAX)
    now = clock.now()
    place = SellerStaff.objects.create(seller=locked, user=user, role=invitation.role, added_at=now)
    _answer(invitation, Status.ACCEPTED)
    emit(StaffJoined(locked.pk, user.pk, place.role, now))
    return place


def forget_invitations() -> int:
    """Delete what has been over for long, answered or not; how many."""
    before = clock.now() - dt.timedelta(days=FORGOTTEN_DAYS)
    return StaffInvitation.objects.filter(expires_at__lt=before).delete()[0]


def _lock_open(seller_id: uuid.UUID) -> Seller:
    locked = lock_seller(seller_id)
    if locked.status == Seller.Status.CLOSED:
        raise WrongStatus(status_text=locked.get_status_display())
    return locked


def _require_rest(seller: Seller, email: str, now: dt.datetime) -> None:
    """Nobody is asked again and again: neither who has said no, nor anybody many times a day."""
    earlier = StaffInvitation.objects.filter(seller=seller, email=email)
    if earlier.filter(status=Status.DECLINED, answered_at__gt=now - dt.timedelta(days=DECLINED_DAYS)).exists():
        raise DeclinedLately(days=DECLINED_DAYS)
    if earlier.filter(invited_at__gt=now - dt.timedelta(days=1)).count() >= INVITATIONS_OF_A_DAY_MAX:
        raise InvitedTooOften(count=INVITATIONS_OF_A_DAY_MAX)


def _shop_of(user: User, invitation_id: uuid.UUID) -> uuid.UUID:
    """The shop of an invitation to one of the person's own addresses."""
    invitation = StaffInvitation.objects.filter(pk=invitation_id, email__in=list_verified_addresses(user)).first()
    if invitation is None:
        raise InvitationNotFound
    return invitation.seller_id


def _lock_waiting(seller_id: uuid.UUID, invitation_id: uuid.UUID) -> StaffInvitation:
    """The invitation, locked after its shop, while it stands."""
    invitation = StaffInvitation.objects.select_for_update().filter(pk=invitation_id, seller=seller_id).first()
    if invitation is None:
        raise InvitationNotFound
    if invitation.status != Status.WAITING or invitation.expires_at <= clock.now():
        raise InvitationOver
    return invitation


def _close(invitation: StaffInvitation, to: Status) -> StaffInvitation:
    _answer(invitation, to)
    emit(StaffInvitationClosed(invitation.pk))
    return invitation


def _answer(invitation: StaffInvitation, to: Status) -> None:
    invitation.status, invitation.answered_at = to, clock.now()
    invitation.save(update_fields=["status", "answered_at"])
