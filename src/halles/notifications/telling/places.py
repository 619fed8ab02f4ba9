"""Mails about places in shops: offered, taken, changed, ended."""

from __future__ import annotations

import uuid
from collections.abc import Callable

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from halles.markets.queries import get_market
from halles.notifications.services import Letter, Words
from halles.notifications.telling.amounts import instant
from halles.sellers import queries as sellers
from halles.sellers.models import Seller, SellerStaff, StaffInvitation
from halles.users.models import User
from halles.users.queries import find_user_by_email, get_user


def staff_invited(invitation_id: str) -> list[Letter]:
    """Whoever has the address is offered a place, and need not answer."""
    invitation = sellers.find_invitation(uuid.UUID(invitation_id))
    if invitation is None or invitation.status != StaffInvitation.Status.WAITING:
        return []
    seller = invitation.seller

    def words() -> Words:
        facts = {
            "shop": seller.name,
            "role": invitation.get_role_display(),
            "until": instant(invitation.expires_at, seller.market),
            "address": invitation.email,
        }
        return Words(
            subject=_("%(shop)s offers you a place in its team") % facts,
            heading=_("A place at %(shop)s") % facts,
            paragraphs=(
                _("%(shop)s sells on Halles and would like you to work in the shop: %(role)s.") % facts,
                _("Nothing happens unless you accept, by %(until)s. You can leave again at any time.") % facts,
                _commission_words(),
                _("Sign in as %(address)s to answer; without an account, open one with this address first.") % facts,
            ),
            door=(_("Read and answer"), settings.BASE_URL + reverse("studio:place_invitations")),
            after=(_("You do not know this shop? Then leave it: no answer is an answer."),),
        )

    return [_to_address(invitation, "staff_invited", words)]


def invitation_closed(invitation_id: str) -> list[Letter]:
    """The shop reads that it was declined; the person that it was withdrawn."""
    invitation = sellers.find_invitation(uuid.UUID(invitation_id))
    if invitation is None:
        return []
    facts = {"shop": invitation.seller.name, "address": invitation.email}

    def declined() -> Words:
        return Words(
            subject=_("%(address)s does not take the place") % facts,
            heading=_("Your invitation was declined"),
            paragraphs=(_("%(address)s does not want a place at %(shop)s.") % facts,),
            door=_people(invitation.seller),
        )

    def withdrawn() -> Words:
        return Words(
            subject=_("%(shop)s has withdrawn its invitation") % facts,
            heading=_("The invitation does not stand any more"),
            paragraphs=(_("%(shop)s has taken back the place it offered you. You need do nothing.") % facts,),
        )

    if invitation.status == StaffInvitation.Status.DECLINED:
        return [_to_shop(invitation.seller, "staff_declined", f"staff_declined:{invitation.pk}", declined)]
    return [_to_address(invitation, "staff_withdrawn", withdrawn)]


def staff_joined(seller_id: str, user_id: str, role: str, at: str) -> list[Letter]:
    """Both sides have it in writing."""
    seller, person = _both(seller_id, user_id)
    facts = _facts(seller, person, role)

    def to_shop() -> Words:
        return Words(
            subject=_("%(person)s works at %(shop)s now") % facts,
            heading=_("Somebody new in your shop"),
            paragraphs=(
                _("%(person)s (%(address)s) has accepted the place: %(role)s.") % (facts | {"role": _role(role)}),
            ),
            door=_people(seller),
        )

    def to_person() -> Words:
        return Words(
            subject=_("You have a place at %(shop)s") % facts,
            heading=_("Welcome to the team of %(shop)s") % facts,
            paragraphs=(
                _("Your place: %(role)s. It began when you accepted, and you can leave it at any time.")
                % {"role": _role(role)},
                _commission_words(),
            ),
            door=_desk(seller),
        )

    key = f"staff_joined:{seller.pk}:{person.pk}:{at}:shop"
    return [
        _to_shop(seller, "staff_joined", key, to_shop),
        _to_person(person, seller, "staff_joined", at, to_person),
    ]


def staff_role_changed(seller_id: str, user_id: str, role: str, at: str) -> list[Letter]:
    """The person reads what they may do now."""
    seller, person = _both(seller_id, user_id)

    def words() -> Words:
        return Words(
            subject=_("Your place at %(shop)s has changed") % {"shop": seller.name},
            heading=_("Your place has changed"),
            paragraphs=(_("From now on you are there as: %(role)s.") % {"role": _role(role)},),
            door=_desk(seller),
        )

    return [_to_person(person, seller, "staff_role_changed", at, words)]


def staff_gone(seller_id: str, user_id: str, left: str, at: str) -> list[Letter]:
    """Both sides have it in writing."""
    seller, person = _both(seller_id, user_id)
    facts, is_left = _facts(seller, person, ""), left == "yes"

    def to_shop() -> Words:
        told = (
            _("%(person)s (%(address)s) has left %(shop)s and can no longer enter it.")
            if is_left
            else _("%(person)s (%(address)s) was removed from %(shop)s and can no longer enter it.")
        )
        return Words(
            subject=_("%(person)s no longer works at %(shop)s") % facts,
            heading=_("One person less in your shop"),
            paragraphs=(told % facts,),
            door=_people(seller),
        )

    def to_person() -> Words:
        told = (
            _("You have left %(shop)s: its desk is closed to you from now on.")
            if is_left
            else _("%(shop)s has ended your place: its desk is closed to you from now on.")
        )
        return Words(
            subject=_("Your place at %(shop)s has ended") % facts,
            heading=_("Your place has ended"),
            paragraphs=(told % facts, _("As a creator you can earn with the goods of this shop again.")),
            door=(_("Open the studio"), settings.BASE_URL + reverse("studio:home")),
        )

    key = f"staff_gone:{seller.pk}:{person.pk}:{at}:shop"
    return [_to_shop(seller, "staff_gone", key, to_shop), _to_person(person, seller, "staff_gone", at, to_person)]


def _commission_words() -> str:
    return _(
        "If you are a creator too: as long as you have a place in a shop, what is sold of it earns you no commission. "
        "What you have earned before stays yours."
    )


def _both(seller_id: str, user_id: str) -> tuple[Seller, User]:
    return sellers.get_seller_for_staff(uuid.UUID(seller_id)), get_user(uuid.UUID(user_id))


def _facts(seller: Seller, person: User, role: str) -> dict[str, str]:
    return {"shop": seller.name, "person": person.name or person.email, "address": person.email, "role": role}


def _role(role: str) -> str:
    return str(SellerStaff.Role(role).label)


def _people(seller: Seller) -> tuple[str, str]:
    return _("The people of the shop"), settings.BASE_URL + reverse("studio:shop_people", args=[seller.slug])


def _desk(seller: Seller) -> tuple[str, str]:
    return _("Open the desk of the shop"), settings.BASE_URL + reverse("studio:shop", args=[seller.slug])


def _to_person(person: User, seller: Seller, kind: str, at: str, words: Callable[[], Words]) -> Letter:
    return Letter(
        kind=kind,
        key=f"{kind}:{seller.pk}:{person.pk}:{at}",
        to=person.email,
        language=person.language or get_market(seller.market).language,
        words=words,
        reference=("seller", seller.pk),
    )


def _to_shop(seller: Seller, kind: str, key: str, words: Callable[[], Words]) -> Letter:
    return Letter(
        kind=kind,
        key=key,
        to=seller.contact_email or seller.owner.email,
        language=seller.owner.language or get_market(seller.market).language,
        words=words,
        reference=("seller", seller.pk),
    )


def _to_address(invitation: StaffInvitation, kind: str, words: Callable[[], Words]) -> Letter:
    """In the language of who has an account with the address, else in that of the shop's market."""
    known = find_user_by_email(invitation.email)
    return Letter(
        kind=kind,
        key=f"{kind}:{invitation.pk}",
        to=invitation.email,
        language=(known.language if known else "") or get_market(invitation.seller.market).language,
        words=words,
        reference=("seller", invitation.seller_id),
    )
